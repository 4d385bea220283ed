"""Compare the API's replies of this working tree with those of another commit, byte for byte.

    python -m contract_tests.matrix.same_replies HEAD~1

Each side serves its own code in a process of its own, with the same seed and a manual clock. In both dialects a session
sends every request example of the contract, every scenario, and a broken copy of every body; polls each task from its
start to its end; and fetches the first bytes of every file. The comparison covers status, headers and body.
The requests come from this tree's contract, so a change of the contract's examples shows up as a difference of requests.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
BUNDLE = ROOT / "openapi" / "dist" / "openapi.json"
MOMENTS_S = (0, 6, 60, 180, 900)
"""When tasks are polled, in seconds after the submits: pending, running, partly done, done, and long after."""

GIT = shutil.which("git") or "git"
FIRST_BYTES = "bytes=0-2047"
IGNORED_HEADERS = {"date", "server"}
URL = re.compile(r'https?://[^\s"\\]+')

Exchange = dict[str, Any]


class Session:
    """A client that records each exchange with one server."""

    def __init__(self, base_url: str, dialect: str) -> None:
        self.address = base_url
        self.client = httpx.Client(base_url=base_url, headers={"Authorization": "Bearer mock-key"}, timeout=60)
        self.dialect = dialect
        self.exchanges: list[Exchange] = []
        self.polls: list[str] = []

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Send a request and record the reply, or the error if the connection is cut."""
        request = {"method": method, "path": path, "body": body, "headers": headers}
        try:
            response = self.client.request(method, path, json=body, headers={"X-Mock-Dialect": self.dialect, **headers})
        except httpx.TransportError as error:
            self.exchanges.append({"request": request, "error": type(error).__name__})
            return httpx.Response(599)
        compared = sorted((k.lower(), v) for k, v in response.headers.multi_items() if k.lower() not in IGNORED_HEADERS)
        content = response.content.decode("utf-8", "backslashreplace")
        self.exchanges.append(
            {"request": request, "status": response.status_code, "headers": compared, "content": content}
        )
        return response

    def admin(self, method: str, path: str, body: Any = None) -> Any:
        """Call the admin API, whose replies are not compared."""
        response = self.client.request(method, f"/__mock__{path}", json=body)
        response.raise_for_status()
        return response.json()

    def submit(self, operation: dict[str, Any], poll: str | None, body: Any, **headers: str) -> None:
        """Send one body, and poll its task later if it starts one."""
        response = self.send(operation["method"], operation["path"], body, **headers)
        try:
            task_id = response.json().get("task_id")
        except (ValueError, AttributeError):
            return
        if poll is not None and isinstance(task_id, str):
            self.polls.append(poll.replace("{task_id}", task_id))

    def run(self, contract: dict[str, Any]) -> list[Exchange]:
        """Run the whole session."""
        scenarios = [scenario["name"] for scenario in self.admin("GET", "/scenarios")["scenarios"]]
        for operation in operations(contract):
            self.exercise(operation, scenarios)
        addresses: dict[str, None] = {}
        now = 0
        for moment in MOMENTS_S:
            if moment > now:
                self.admin("POST", "/clock/advance", {"seconds": moment - now})
                now = moment
            for poll in self.polls:
                addresses |= dict.fromkeys(URL.findall(self.send("GET", poll).text))
        for address in addresses:
            if address.startswith(self.address):
                self.send("GET", address, Range=FIRST_BYTES)
        self.send("GET", "/api/v1/get-credits")
        self.exchanges += self.admin("GET", "/inbox/replies?limit=1000")["items"]
        return self.exchanges

    def exercise(self, operation: dict[str, Any], scenarios: list[str]) -> None:
        """Send every example of an operation, broken copies of the first ones, and every scenario."""
        bodies = operation["bodies"] or [None]
        hook = f"{self.address}/__mock__/inbox/replies"
        for body in bodies:
            self.submit(operation, operation["poll"], body)
            if operation["method"] == "POST" and operation["poll"] is not None:
                self.submit(operation, operation["poll"], {**body, "webhook_url": hook, "webhook_secret": "s3cret"})
            for name in body or ():
                self.send(operation["method"], operation["path"], {k: v for k, v in body.items() if k != name})
                self.send(operation["method"], operation["path"], {**body, name: [{}]})
        self.send(operation["method"], operation["path"], bodies[0], Authorization="Bearer unknown")
        for scenario in scenarios:
            self.submit(operation, operation["poll"], bodies[0], **{"X-Mock-Scenario": scenario})


def operations(contract: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield each operation of a bundle with its request examples and the path of its poll."""
    paths = {spec["operationId"]: path for path, path_item in contract["paths"].items() for spec in path_item.values()}
    for path, path_item in contract["paths"].items():
        for method, spec in path_item.items():
            media = spec.get("requestBody", {}).get("content", {}).get("application/json", {})
            examples = [resolved(contract, example) for example in media.get("examples", {}).values()]
            polls = set(re.findall(r'"poll": "(\w+)"', json.dumps(spec) + json.dumps(schemas(contract, media))))
            yield {
                "method": method.upper(),
                "path": path,
                "bodies": [example["value"] for example in examples],
                "poll": paths[min(polls)] if polls else None,
            }


def schemas(contract: dict[str, Any], media: dict[str, Any]) -> list[Any]:
    """Return the schemas that a request body may follow."""
    schema = resolved(contract, media.get("schema", {}))
    return [resolved(contract, member) for member in schema.get("oneOf", schema.get("anyOf", [schema]))]


def resolved(contract: dict[str, Any], node: dict[str, Any]) -> Any:
    """Return the target of a `$ref`, or the node itself."""
    target: Any = node
    while "$ref" in target:
        pointer, target = target["$ref"].removeprefix("#/").split("/"), contract
        for part in pointer:
            target = target[part]
    return target


def record(tree: Path, dialect: str, port: int) -> list[Exchange]:
    """Serve the code of a source tree and return the session with it."""
    entry = tomllib.loads((tree / "pyproject.toml").read_text())["project"]["scripts"]["aimusic-mock"]
    module, _, function = entry.partition(":")
    roots = [tree / name for name in (".", "generated_client", "mock_server")]
    code = (
        f"import sys; sys.path[:0] = {[str(root) for root in roots]!r}; from {module} import {function}; {function}()"
    )
    options = [
        "serve",
        "--port",
        str(port),
        "--seed",
        "7",
        "--clock",
        "manual",
        "--plan",
        "unlimited",
        "--credits",
        "1000000",
    ]
    with subprocess.Popen(
        [sys.executable, "-P", "-c", code, *options], stdout=subprocess.PIPE, text=True, cwd=tree
    ) as server:
        try:
            line = server.stdout.readline() if server.stdout else ""
            if f":{port}" not in line:
                raise RuntimeError(f"the mock of {tree} did not start: {line!r}")
            return Session(f"http://127.0.0.1:{port}", dialect).run(json.loads(BUNDLE.read_text()))
        finally:
            server.terminate()


def free_port() -> int:
    """Return a free port; both sides use the same one, so that addresses in replies are equal."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def differences(before: list[Exchange], after: list[Exchange]) -> Iterator[str]:
    """Yield one paragraph for each exchange that differs."""
    for number, (old, new) in enumerate(zip_longest(before, after)):
        if old != new:
            yield f"exchange {number}:\n  before {json.dumps(old)}\n  after  {json.dumps(new)}"


def main() -> int:
    """Compare; print the first differences and return 1 if there are any."""
    parser = argparse.ArgumentParser(prog="same_replies", description=__doc__)
    parser.add_argument("base", help="the commit to compare with")
    base = parser.parse_args().base
    failed, port = 0, free_port()
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch) / "base"
        subprocess.run([GIT, "worktree", "add", "--detach", "--quiet", tree, base], check=True, cwd=ROOT)
        try:
            for dialect in ("documented", "observed"):
                before, after = record(tree, dialect, port), record(ROOT, dialect, port)
                different = list(differences(before, after))
                failed += len(different)
                print(f"{dialect}: {len(after)} exchanges, {len(different)} differ from {base}")
                print("\n".join(different[:5]))
        finally:
            subprocess.run([GIT, "worktree", "remove", "--force", tree], check=True, cwd=ROOT)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

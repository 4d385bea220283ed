"""The SDK's README: every example runs as printed, and its tables match the code and the contract."""

from __future__ import annotations

import asyncio
import inspect
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask import Flask

import aimusic
from aimusic import AIMusic, estimate, sign_webhook
from contract_tests.sdk.contract import ERRORS_BY_STATUS
from contract_tests.sdk.methods import CASES, as_id, method_names, method_of
from contract_tests.support.processes import REPOSITORY, run
from contract_tests.support.served import Served

PAGE = (REPOSITORY / "generated_client" / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
RECEIVERS = [block for block in BLOCKS if "Flask(" in block or "FastAPI(" in block]
WALKS = [block for block in BLOCKS if block not in RECEIVERS]

SECRET = "my-webhook-secret"
BODY = json.dumps({"event": "song.failed", "platform": "suno", "task_id": "t-1", "type": "failed"}).encode()

pytestmark = pytest.mark.filterwarnings("ignore:Riffusion is deprecated:DeprecationWarning")


@pytest.mark.slow  # starts an interpreter for each
@pytest.mark.parametrize("number", range(len(WALKS)))
def test_example_runs_as_it_stands(number: int, serve: Callable[..., Served], tmp_path: Path) -> None:
    served = serve("--seed", "1", "--clock", "auto", "--plan", "unlimited")
    done = subprocess.run(
        # Examples end with their process, so they need not close their clients.
        [sys.executable, "-W", "error", "-W", "ignore::ResourceWarning", "-c", WALKS[number]],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=tmp_path,
        env={"AIMUSIC_API_KEY": "mock-key", "AIMUSIC_BASE_URL": served.url},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


@pytest.mark.slow  # a type checker
def test_examples_are_clean_for_mypy(tmp_path: Path) -> None:
    files = write_blocks(tmp_path, "generated_client/README.md")
    (tmp_path / "mypy.ini").write_text(f"[mypy]\nstrict = true\nmypy_path = {SOURCES}\n", encoding="utf-8")

    done = run(Path(sys.executable).parent / "mypy", "--cache-dir", tmp_path / "cache", *files, cwd=tmp_path)

    assert done.returncode == 0, done.stdout


PAGES = ("README.md", "generated_client/README.md", "generated_client/pytest_aimusic/README.md")
SOURCES = REPOSITORY / "generated_client"


@pytest.mark.slow  # a type checker
def test_examples_of_all_pages_are_clean_for_pyright_in_strict_mode(tmp_path: Path) -> None:
    for page in PAGES:
        assert write_blocks(tmp_path / Path(page).parent, page), f"{page} has no block of Python"

    report = strict_report(tmp_path)

    faults = [
        f"{Path(fault['file']).relative_to(tmp_path)}:{fault['range']['start']['line'] + 1}: {fault['message']}"
        for fault in report["generalDiagnostics"]
    ]
    assert not faults, "\n".join(["Correct these blocks of the pages:", *faults])


@pytest.mark.slow  # a type checker
def test_strict_check_of_examples_finds_a_wrong_option(tmp_path: Path) -> None:
    code = 'from aimusic import AIMusic\n\nAIMusic().sonic.create("la", titel="Low Tide")\n'
    (tmp_path / "planted.py").write_text(code, encoding="utf-8")

    (fault,) = strict_report(tmp_path)["generalDiagnostics"]
    assert (fault["rule"], fault["range"]["start"]["line"]) == ("reportCallIssue", 2)


def write_blocks(folder: Path, page: str) -> list[str]:
    """Write the Python blocks of a page as modules, by the names that their first lines give; return the names."""
    folder.mkdir(parents=True, exist_ok=True)
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    names = []
    for number, block in enumerate(re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)):
        named = re.match(r"# (\w+\.py)$", block.splitlines()[0])
        names.append(named[1] if named else f"block_{number}.py")
        (folder / names[-1]).write_text(block, encoding="utf-8")
    return names


def strict_report(folder: Path) -> dict[str, Any]:
    """Return pyright's report on a folder and its subfolders, each a root of imports."""
    roots = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
    settings = {
        "typeCheckingMode": "strict",
        "extraPaths": [str(SOURCES), str(REPOSITORY / "mock_server")],
        "executionEnvironments": [
            {"root": str(root.relative_to(folder))} for root in sorted(roots, key=lambda root: -len(root.parts))
        ],
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    done = run("pyright", "--outputjson", "--pythonpath", sys.executable, cwd=folder)
    report: dict[str, Any] = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] == len(list(folder.rglob("*.py")))
    return report


def receiver(word: str) -> dict[str, Any]:
    """Run an example with a webhook receiver and return the names that it defines."""
    (block,) = [block for block in RECEIVERS if word in block]
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(block, f"the {word} example", "exec"), names)  # noqa: S102 - the README is ours
    return names


def test_flask_receiver_accepts_a_signed_event_once_and_refuses_others(capsys: pytest.CaptureFixture[str]) -> None:
    app: Flask = receiver("Flask")["app"]
    signed = sign_webhook(BODY, SECRET)
    client = app.test_client()

    statuses = [client.post("/hooks/aimusic", data=BODY, headers=signed).status_code for _ in range(2)]
    forged = client.post("/hooks/aimusic", data=BODY, headers=sign_webhook(BODY, "another"))
    changed = client.post("/hooks/aimusic", data=BODY + b" ", headers=signed)

    assert (statuses, forged.status_code, changed.status_code) == ([204, 204], 400, 400)
    assert capsys.readouterr().out == "song.failed sonic t-1\n"


def test_fastapi_receiver_accepts_a_signed_event_and_refuses_others(capsys: pytest.CaptureFixture[str]) -> None:
    transport = httpx.ASGITransport(receiver("FastAPI")["app"])

    async def post(secret: str) -> int:
        async with httpx.AsyncClient(transport=transport, base_url="http://receiver") as client:
            headers = sign_webhook(BODY, secret)
            return (await client.post("/hooks/aimusic", content=BODY, headers=headers)).status_code

    assert [asyncio.run(post(secret)) for secret in (SECRET, "another")] == [204, 400]
    assert capsys.readouterr().out == "song.failed sonic t-1\n"


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table under a heading."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_index_of_methods_is_that_of_the_client() -> None:
    operations: dict[str, list[str]] = {}
    for case in CASES:
        known = operations.setdefault(case.method, [])
        if f"`{case.operation}`" not in known:
            known.append(f"`{case.operation}`")
    with AIMusic(api_key="k") as client:
        returned = {name: returns(client, name) for name in method_names(client)}

    assert {row[0].strip("`"): (row[1].strip("`"), row[3]) for row in rows("Methods")} == {
        name: (returned[name], ", ".join(operations[name])) for name in returned
    }


def returns(client: AIMusic, name: str) -> str:
    """Return the name of the type that a method returns."""
    signature = inspect.signature(method_of(client, name))
    return str(signature.return_annotation).replace("SubmitT_co", "Task")


def test_index_of_methods_has_the_prices_of_the_contract() -> None:
    prices: dict[str, set[float]] = {}
    with AIMusic(api_key="k") as client:
        for case in CASES:
            kwargs = {name: as_id(value) for name, value in case.kwargs.items()}
            price = estimate(method_of(client, case.method), *map(as_id, case.args), **kwargs)
            prices.setdefault(case.method, set()).add(price.credits)

    for row in rows("Methods"):
        assert prices[row[0].strip("`")] == {
            float(number) for number in re.findall(r"\d+", row[2].split(" for ")[0])
        }, row


def test_table_of_errors_names_every_error_and_the_status_of_each() -> None:
    table = rows("Errors")
    named = set(re.findall(r"`(\w+Error)`", " ".join(row[1] for row in table)))
    exported = {name for name in aimusic.__all__ if name.endswith("Error")}

    assert named == exported - {"AIMusicError", "TaskError"}
    for row in table:
        for status in re.findall(r"\b[45]\d\d\b", row[0]):
            name = row[1].strip("`")
            assert issubclass(getattr(aimusic, name), ERRORS_BY_STATUS[int(status)]), row


def test_settings_are_those_of_the_client() -> None:
    named = {row[0].strip("`") for row in rows("Settings")} - {""}
    known = set(inspect.signature(AIMusic).parameters) - {"clock"}

    assert named == known

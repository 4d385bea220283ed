"""Write the facts that the generator ignores into an additional module of the client: `aimusic_client/operations.py`.

openapi-python-client ignores every `x-` key, and the SDK reads only the client, so prices, tasks and idempotence
are written as Python literals, which need no parsing at import. See openapi/decisions/0013.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

MODULE = "operations.py"

FORM = ("--isolated", "--no-cache", "--line-length=100", "--target-version=py311")
"""The options of the hooks in client-config.yaml, so that the whole package has the same format."""

_HEAD = '''"""What the contract says of each operation beside its form: price, task, whether it may be repeated."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen


@frozen
class TaskFacts:
    """The task that a call starts.

    Attributes:
        product: Whose task it is.
        poll: The operation that polls it.
        clips: How many clips it makes.
        seconds: The shortest and the longest time from acceptance to the end.
    """

    product: str
    poll: str
    clips: int
    seconds: tuple[float, float]


@frozen
class Body:
    """One form of an operation's body.

    Attributes:
        credits: What a call with it costs.
        task: The task that it starts.
    """

    credits: float
    task: TaskFacts | None


@frozen
class Operation:
    """One operation.

    Attributes:
        id: Its operationId.
        method: The HTTP method, in capitals.
        path: The path, with parameters in braces.
        tag: Its first tag.
        credits: What a call costs, unless its body says otherwise.
        charge: When: `accepted`, or `first_call_per_clip`.
        idempotent: Whether the same request again changes nothing and costs nothing.
        deprecated: Whether the documentation calls it so.
        statuses: The documented statuses.
        task: The task that it starts, unless its body says otherwise.
        bodies: The forms of its body, by the names of their models.
    """

    id: str
    method: str
    path: str
    tag: str
    credits: float
    charge: str
    idempotent: bool
    deprecated: bool
    statuses: tuple[int, ...]
    task: TaskFacts | None
    bodies: Mapping[str, Body]


'''


def write(document: Mapping[str, Any], package: Path, ruff: str | Path) -> None:
    """Write the module into a generated package, formatted like its other modules.

    Args:
        document: The bundle.
        package: The package's folder.
        ruff: The pinned formatter.
    """
    entries = ",\n".join(f"{raw['operationId']!r}: {_operation(document, *place)}" for *place, raw in _all(document))
    text = f"{_HEAD}OPERATIONS: Mapping[str, Operation] = {{{entries}}}\n"
    text += '"""Every operation of the contract, by its operationId."""\n'
    (package / MODULE).write_text(text, encoding="utf-8")
    subprocess.run([ruff, "format", "--quiet", *FORM, package / MODULE], check=True)


def _all(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, path_item in document["paths"].items():
        for method, raw in path_item.items():
            if isinstance(raw, Mapping) and "operationId" in raw:
                yield path, method, raw


def _operation(document: Mapping[str, Any], path: str, method: str) -> str:
    raw = document["paths"][path][method]
    bodies = ", ".join(f"{name!r}: {_body(raw, schema)}" for name, schema in _members(document, raw))
    known = {
        "id": repr(raw["operationId"]),
        "method": repr(method.upper()),
        "path": repr(path),
        "tag": repr(raw["tags"][0]),
        "credits": _price(raw),
        "charge": repr(raw.get("x-credits", {}).get("charge", "accepted")),
        "idempotent": repr(bool(raw.get("x-idempotent"))),
        "deprecated": repr(bool(raw.get("deprecated"))),
        "statuses": repr(tuple(int(status) for status in raw["responses"])),
        "task": _task(raw.get("x-task")),
        "bodies": f"{{{bodies}}}",
    }
    return f"Operation({', '.join(f'{name}={value}' for name, value in known.items())})"


def _members(document: Mapping[str, Any], raw: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the named schemas of an operation's body: one, or the members of a union."""
    content = raw.get("requestBody", {}).get("content", {})
    for media in content.values():
        for member in media["schema"].get("oneOf", [media["schema"]]):
            name = member.get("$ref", "").rpartition("/")[2]
            if name:
                yield name, document["components"]["schemas"][name]


def _body(raw: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    task = {**raw.get("x-task", {}), **schema.get("x-task", {})}
    return f"Body(credits={_price(schema if 'x-credits' in schema else raw)}, task={_task(task)})"


def _price(raw: Mapping[str, Any]) -> str:
    return repr(raw.get("x-credits", {}).get("amount", 0))


def _task(raw: Mapping[str, Any] | None) -> str:
    if not raw:
        return "None"
    seconds = tuple(raw["duration_s"])
    return f"TaskFacts({raw['product']!r}, {raw['poll']!r}, {raw['clips']!r}, {seconds!r})"

"""Compare the operations and webhooks of two bundles and classify each change by its effect on clients.

- Removing an operation, a parameter, a content type or a successful status breaks; so does changing the operationId
  or the first tag, which name the client's function and its module, and removing an authentication method.
- A parameter or body that is new and required, or has become required, breaks; an optional one does not.
- Adding or removing an error status, and changing a price, task or idempotence, is notable: no code breaks, but
  users should know.
- Webhooks are compared in the opposite direction: the service sends the body and headers, and clients read them.

Links, examples, texts and provenance are not compared. Independent of git and of files.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from openapi.tools.diff_schemas import Change, SchemaDiff, Verdict
from openapi.tools.tree import METHODS, resolve

NOTABLE = ("x-credits", "x-task", "x-idempotent", "deprecated")


class Difference(NamedTuple):
    """One change of one operation."""

    operation: str
    change: Change

    def __str__(self) -> str:
        verdict, where, what = self.change
        return f"{verdict}: {self.operation}: {where}: {what}"


class _Document:
    """One side of the comparison: a bundle and its operations."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.operations = {
            (section, path, method): {**path_item[method], "parameters": self._parameters(path_item, path_item[method])}
            for section in ("paths", "webhooks")
            for path, path_item in document.get(section, {}).items()
            for method in METHODS
            if method in path_item
        }

    def _parameters(self, path_item: Any, operation: Any) -> dict[tuple[str, str], Any]:
        stated = [*path_item.get("parameters", []), *operation.get("parameters", [])]
        resolved = (resolve(self.document, parameter) for parameter in stated)
        return {(parameter["in"], parameter["name"]): parameter for parameter in resolved}

    def resolve(self, value: Any) -> Any:
        return resolve(self.document, value)


def compare(old: Any, new: Any) -> list[Difference]:
    """Return the differences between two bundles, in the order of the earlier one."""
    before, after = _Document(old), _Document(new)
    differences = []
    for key, operation in before.operations.items():
        label = _label(key)
        if key not in after.operations:
            differences.append(Difference(label, Change("breaking", "operation", "removed")))
            continue
        comparison = _OperationDiff(before, after, webhook=key[0] == "webhooks")
        differences += [Difference(label, change) for change in comparison.compare(operation, after.operations[key])]
    for key in after.operations:
        if key not in before.operations:
            differences.append(Difference(_label(key), Change("compatible", "operation", "added")))
    return list(dict.fromkeys(differences))


def _label(key: tuple[str, str, str]) -> str:
    section, path, method = key
    return f"{method.upper()} {path}" if section == "paths" else f"WEBHOOK {path}"


class _OperationDiff:
    """Compares the versions of one operation."""

    def __init__(self, before: _Document, after: _Document, *, webhook: bool) -> None:
        self.before = before
        self.after = after
        self.webhook = webhook
        self.sent = SchemaDiff(before.document, after.document, reply=webhook)
        self.answered = SchemaDiff(before.document, after.document, reply=not webhook)

    def compare(self, old: Any, new: Any) -> Iterator[Change]:
        """Yield every difference between the two versions."""
        if old.get("operationId") != new.get("operationId"):
            yield Change(
                "breaking", "operationId", f"renamed from {old.get('operationId')} to {new.get('operationId')}"
            )
        if old.get("tags", [])[:1] != new.get("tags", [])[:1]:
            yield Change("breaking", "tags", "the first tag changed, and with it the client's module")
        yield from _security(old.get("security", []), new.get("security", []))
        for key in NOTABLE:
            if old.get(key) != new.get(key):
                yield Change("notable", key, f"changed from {old.get(key)} to {new.get(key)}")
        yield from self._parameters(old["parameters"], new["parameters"])
        yield from self._body(self.before.resolve(old.get("requestBody")), self.after.resolve(new.get("requestBody")))
        yield from self._responses(old.get("responses", {}), new.get("responses", {}))

    def _parameters(self, old: dict[tuple[str, str], Any], new: dict[tuple[str, str], Any]) -> Iterator[Change]:
        for key, parameter in old.items():
            where = f"{key[0]} parameter {key[1]}"
            if key not in new:
                yield Change("breaking", where, "removed")
                continue
            yield from self._demand(parameter, new[key], where)
            yield from self.sent.compare(parameter.get("schema", {}), new[key].get("schema", {}), where)
        for key, parameter in new.items():
            if key not in old:
                required = parameter.get("required", False) and not self.webhook
                what = "new and required" if required else "added"
                yield Change("breaking" if required else "compatible", f"{key[0]} parameter {key[1]}", what)

    def _demand(self, old: Any, new: Any, where: str) -> Iterator[Change]:
        before, after = bool(old.get("required")), bool(new.get("required"))
        if before != after:
            # Requiring more breaks senders; requiring less breaks readers.
            breaking = after != self.webhook
            yield Change("breaking" if breaking else "compatible", where, f"{'now' if after else 'no longer'} required")

    def _body(self, old: Any, new: Any) -> Iterator[Change]:
        if old is None and new is None:
            return
        if old is None:
            required = bool(new.get("required")) and not self.webhook
            yield Change("breaking" if required else "compatible", "request", "the body is new")
        elif new is None:
            yield Change("breaking", "request", "the body is gone")
        else:
            yield from self._demand(old, new, "request")
            yield from _contents(self.sent, old.get("content", {}), new.get("content", {}), "request")

    def _responses(self, old: Any, new: Any) -> Iterator[Change]:
        for status, response in old.items():
            if status not in new:
                verdict: Verdict = "breaking" if status.startswith("2") else "notable"
                yield Change(verdict, status, "response removed")
                continue
            before, after = self.before.resolve(response), self.after.resolve(new[status])
            yield from _contents(self.answered, before.get("content", {}), after.get("content", {}), status)
            yield from self._headers(before.get("headers", {}), after.get("headers", {}), status)
        for status in new:
            if status not in old:
                yield Change("notable", status, "response added")

    def _headers(self, old: Any, new: Any, status: str) -> Iterator[Change]:
        for name, header in old.items():
            where = f"{status} header {name}"
            if name not in new:
                yield Change("breaking", where, "removed")
                continue
            before, after = self.before.resolve(header), self.after.resolve(new[name])
            if before.get("required") and not after.get("required"):
                yield Change("breaking", where, "no longer required")
            yield from self.answered.compare(before.get("schema", {}), after.get("schema", {}), where)
        for name in new:
            if name not in old:
                yield Change("compatible", f"{status} header {name}", "added")


def _contents(schemas: SchemaDiff, old: Any, new: Any, where: str) -> Iterator[Change]:
    for content_type, media in old.items():
        if content_type not in new:
            yield Change("breaking", where, f"content type removed: {content_type}")
        else:
            yield from schemas.compare(media.get("schema", {}), new[content_type].get("schema", {}), where)
    for content_type in new:
        if content_type not in old:
            verdict: Verdict = "notable" if schemas.reply else "compatible"
            yield Change(verdict, where, f"content type added: {content_type}")


def _security(old: list[Any], new: list[Any]) -> Iterator[Change]:
    """Yield a change of the authentication methods. It breaks if one is removed; an empty list or object means none."""
    before, after = old or [{}], new or [{}]
    if before != after:
        kept = {} in after or all(scheme in after for scheme in before)
        yield Change("compatible" if kept else "breaking", "security", f"changed from {old} to {new}")

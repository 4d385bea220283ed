"""Functions for operations: ids, tags, statuses, links and tasks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from openapi.tools.checks.base import Fault, Function, Options, fault, has, matches
from openapi.tools.tree import Contract, Node, members, reachable


def unique_operation_id(contract: Contract, node: Node, _options: Options) -> Iterator[Fault]:
    """No other operation or webhook has the same operationId."""
    times = sum(other.name == node.name for other in contract.of("operation", "webhook"))
    if times > 1:
        yield fault(node, "operationId", times=times)


def first_word(_contract: Contract, node: Node, options: Options) -> Iterator[Fault]:
    """The operationId begins with one of `words`."""
    if node.name.split("_")[0] not in options["words"]:
        yield fault(node, "operationId", words=options["words"])


def one_declared_tag(contract: Contract, node: Node, _options: Options) -> Iterator[Fault]:
    """The operation has exactly one tag, declared at the root."""
    declared = [tag["name"] for tag in contract.document.get("tags", [])]
    tags = node.value.get("tags", [])
    if len(tags) != 1 or tags[0] not in declared:
        yield fault(node, "tags", found=tags or "missing", declared=declared)


def statuses(_contract: Contract, node: Node, options: Options) -> Iterator[Fault]:
    """Each of `statuses` is documented."""
    for status in options["statuses"]:
        if status not in node.value.get("responses", {}):
            yield fault(node, "responses", status=status)


def status_when_charged(_contract: Contract, node: Node, options: Options) -> Iterator[Fault]:
    """`status` is documented if the operation costs credits."""
    price = node.value.get("x-credits")
    amount = price.get("amount", 0) if isinstance(price, dict) else 0
    if amount > 0 and options["status"] not in node.value.get("responses", {}):
        yield fault(node, "responses", status=options["status"])


def price_in_description(_contract: Contract, node: Node, _options: Options) -> Iterator[Fault]:
    """The description states the price of `x-credits` in a line of its own, since it becomes the client's docstring."""
    price = node.value.get("x-credits")
    amount = price.get("amount", 0) if isinstance(price, dict) else 0
    wording = "free" if amount == 0 else f"{amount} credit" if amount == 1 else f"{amount} credits"
    if not re.search(rf"^Cost: {wording}\b", str(node.value.get("description", "")), re.MULTILINE):
        yield fault(node, "description", expected=f"Cost: {wording}")


def status_when_id_taken(contract: Contract, node: Node, options: Options) -> Iterator[Fault]:
    """`status` is documented if the path or the body contains the id of a resource."""
    if options["status"] in node.value.get("responses", {}):
        return
    what = _id_taken(contract, node)
    if what:
        yield fault(node, "responses", status=options["status"], what=what)


def _id_taken(contract: Contract, node: Node) -> str:
    around = node.parent.value.get("parameters", []) if node.parent else []
    for parameter in (*around, *node.value.get("parameters", [])):
        parameter = contract.resolve(parameter)
        if parameter.get("in") == "path":
            return f"'{parameter.get('name')}' in its path"
    for schema in reachable(contract.document, contract.request_schema(node.value)):
        if "x-resource" in schema:
            return f"the id of a {schema['x-resource'].get('kind')}"
    return ""


def link_target(contract: Contract, node: Node, _options: Options) -> Iterator[Fault]:
    """The target of the link is an operation of this contract."""
    target = node.value.get("operationId")
    if target not in contract.operations:
        yield fault(node, "operationId", target=target)


def _links(contract: Contract, operation: Any) -> dict[str, Any]:
    """Return the links of an operation's successful replies, name to operationId."""
    return {
        name: link.get("operationId")
        for status, response in operation.get("responses", {}).items()
        if status.startswith("2")
        for name, link in contract.resolve(response).get("links", {}).items()
    }


def _tasks(contract: Contract, operation: Any) -> Iterator[dict[str, Any]]:
    """Yield every task that an operation can start: its own or those of its body's members, and their variants."""
    own = operation.get("x-task", {})
    replaced = [m["x-task"] for m in members(contract.document, contract.request_schema(operation)) if "x-task" in m]
    for override in replaced or [{}]:
        task = {**own, **override}
        if task:
            yield task
            yield from ({**task, **variant} for variant in task.get("variants", []))


def task_behind_poll(contract: Contract, node: Node, _options: Options) -> Iterator[Fault]:
    """An operation with a link named `poll`, or to the poll of another operation, starts a task."""
    polls = {task.get("poll") for other in contract.of("operation") for task in _tasks(contract, other.value)}
    links = _links(contract, node.value)
    leads_to_poll = "poll" in links or (node.name not in polls and polls & set(links.values()))
    if leads_to_poll and not any(_tasks(contract, node.value)):
        yield fault(node)


def task_complete(contract: Contract, node: Node, options: Options) -> Iterator[Fault]:
    """Every task of the operation has each of `keys`."""
    missing = [key for task in _tasks(contract, node.value) for key in options["keys"] if key not in task]
    for key in dict.fromkeys(missing):
        yield fault(node, "x-task", key=key)


def task_names(contract: Contract, node: Node, _options: Options) -> Iterator[Fault]:
    """The poll of a task is an operation, and its item is a schema."""
    known = {"poll": contract.operations, "item": contract.document.get("components", {}).get("schemas", {})}
    named = [(key, task[key]) for task in _tasks(contract, node.value) for key in known if key in task]
    for key, place in dict.fromkeys(named):
        if place not in known[key]:
            yield fault(node, "x-task", key, key=key, found=place)


def task_linked(contract: Contract, node: Node, _options: Options) -> Iterator[Fault]:
    """The reply to a submit links to the task's poll."""
    polls = [task["poll"] for task in _tasks(contract, node.value) if "poll" in task]
    for poll in dict.fromkeys(polls):
        if poll not in _links(contract, node.value).values():
            yield fault(node, "responses", "200", poll=poll)


FUNCTIONS: dict[str, Function] = {
    "has": Function(has, required=("keys",), optional=("may_be_empty",)),
    "matches": Function(matches, required=("key", "pattern")),
    "unique_operation_id": Function(unique_operation_id),
    "first_word": Function(first_word, required=("words",)),
    "one_declared_tag": Function(one_declared_tag),
    "statuses": Function(statuses, required=("statuses",)),
    "status_when_charged": Function(status_when_charged, required=("status",)),
    "status_when_id_taken": Function(status_when_id_taken, required=("status",)),
    "price_in_description": Function(price_in_description),
    "link_target": Function(link_target),
    "task_behind_poll": Function(task_behind_poll),
    "task_complete": Function(task_complete, required=("keys",)),
    "task_names": Function(task_names),
    "task_linked": Function(task_linked),
}

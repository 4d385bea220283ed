"""Every 200: each member of its union, and each example in the contract.

The comparison covers what a client branches on: the keys, and the values that name a state. Texts, numbers, addresses
and ids are the mock's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from aimusic_mock.contract.bundle import Contract
from aimusic_mock.contract.model import Operation
from aimusic_mock.settings import DIALECTS
from contract_tests.matrix import tasks
from contract_tests.matrix.cells import Answer, Cell, How
from contract_tests.matrix.refusals import strays
from contract_tests.matrix.service import Service, make_service
from contract_tests.matrix.states import members
from contract_tests.support.examples import request_examples

WORDS = ("type", "status", "state", "failed_step")
"""The properties whose values a client branches on."""

MAY_BE_MISSING = ("task_type", "prompt")
"""Keys in the contract's examples that the contract does not require."""

ANY = "either"
"""The dialect of cells that are reached in either dialect; some forms exist in one of them only."""


def read(spec: Contract, polled: Mapping[str, list[Answer]], mocked: Contract | None = None) -> Iterator[Cell]:
    """Yield the cells of every operation's 200.

    Args:
        spec: the contract.
        polled: the replies to earlier polls, by operationId.
        mocked: the contract of the mock, if it differs.
    """
    service = make_service(spec, mocked=mocked)
    validators = jsonschema_rs.validator_map_for(spec.document)
    for operation in spec.operations.values():
        answers = [*polled.get(operation.operation_id, ()), *ask(service, operation)]
        valid = [answer for answer in answers if answer.status == 200 and not operation.reply_faults(200, answer.body)]
        tried = tuple(answer.summary for answer in answers[-4:])
        for name, example in operation.examples.items():
            matching = [answer for answer in valid if is_like(example, answer.body, exact=not operation.task_polled)]
            yield _cell(operation, name, matching, tried)
        for ref in members(spec, operation):
            name = ref["$ref"].rsplit("/", 1)[1]
            matching = [answer for answer in valid if validators[ref["$ref"]].is_valid(answer.body)]
            yield _cell(operation, name, matching, tried)
        yield from strays(operation, answers, ANY)


def ask(service: Service, operation: Operation) -> Iterator[Answer]:
    """Send every request example unchanged, and again with every variant scenario."""
    bodies = [
        example
        for example in request_examples(service.spec)
        if example.operation is operation and not example.member.retired
    ]
    catalogue = service.admin("GET", "/scenarios")["scenarios"]
    scenarios = [scenario["name"] for scenario in catalogue if scenario["kind"] == "variant"]
    for dialect in DIALECTS:
        if operation.task_polled:
            task_id = tasks.first_task(service, operation.product)
            for name in scenarios:
                yield service.ask(operation, label="a new task", dialect=dialect, task_id=task_id, scenario=name)
        elif not operation.bodies:
            yield service.ask(operation, label="as it is", dialect=dialect)
        for example in bodies:
            for name in (None, *scenarios):
                yield service.ask(operation, example.body, label=example.name, dialect=dialect, scenario=name)


def is_like(example: Any, reply: Any, *, exact: bool) -> bool:
    """Check whether a reply has the form of an example.

    Args:
        example: the example, or a part of it.
        reply: the reply, or the same part of it.
        exact: whether other keys are forbidden; polls have more or fewer keys of a clip.
    """
    if isinstance(example, list):
        return isinstance(reply, list) and _is_like_list(example, reply, exact=exact)
    if not isinstance(example, Mapping):
        return not isinstance(reply, (list, Mapping))
    if not isinstance(reply, Mapping) or (exact and example.keys() != reply.keys()):
        return False
    return all(_is_like_key(name, value, reply, exact=exact) for name, value in example.items())


def _is_like_key(name: str, value: Any, reply: Mapping[str, Any], *, exact: bool) -> bool:
    if name in MAY_BE_MISSING and name not in reply:
        return True
    if name in WORDS:
        return bool(reply.get(name) == value)
    if value is None:
        return name != "full" or reply.get(name) is None
    return name in reply and is_like(value, reply[name], exact=exact)


def _is_like_list(example: list[Any], reply: list[Any], *, exact: bool) -> bool:
    if not example or not reply:
        return not example and not reply
    states = [_state(item) for item in example]
    if states != [_state(item) for item in reply] and any(states):
        # Producer's items have a state in some examples only.
        return False
    return is_like(example[0], reply[0], exact=exact)


def _state(item: Any) -> Any:
    return item.get("state") if isinstance(item, Mapping) else None


def _cell(operation: Operation, name: str, matching: list[Answer], tried: tuple[str, ...]) -> Cell:
    ways = {answer.how for answer in matching}
    how: How = "natural" if "natural" in ways else "scenario" if ways else "hole"
    return Cell("status", operation.operation_id, "200", name, ANY, how, 200, () if matching else tried)

"""Every link of the contract, followed once: from a request example over its reply to the linked operation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attrs import frozen

from contract_tests.fixtures.app import Api
from contract_tests.fixtures.examples import Example, request_examples, task_examples
from mock_server import contract

EXPRESSION = re.compile(r"^\$response\.body#(/.*)$")


@frozen
class Link:
    """One link: where it starts, its name, and what it says."""

    source: str
    name: str
    raw: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.source}-{self.name}"


def links() -> Iterator[Link]:
    """Yield every link of the contract."""
    for item in contract.load().document["paths"].values():
        for operation in item.values():
            for name, raw in operation["responses"]["200"].get("links", {}).items():
                yield Link(operation["operationId"], name, raw)


def replies(api: Api, source: str) -> Iterator[Any]:
    """Yield the replies that an operation gives to its own examples; a poll's, when the task has ended."""
    for example in request_examples():
        if example.operation.operation_id == source and "Retired" not in example.member.name:
            yield api.post(example.path, example.body).get_json()
    for example in task_examples():
        if example.member.task is not None and example.member.task.poll == source:
            yield _ended(api, example)


def _ended(api: Api, example: Example) -> Any:
    assert example.member.task is not None
    task_id = api.submit(example.path, example.body)
    api.advance(example.member.task.duration_s[1] + 60)
    return api.get(f"/{example.member.task.product}/task/{task_id}").get_json()


def evaluate(value: Any, reply: Any) -> Any:
    """Return `value` with every expression in it replaced by what it names in `reply`.

    Raises:
        LookupError, ValueError, TypeError: the reply has nothing under an expression's pointer.
    """
    if isinstance(value, dict):
        return {key: evaluate(each, reply) for key, each in value.items()}
    if isinstance(value, list):
        return [evaluate(each, reply) for each in value]
    found = EXPRESSION.match(value) if isinstance(value, str) else None
    if found is None:
        return value
    for key in found.group(1).split("/")[1:]:
        reply = reply[int(key)] if isinstance(reply, list) else reply[key]
    return reply


@pytest.mark.parametrize("link", list(links()), ids=str)
def test_link_leads_to_an_operation_that_succeeds(make_api: Callable[..., Api], link: Link) -> None:
    api = make_api()
    target = contract.load().operations[link.raw["operationId"]]
    for reply in replies(api, link.source):
        try:
            body = evaluate(link.raw.get("requestBody"), reply)
            parameters = evaluate(link.raw.get("parameters", {}), reply)
        except (LookupError, ValueError, TypeError):
            continue
        path = target.path.removeprefix("/api/v1").format(**parameters)
        response = api.get(path) if target.method == "GET" else api.post(path, body)
        assert response.status_code in (200, 202), response.text
        return
    pytest.fail(f"no example of {link.source} gives a reply with what the link {link.name} needs")

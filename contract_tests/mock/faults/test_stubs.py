"""Stubs: a rule that answers with a given status, headers and body, counted and explained like other rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aimusic_mock.domain.fault_rules import MAX_BYTES, MAX_RULE_BYTES
from contract_tests.support.mock_app import PRICE, Api

POLL = "get_sonic_task"


def _body_of(api: Api) -> Any:
    """Return a reply of the mock itself that the contract allows."""
    return api.get("/get-credits").get_json()


def _stub(operation: str, body: Any, status: int = 200, **more: Any) -> dict[str, Any]:
    match = {"operation": operation, **more.pop("match", {})}
    return {"match": match, "reply": {"status": status, "body": body, **more.pop("reply", {})}, **more}


def test_stub_answers_the_matched_calls_and_then_the_mock_goes_on(api: Api) -> None:
    body = {**_body_of(api), "credits": 3}
    rule = api.admin("POST", "/rules", _stub("get_credits", body, times=2, reply={"headers": {"X-Cache": "HIT"}}))
    replies = [api.get("/get-credits") for _ in range(3)]
    assert [reply.get_json()["credits"] for reply in replies] == [3, 3, 100_000]
    assert [reply.headers.get("X-Cache") for reply in replies] == ["HIT", "HIT", None]
    assert replies[0].headers["X-Mock-Rule"] == rule["rule_id"]
    (shown,) = api.admin("GET", "/rules")["rules"]
    assert (shown["fired"], shown["reply"]["body"]) == (2, body)


def test_stub_of_the_nth_poll_of_one_task_leaves_other_tasks_alone(api: Api) -> None:
    one, other = (api.create().get_json()["task_id"] for _ in range(2))
    body = api.get(f"/sonic/task/{one}").get_json()
    stub = _stub(POLL, {**body, "message": "stubbed"}, match={"task": one, "nth": 2})
    api.admin("POST", "/rules", stub)
    polls = [api.get(f"/sonic/task/{task}").get_json()["message"] for task in (other, one, other, one, one)]
    assert [message == "stubbed" for message in polls] == [False, False, False, True, False]


def test_stub_of_a_submit_creates_and_charges_nothing(api: Api) -> None:
    body = api.create().get_json()
    api.admin("POST", "/rules", _stub("create_sonic_music", {**body, "task_id": "none"}))
    assert api.create().get_json()["task_id"] == "none"
    assert api.balance() == 100_000 - PRICE
    assert api.admin("GET", "/tasks")["total"] == 1


def test_stub_is_in_the_journal_the_snapshot_and_the_replay(make_api: Callable[..., Api]) -> None:
    api = make_api()
    api.admin("POST", "/rules", _stub("get_credits", {**_body_of(api), "credits": 3}, rule_id="mine"))
    api.get("/get-credits")
    entry = api.admin("GET", "/journal")["items"][-1]
    assert (entry["explained"]["source"], entry["explained"]["stub"]) == ("mine", True)
    assert api.admin("POST", "/replay", api.admin("GET", "/journal/export")) == {
        "same": True,
        "exchanges": 3,
        "differences": [],
    }
    other = make_api()
    other.admin("PUT", "/snapshot", api.admin("GET", "/snapshot"))
    assert other.get("/get-credits").get_json()["credits"] == 3


def test_stub_with_a_network_fault_has_both(api: Api) -> None:
    api.admin("POST", "/rules", _stub("get_credits", _body_of(api), scenarios="truncated"))
    whole = len(api.get("/get-credits").get_data())
    api.admin("DELETE", "/rules")
    assert whole < len(api.get("/get-credits").get_data())


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (_stub("get_credits", {"credits": "many"}), "The 'reply' breaks the contract: "),
        (_stub("get_credits", {}, 418), "The 'reply' breaks the contract: status 418 is not documented."),
        (_stub("get_credits", {}, 204, reply={"unchecked": True}), "'reply.status'"),
        (_stub("get_credits", {}, 700), "'reply.status'"),
        (_stub("get_credits", {}, scenarios=["task-fails"]), "No operation that the rule matches"),
        (
            _stub("get_credits", {}, scenarios=["500-internal"]),
            "The scenario '500-internal' has no effect on a 'reply'",
        ),
        (_stub("get_media", {}), "requires 'match.operation', an operationId"),
        ({"reply": {"status": 200, "body": {}}}, "requires 'match.operation'"),
        ({"reply": {"status": 200}, "match": {"operation": "get_credits"}}, "The 'reply.body' field is required."),
        (_stub("get_credits", {}, reply={"headers": {"Content-Length": "3"}}), "'reply.headers'"),
        (_stub("get_credits", {}, reply={"headers": {"X-A": "b\r\nX-C: d"}}), "'reply.headers'"),
        (
            _stub("get_credits", {}, reply={"header": {}}),
            "Unknown field in 'reply'; use status, headers, body, unchecked.",
        ),
        (_stub("get_credits", {}, match={"task": "t"}), "No operation has all that 'match' asks for"),
    ],
)
def test_stub_that_cannot_be_sent_is_refused(api: Api, rule: dict[str, Any], sentence: str) -> None:
    response = api.try_admin("POST", "/rules", rule)
    assert (response.status_code, api.admin("GET", "/rules")["rules"]) == (400, [])
    assert sentence in response.get_json()["error"]


def test_stub_that_breaks_the_contract_is_taken_when_it_is_unchecked_or_the_mock_is_not_strict(
    make_api: Callable[..., Api],
) -> None:
    for api, reply in ((make_api(), {"unchecked": True}), (make_api(strict=False), {})):
        api.admin("POST", "/rules", _stub("get_credits", ["no", "object"], 418, reply=reply))
        response = api.get("/get-credits")
        assert (response.status_code, response.get_json()) == (418, ["no", "object"])


def test_stubs_are_bounded_in_bytes_one_by_one_and_together(api: Api) -> None:
    def add(size: int) -> Any:
        return api.try_admin("POST", "/rules", _stub("get_credits", "x" * size, reply={"unchecked": True}))

    assert "bytes as JSON" in add(MAX_RULE_BYTES).get_json()["error"]
    statuses = [add(MAX_RULE_BYTES - 1000).status_code for _ in range(MAX_BYTES // MAX_RULE_BYTES + 5)]
    assert statuses.count(200) <= MAX_BYTES // (MAX_RULE_BYTES - 1000)
    assert statuses[-1] == 400

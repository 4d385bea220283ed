"""The calls of a test: their bodies, assertions on them, and their display in a failed test."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from unittest.mock import ANY

import httpx
import pytest
import requests

from aimusic import AIMusic, AsyncAIMusic
from aimusic_mock.domain.journal import MAX_BODY_BYTES
from contract_tests.plugin.outer_project import SERVICE, SONG, SONGS, Outside
from pytest_aimusic import AIMusicMock, _calls


def _create(mock: AIMusicMock, **fields: Any) -> None:
    httpx.post(SONGS, json={**SONG, **fields}, headers=mock.headers)


@pytest.mark.parametrize("send", [httpx.post, requests.post])
def test_bodies_of_a_call_are_parsed_without_secrets(aimusic_mock: AIMusicMock, send: Any) -> None:
    secret = {"webhook_url": "http://mock/", "webhook_secret": "hidden-word"}
    send(SONGS, json={**SONG, **secret}, headers=aimusic_mock.headers, timeout=5)
    balance = httpx.get(f"{SERVICE}/api/v1/get-credits", headers=aimusic_mock.headers).json()
    submit, credits = aimusic_mock.calls

    assert submit.json == {**SONG, "webhook_url": "http://mock/", "webhook_secret": "[hidden]"}
    assert submit.reply_json["task_id"] == aimusic_mock.tasks[0].id
    assert (credits.json, credits.reply_json) == (None, balance)


def test_body_that_is_no_json_or_not_whole_is_an_error_and_not_none(aimusic_mock: AIMusicMock) -> None:
    for content in (b"{", b'{"lyrics": "' + b"x" * MAX_BODY_BYTES + b'"}'):
        httpx.post(SONGS, content=content, headers={**aimusic_mock.headers, "Content-Type": "application/json"})
    broken, long = aimusic_mock.calls

    with pytest.raises(ValueError, match="body of the request is not JSON"):
        assert broken.json
    with pytest.raises(ValueError, match=f"only the first {MAX_BODY_BYTES} bytes of the request's body"):
        assert long.json


@pytest.mark.aimusic(scenario="not-json", operation="get_credits")
def test_reply_that_is_no_json_is_an_error(aimusic_mock: AIMusicMock) -> None:
    httpx.get(f"{SERVICE}/api/v1/get-credits", headers=aimusic_mock.headers)

    with pytest.raises(ValueError, match="body of the reply is not JSON"):
        assert aimusic_mock.calls[0].reply_json


def test_calls_of_an_operation_are_in_order_and_include_refused_ones(aimusic_mock: AIMusicMock) -> None:
    for title in ("one", "two"):
        _create(aimusic_mock, title=title)
    httpx.get(f"{SERVICE}/api/v1/get-credits", headers=aimusic_mock.headers)
    _create(aimusic_mock, mv="sonic-v0")

    assert [(call.status, call.json.get("title")) for call in aimusic_mock.calls_of("create_sonic_music")] == [
        (200, "one"),
        (200, "two"),
        (400, None),
    ]
    assert aimusic_mock.calls_of("get_sonic_task") == []


def test_unknown_operation_is_an_error_with_the_nearest(aimusic_mock: AIMusicMock) -> None:
    with pytest.raises(
        ValueError, match=r"unknown operation 'create_sonic_musik'; did you mean 'create_sonic_music'\?"
    ):
        aimusic_mock.calls_of("create_sonic_musik")
    with pytest.raises(ValueError, match=r"did you mean 'get_credits'\?"):
        aimusic_mock.assert_called("get_credit", times=0)
    with pytest.raises(ValueError, match="times is -1; it must be 0 or more"):
        aimusic_mock.assert_called("get_credits", times=-1)


def test_sync_and_async_calls_satisfy_the_assertion(
    aimusic_mock: AIMusicMock, aimusic_client: AIMusic, aimusic_async_client: AsyncAIMusic
) -> None:
    aimusic_mock.assert_called("create_sonic_music", times=0)
    aimusic_client.sonic.create(description="a slow river", title="one")
    asyncio.run(aimusic_async_client.sonic.create(description="a slow river", title="two"))

    aimusic_mock.assert_called("create_sonic_music")
    aimusic_mock.assert_called("create_sonic_music", times=2, body={"gpt_description_prompt": "a slow river"})
    aimusic_mock.assert_called("create_sonic_music", times=1, body={"title": "two", "mv": ANY})
    aimusic_mock.assert_called("create_sonic_music", times=0, body={"title": "three"})


DIFFERENCES = [
    ({"mv": "sonic-v4"}, ["mv: expected 'sonic-v4', sent 'sonic-v5'"]),
    ({"bpm": 90}, ["bpm: expected 90, not sent"]),
    ({"custom_mode": 0}, ["custom_mode: expected 0, sent False"]),
    (
        {"gpt_description_prompt": 3, "mv": "x"},
        ["gpt_description_prompt: expected 3, sent ", "mv: expected 'x', sent "],
    ),
    ({"more": {"deep": [{"a": 1}, 2]}}, ["more.deep[0].a: expected 1, sent True", "more.deep[1]: expected 2, sent 3"]),
    ({"more": {"deep": [1]}}, ["more.deep: expected [1], sent [{'a': True, 'b': None}, 3]"]),
    ({"more": 7}, ["more: expected 7, sent {'deep': "]),
    ({"webhook_secret": "hidden-word"}, ["webhook_secret: a secret, which the journal does not keep"]),
]


@pytest.mark.parametrize(("body", "differences"), DIFFERENCES)
def test_failed_assertion_lists_the_differences_of_the_nearest_call(
    aimusic_mock: AIMusicMock, body: dict[str, Any], differences: list[str]
) -> None:
    httpx.post(SONGS, json=[], headers=aimusic_mock.headers)
    _create(aimusic_mock, more={"deep": [{"a": True, "b": None}, 3]}, webhook_secret="hidden-word")

    with pytest.raises(AssertionError) as error:
        aimusic_mock.assert_called("create_sonic_music", body=body)
    first, second, *lines = str(error.value).splitlines()
    assert first == "create_sonic_music: expected at least 1 call with this body, received 0."
    if len(body) == 1:
        assert second in ("Request 1 differs:", "Request 2 differs:")
    aimusic_mock.assert_called("create_sonic_music", times=2)
    nearest = _calls.differences_of(aimusic_mock.calls[1], body)
    assert [line.startswith(start) for line, start in zip(nearest, differences, strict=True)] == [True] * len(nearest)
    assert "hidden-word" not in "".join(nearest)
    assert lines


def test_failed_assertion_on_the_number_lists_what_was_received(aimusic_mock: AIMusicMock) -> None:
    with pytest.raises(AssertionError, match=r"at least 1 call, received 0\.\nReceived: no call of the API\."):
        aimusic_mock.assert_called("create_sonic_music")
    httpx.get(f"{SERVICE}/api/v1/get-credits", headers=aimusic_mock.headers)
    httpx.post(f"{SERVICE}/api/v1/sonic/creat%1b[31m", headers=aimusic_mock.headers)

    with pytest.raises(AssertionError) as error:
        aimusic_mock.assert_called("create_sonic_music", times=2)
    assert "expected 2 calls, received 0.\nReceived: get_credits (1 call), POST /api/v1/sonic/creat" in str(error.value)
    with pytest.raises(AssertionError, match=r"get_credits: expected 0 calls, received 1\.$"):
        aimusic_mock.assert_called("get_credits", times=0)


def test_transcript_is_bounded_and_has_no_control_characters(aimusic_mock: AIMusicMock) -> None:
    _create(aimusic_mock, title="\x1b[31mred\u202e" + "x" * 5000)
    for _ in range(60):
        httpx.get(f"{SERVICE}/api/v1/get-credits?{'y' * 900}", headers=aimusic_mock.headers)
    lines = list(_calls.transcript(aimusic_mock.calls))

    assert lines[0] == "1. POST /api/v1/sonic/create -> 400"
    assert lines.count("... 41 more ...") == 1
    assert lines[-2].startswith("61. GET /api/v1/get-credits?yyy")
    assert max(map(len, lines)) < 500
    assert sum(map(len, lines)) < 20_000
    assert all(line.isprintable() for line in lines)


FAILING = """
import httpx
import pytest
import requests

URL = "https://api.aimusicapi.ai/api/v1/sonic/create?token=hidden-word"
SONG = {"custom_mode": False, "mv": "sonic-v5", "gpt_description_prompt": "x", "webhook_secret": "hidden-word"}


def song(send, mock):
    send(URL, json={**SONG, "webhook_url": "https://u:hidden-word@a.example/"}, headers=mock.headers, timeout=5)


@pytest.mark.parametrize("send", [httpx.post, requests.post])
def test_body(aimusic_mock, aimusic_webhooks, send):
    song(send, aimusic_mock)
    assert aimusic_webhooks.deliver_to(lambda *_: 204) == [204]


@pytest.fixture
def broken(aimusic_server):
    song(lambda url, **options: httpx.post(url.replace("https://api.aimusicapi.ai", aimusic_server.url), **options), aimusic_server)
    raise RuntimeError("in a fixture")


def test_setup(broken):
    pass


def test_passes(aimusic_mock):
    song(httpx.post, aimusic_mock)


def test_without_the_mock():
    assert False
"""


@pytest.mark.slow  # starts pytest
@pytest.mark.parametrize("workers", ["0", "2"])
def test_failed_test_shows_its_exchanges_without_secrets(outside: Outside, workers: str) -> None:
    done = outside.pytest("-n", workers, "--tb=short", tests=FAILING)

    assert "1 passed" in done.stdout
    text = done.stdout.replace("-", "")
    assert text.count(" aimusic: requests to ") == 3
    assert text.count("1. POST /api/v1/sonic/create?token=[hidden] > 200") == 3
    assert text.count('> {"custom_mode": false, "mv": "sonicv5"') == 3
    assert text.count('< {"code":200,"message":"success","task_id":') == 3
    assert text.count(" aimusic: webhooks of ") == 3
    assert text.count("\n1 webhook is due in ") >= 2  # an auto clock advances by itself
    assert (
        '"webhook_secret": "hidden-word"' not in done.stdout.partition("short test summary")[0].rpartition("SONG =")[2]
    )


@pytest.mark.parametrize("body", [None, "[1, 2]"])
def test_expected_body_differs_from_one_that_is_no_object(aimusic_mock: AIMusicMock, body: str | None) -> None:
    headers = {**aimusic_mock.headers, "Content-Type": "application/json"}
    httpx.post(SONGS, content=body or "", headers=headers)
    sent = json.loads(body) if body else None

    assert _calls.differences_of(aimusic_mock.calls[0], {"mv": 1}) == [f"body: expected {{'mv': 1}}, sent {sent}"]

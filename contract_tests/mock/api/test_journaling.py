"""The journal: every exchange in order, searchable, bounded, and without secrets."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from aimusic_mock import redaction
from aimusic_mock.api import journaling
from aimusic_mock.contract import bundle
from aimusic_mock.domain import journal as journals
from aimusic_mock.domain.journal import Exchange, Journal
from contract_tests.support import speed
from contract_tests.support.mock_app import SONG, SONGS, Api

CREDITS = "/api/v1/get-credits"
KEY = "the-key-of-a-customer"


def _items(api: Api, query: str = "") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = api.admin("GET", f"/journal{query}")["items"]
    return items


def _exchange(number: int, size: int = 0) -> Exchange:
    return Exchange(
        number, 0.0, f"req_{number}", "GET", "/x", None, None, "missing", "", {}, None, 200, "x" * size, size, {}
    )


# --- Contents


def test_exchange_tells_what_was_asked_and_answered(api: Api) -> None:
    api.advance(10)
    response = api.create(X_Mock_Scenario="clip-fails")
    exchange = _items(api)[-1]
    assert json.loads(exchange.pop("request")) == SONG
    assert exchange.pop("reply") == response.get_data(as_text=True)
    assert exchange == {
        "number": 2,
        "at": 1769212810.0,
        "request_id": response.headers["X-Request-Id"],
        "method": "POST",
        "path": SONGS,
        "operation": "create_sonic_music",
        "account": 1,
        "credential": "known",
        "content_type": "application/json",
        "asked": {"X-Mock-Scenario": "clip-fails"},
        "status": 200,
        "reply_bytes": len(response.data),
        "explained": {"dialect": "documented", "clock": "manual", "scenarios": ["clip-fails"], "source": "header"},
        "cut": [],
    }


REFUSALS = [
    (f"{status}-{example.replace('_', '-')}", component, example)
    for component, status in bundle.load().operations["create_sonic_music"].refusals.items()
    for example in bundle.load().errors(component)
]


@pytest.mark.parametrize(("scenario", "component", "example"), REFUSALS, ids=[scenario for scenario, *_ in REFUSALS])
def test_refusal_names_the_place_of_its_sentence_in_the_contract(
    api: Api, scenario: str, component: str, example: str
) -> None:
    api.create(X_Mock_Scenario=scenario)
    origin = _items(api)[-1]["explained"]["sentence"]
    assert origin == f"components/responses/{component}, example {example}"


def test_invalid_field_names_the_place_of_its_sentence_in_the_contract(api: Api) -> None:
    api.ask("POST", SONGS, {**SONG, "mv": "sonic-v9"})
    exchange = _items(api)[-1]
    schema, _, field = (
        exchange["explained"]["sentence"].removeprefix("components/schemas/").partition(", x-messages of ")
    )
    variant = next(body for body in bundle.load().operations["create_sonic_music"].bodies if body.name == schema)
    assert json.loads(exchange["reply"])["error"] == variant.properties[field]["x-messages"]["enum"]


@pytest.mark.parametrize("body", [{**SONG, "title": 7}, [], "text"])
def test_sentence_of_the_mocks_own_has_no_place_in_the_contract(api: Api, body: Any) -> None:
    assert api.ask("POST", SONGS, body).status_code == 400
    assert "sentence" not in _items(api)[-1]["explained"]


def test_journal_has_everything_in_order_and_looking_is_not_in_it(api: Api) -> None:
    task_id = api.create().get_json()["task_id"]
    api.admin("PUT", f"/tasks/{task_id}", {"state": "running"})
    for path in ("/health", "/tasks", "/journal", "/ledger"):
        api.admin("GET", path)
    api.ask("GET", "/api/v1/nothing")
    api.ask("POST", SONGS, {"mv": 3})
    api.ask("GET", CREDITS, Authorization="Bearer unknown")
    exchanges = _items(api)
    assert [exchange["number"] for exchange in exchanges] == [1, 2, 3, 4, 5]
    assert [exchange["status"] for exchange in exchanges] == [200, 200, 404, 400, 401]
    assert [exchange["operation"] for exchange in exchanges] == [
        "create_sonic_music",
        "admin",
        None,
        "create_sonic_music",
        "get_credits",
    ]


@pytest.mark.parametrize(
    ("header", "credential"),
    [
        ("", "missing"),
        ("mock-key", "malformed"),
        ("Basic x", "malformed"),
        ("Bearer unknown", "unknown"),
        ("Bearer mock-key", "known"),
    ],
)
def test_exchange_tells_of_the_key_only_whether_it_was_known(api: Api, header: str, credential: str) -> None:
    api.ask("GET", CREDITS, Authorization=header)
    assert [exchange["credential"] for exchange in _items(api)] == [credential]


def test_damaged_and_cut_replies_are_written_down(api: Api) -> None:
    api.create(X_Mock_Scenario="not-json")
    with pytest.raises(ConnectionResetError):
        api.create(X_Mock_Scenario="cut")
    assert [exchange["status"] for exchange in _items(api)] == [502, 200]
    assert "Bad Gateway" in _items(api)[0]["reply"]


# --- Filters and pages


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [1, 2, 3, 4]),
        ("?operation=get_credits", [2]),
        ("?operation=admin", [4]),
        ("?operation=nothing", []),
        ("?method=POST", [1, 4]),
        ("?status=404", [3]),
        ("?path=/sonic", [1]),
        ("?path=%25", []),
        ("?unmatched=true", [3]),
        ("?unmatched=false", [1, 2, 4]),
        ("?unmatched=false&method=GET", [2]),
        ("?limit=2", [1, 2]),
        ("?offset=2", [3, 4]),
        ("?offset=1&limit=2&method=POST", [4]),
        ("?offset=99", []),
    ],
)
def test_journal_is_filtered_and_paged(api: Api, query: str, numbers: list[int]) -> None:
    api.create()
    api.ask("GET", CREDITS)
    api.ask("GET", "/api/v1/nothing?x=1")
    api.advance(1)
    assert [exchange["number"] for exchange in _items(api, query)] == numbers


def test_exchange_is_found_by_the_id_of_its_reply(api: Api) -> None:
    api.create()
    request_id = api.ask("GET", CREDITS).headers["X-Request-Id"]
    (exchange,) = _items(api, f"?request_id={request_id}")
    assert exchange["operation"] == "get_credits"


def test_pages_lead_through_the_whole_journal(api: Api) -> None:
    for _ in range(7):
        api.ask("GET", CREDITS)
    numbers: list[int] = []
    at: int | None = 0
    while at is not None:
        page = api.admin("GET", f"/journal?limit=3&offset={at}")
        assert page["total"] == 7
        numbers += [exchange["number"] for exchange in page["items"]]
        at = page["next"]
    assert numbers == list(range(1, 8))


def test_journal_cleared_counts_anew(api: Api) -> None:
    api.create()
    api.admin("DELETE", "/journal")
    assert api.admin("GET", "/journal") == {"total": 0, "next": None, "items": [], "dropped": 0}
    api.create()
    assert [exchange["number"] for exchange in _items(api)] == [1]


# --- Bounds


def test_journal_keeps_the_last_exchanges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journals, "MAX_ENTRIES", 5)
    journal = Journal()
    for _ in range(8):
        journal.add(_exchange(journal.number()))
    assert [exchange.number for exchange in journal] == [4, 5, 6, 7, 8]
    assert (journal.dropped, journal.numbers, len(journal)) == (3, 8, 5)


def test_journal_keeps_no_more_bytes_than_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journals, "MAX_BYTES", 10_000)
    journal = Journal()
    for _ in range(20):
        journal.add(_exchange(journal.number(), 2000))
        assert journal.size <= 10_000
    assert [exchange.number for exchange in journal] == [18, 19, 20]
    journal.add(_exchange(journal.number(), 50_000))
    assert [exchange.number for exchange in journal] == [21]  # the last exchange is always kept
    journal.clear()
    assert (journal.size, journal.dropped, journal.numbers, len(journal)) == (0, 0, 0, 0)


def test_journal_lists_by_number_whatever_ended_first() -> None:
    journal = Journal()
    for number in (2, 3, 1):
        journal.add(_exchange(number))
    assert [exchange.number for exchange in journal.exchanges()] == [1, 2, 3]


def test_body_too_long_is_cut_and_said_to_be(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journaling, "MAX_BODY_BYTES", 100)
    api.ask("POST", SONGS, {**SONG, "more": "é" * 500})
    (exchange,) = _items(api)
    assert exchange["cut"] == ["request"]
    assert len(exchange["request"].encode()) <= 100


def test_long_path_counts_for_the_bound(api: Api) -> None:
    api.ask("GET", "/api/v1/" + "x" * 5000)
    assert api.mock.world.journal.size > 5000


# --- Secrets


SECRETS = [
    {"webhook_url": "http://127.0.0.1:9/hook", "webhook_secret": "s3cr3t-value"},
    {"nested": [{"Client_Secret": "s3cr3t-value"}]},
    {"password": "s3cr3t-value"},
    {"accessToken": "s3cr3t-value"},
    {"api_key": "s3cr3t-value"},
    {"apikey": "s3cr3t-value"},
    {"secrets": ["s3cr3t-value"]},
    {"token": {"value": "s3cr3t-value"}},
    {"url": "https://user:s3cr3t-value@example.com/a.mp3"},
    {"url": "https://s3cr3t-value@example.com/a.mp3"},
    {"url": "https://example.com/a.mp3?token=s3cr3t-value&x=1"},
    {"url": "https://example.com/a.mp3?X-Amz-Signature=s3cr3t-value"},
    {"url": "https://example.com/a.mp3?x=1&amp;api_key=s3cr3t-value"},
    {"webhook_secret": f"Bearer {KEY}"},
    {"access_key": "s3cr3t-value"},
    {"AWSPrivateKey": "s3cr3t-value"},
    {"api-key": ["s3cr3t-value"]},
    {"passphrase": "s3cr3t-value"},
    {"gpt_description_prompt": "send Authorization: Bearer s3cr3t-value, please"},
    {"extra": '{"deep": [{"client_secret": "s3cr3t-value"}]}'},
    {"url": "https://example.com/cb#access_token=s3cr3t-value"},
    {"url": "https://example.com/cb?next=https%3A%2F%2Fu%3As3cr3t-value%40example.org"},
    *(
        {"url": f"https://example.com/?{name}=s3cr3t-value"}
        for name in ["auth", "password", "jwt", "code", "hmac", "hdnts", "st"]
    ),
]


@pytest.mark.parametrize("more", SECRETS, ids=lambda members: json.dumps(members)[:60])
def test_secret_of_a_body_is_hidden_everywhere(make_api: Callable[..., Api], more: dict[str, Any]) -> None:
    api = make_api(keys=(KEY,))
    api.ask("POST", SONGS, {**SONG, **more})
    api.ask("POST", SONGS, {**SONG, "mv": "wrong", **more})
    _check_hidden(api, "s3cr3t-value")


def test_secret_of_a_malformed_body_is_hidden(make_api: Callable[..., Api]) -> None:
    api = make_api(keys=(KEY,))
    for raw in (
        b'{"webhook_secret": "s3cr3t-value", ',
        b"{'password': 's3cr3t-value'}",
        b"webhook_secret=s3cr3t-value&mv=x",
        b'{"url": "https://u:s3cr3t-value@example.com", ',
    ):
        for mimetype in ("application/json", "text/plain"):
            headers = {**api.headers, "Content-Type": mimetype}
            api.app.test_client().post(SONGS, data=raw, headers=headers)
    assert len(_items(api)) == 8
    _check_hidden(api, "s3cr3t-value")


def test_secret_of_a_path_or_a_header_is_hidden(make_api: Callable[..., Api]) -> None:
    api = make_api(keys=(KEY,), admin_token="s3cr3t-value", worlds="key")
    api.ask("GET", f"/api/v1/nothing?api_key={KEY}&access_token=s3cr3t-value")
    api.ask("GET", f"/api/v1/get-credits?url=https://x:{KEY}@example.com")
    api.ask("GET", CREDITS, Authorization="Bearer s3cr3t-value")
    api.ask("GET", CREDITS, Authorization=f"Basic {KEY}", Cookie=f"session={KEY}", X_Api_Key=KEY)
    api.ask("POST", "/__mock__/clock/advance", {"seconds": 1}, Authorization="Bearer s3cr3t-value")
    for world in api.mock.worlds.all():
        text = json.dumps([str(exchange) for exchange in world.journal.exchanges()])
        assert "s3cr3t-value" not in text
        assert KEY not in text


def test_key_of_the_account_is_hidden_in_every_other_field(make_api: Callable[..., Api]) -> None:
    api = make_api(keys=(KEY,))
    api.ask("POST", SONGS, {**SONG, "title": f"by {KEY}", KEY: [KEY]}, X_Mock_Scenario=KEY)
    api.ask("POST", SONGS, {**SONG, "mv": KEY})
    api.ask("GET", f"/api/v1/nothing/{KEY}?page={KEY}")
    text = json.dumps([str(exchange) for exchange in api.mock.world.journal.exchanges()])
    assert KEY not in text
    assert "[hidden]" in text


def _check_hidden(api: Api, secret: str) -> None:
    for path in ("/journal", "/journal/export", "/tasks", "/ledger", "/accounts", "/webhooks", "/worlds", "/health"):
        text = json.dumps(api.admin("GET", path))
        assert secret not in text, path
        assert KEY not in text, path


def test_what_is_no_secret_is_kept(api: Api) -> None:
    text = "[Verse]\nThe key to my token heart: https://example.com/keys?page=2"
    api.ask("POST", SONGS, {**SONG, "gpt_description_prompt": text})
    assert json.loads(_items(api)[0]["request"])["gpt_description_prompt"] == text


@pytest.mark.parametrize(
    "raw",
    [b"token" * 100_000, b"?" + b"key" * 100_000, b'token="' + b'"\\' * 100_000, b'{"a":' * 3000, b"?&" * 100_000],
    ids=lambda raw: repr(raw[:8]),
)
def test_secrets_are_looked_for_in_a_time_that_grows_with_the_body_only(raw: bytes) -> None:
    assert speed.units(lambda: redaction.hide(raw), tries=1) < 100


def test_body_nested_deeply_is_written_down(api: Api) -> None:
    for depth in (100, 300, 600, 900, 5000):
        raw = b'{"a":' * depth + b"1" + b"}" * depth
        response = api.app.test_client().post(SONGS, data=raw, headers=api.headers, content_type="application/json")
        assert response.status_code == 400
    assert len(_items(api)) == 5


@pytest.mark.parametrize("key", ["/api/v1", "get-credits", "api/v1/get"])
def test_key_that_repeats_words_of_the_route_leaves_the_path_replayable(api: Api, key: str) -> None:
    assert api.ask("GET", CREDITS, Authorization=f"Bearer {key}").status_code == 401
    assert _items(api)[-1]["path"] == CREDITS
    assert api.admin("POST", "/replay")["same"] is True
    api.admin("PUT", "/snapshot", api.admin("GET", "/snapshot"))


def test_path_without_a_route_begins_with_a_slash_and_hides_the_key(api: Api) -> None:
    api.ask("GET", f"/nothing/{KEY}", Authorization=f"Bearer {KEY}")
    api.ask("GET", "/nothing/else", Authorization="Bearer /nothing")
    assert [exchange["path"] for exchange in _items(api)] == ["/nothing/[hidden]", "/nothing/else"]


def test_key_of_digits_leaves_numbers_of_the_body(make_api: Callable[..., Api]) -> None:
    api = make_api(keys=("1234567",))
    body = {**SONG, "x_number": 1234567, "x_text": "1234567"}
    api.ask("POST", SONGS, body, Authorization="Bearer 1234567")
    assert json.loads(_items(api)[-1]["request"]) == {**body, "x_text": "[hidden]"}
    assert api.admin("POST", "/replay")["same"] is True


def test_secrets_of_a_rule_are_hidden_where_a_reply_repeats_them(api: Api) -> None:
    stub = {"status": 200, "body": {"token": "in-the-stub", "n": {"api_key": 7700}}, "unchecked": True}
    match = {"operation": "create_sonic_music", "body": {"x_secret": "in-the-match"}}
    api.admin("POST", "/rules", {"match": match, "reply": stub})
    assert api.ask("POST", SONGS, {**SONG, "x_secret": "in-the-match"}).get_json()["token"] == "in-the-stub"
    listed = json.dumps(_items(api))
    assert not [secret for secret in ("in-the-stub", "in-the-match", "7700") if secret in listed]
    assert api.admin("POST", "/replay") == {"same": True, "exchanges": 2, "differences": []}

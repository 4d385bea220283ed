"""All the steps of a request, end to end, on a small contract."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from aimusic_mock.api.context import RequestContext
from aimusic_mock.api.pipeline import make_blueprint
from aimusic_mock.api.registry import Handlers
from aimusic_mock.contract.bundle import Contract
from aimusic_mock.contract.model import Operation
from aimusic_mock.domain.clock import VIRTUAL_START
from aimusic_mock.domain.tasks import Failure
from aimusic_mock.replies.common import Reply
from contract_tests.support.small_app import CLIP, OPENING, PRICE, Small, make_handlers, make_small, small_contract

SONG = {"custom_mode": True, "prompt": "Row on"}
SONGS, OLD = "/api/v1/song", "/api/v1/old"
MISSING = {"task_type": "extend_music", "clip_id": "unknown"}
EXTENSION = {"task_type": "extend_music", "clip_id": CLIP}
WRONG = {"custom_mode": True}
NO_KEY = {"Authorization": ""}


@pytest.fixture
def small() -> Small:
    return make_small()


def _context(small: Small, operation: Operation, **fields: Any) -> RequestContext:
    context = RequestContext(small.mock, small.mock.world, number=1, **fields)
    context.operation, context.dialect = operation, "documented"
    context.account = small.mock.world.store.accounts["mock-key"]
    return context


def _submit(small: Small, body: dict[str, Any] = SONG) -> str:
    response = small.post(body)
    assert response.status_code == 200, response.get_data(as_text=True)
    return str(response.get_json()["task_id"])


# --- The order of the checks: each request below fails its own check and all the later ones.


def test_refusals_come_in_their_order() -> None:
    small = make_small(plan="standard", credits=0)
    small.mock.world.store.accounts["mock-key"].ledger.clear()
    assert small.post(WRONG).status_code == 400  # starts the pause of the plan
    assert small.post(WRONG, **NO_KEY).status_code == 401
    assert small.post(WRONG).status_code == 429
    small.mock.world.clock.advance(3)
    assert small.post(WRONG).status_code == 400
    small.mock.world.clock.advance(3)
    assert small.post(MISSING).status_code == 404
    small.mock.world.clock.advance(3)
    assert small.post(EXTENSION).status_code == 403


def test_refusal_for_the_key_comes_before_the_body_is_read() -> None:
    small = make_small(max_body_bytes=100)
    big = {"custom_mode": True, "prompt": "x" * 200}
    assert small.post(big, **NO_KEY).status_code == 401
    assert small.post(big).status_code == 413


def test_refusal_of_the_retired_names_what_was_asked_and_comes_before_the_price() -> None:
    small = make_small(credits=0)
    small.mock.world.store.accounts["mock-key"].ledger.clear()
    response = small.post({"task_type": "swap_music"}, OLD)
    assert response.status_code == 410
    assert response.get_json() == {"type": "endpoint_retired", "error": "The task type 'swap_music' is retired."}


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("", "Authorization header is missing."),
        ("mock-key", "Invalid authorization format."),
        ("Basic mock-key", "Invalid authorization format."),
        ("Bearer ", "Invalid authorization format."),
        ("Bearer other", "Invalid API key."),
        ("Bearer mock-key extra", "Invalid API key."),
    ],
)
def test_key_wrong_is_refused_in_its_own_words(small: Small, header: str, sentence: str) -> None:
    response = small.get("/api/v1/get-credits", Authorization=header)
    assert response.status_code == 401
    assert response.get_json() == {"type": "unauthorized", "error": sentence}


@pytest.mark.parametrize("header", ["bearer mock-key", "BEARER mock-key", "Bearer  mock-key "])
def test_key_with_another_case_or_more_space_is_taken(small: Small, header: str) -> None:
    assert small.get("/api/v1/get-credits", Authorization=header).status_code == 200


def test_content_type_with_a_charset_is_taken(small: Small) -> None:
    response = small.app.test_client().post(
        "/api/v1/song",
        data=b'{"custom_mode": true, "prompt": "x"}',
        headers={"Authorization": "Bearer mock-key", "Content-Type": "application/json; charset=UTF-8"},
    )
    assert response.status_code == 200


# --- Money


def test_submit_is_charged_once_and_shown(small: Small) -> None:
    _submit(small)
    assert small.balance() == OPENING - PRICE
    assert small.get("/api/v1/get-credits").get_json() == {"credits": 20, "extra_credits": 0}


def test_submit_of_a_member_with_its_own_price_costs_that(small: Small) -> None:
    _submit(small, EXTENSION)
    assert small.balance() == OPENING - 15


def test_polls_and_refusals_cost_nothing(small: Small) -> None:
    task_id = _submit(small)
    small.get(f"/api/v1/song/{task_id}")
    for body, path in (
        (WRONG, SONGS),
        (MISSING, SONGS),
        ({"task_type": "swap_music"}, OLD),
        ({"task_type": "?"}, SONGS),
    ):
        assert small.post(body, path).status_code >= 400
    assert small.balance() == OPENING - PRICE
    assert len(small.mock.world.store.tasks) == 1


def test_submit_beyond_the_balance_is_refused_and_starts_nothing(small: Small) -> None:
    for _ in range(3):
        _submit(small)
    response = small.post(SONG)
    assert response.status_code == 403
    assert response.get_json()["type"] == "forbidden"
    assert small.balance() == 0
    assert len(small.mock.world.store.tasks) == 3


def test_price_for_the_first_call_on_a_clip_is_taken_once(small: Small) -> None:
    for _ in range(3):
        assert small.post({"clip_id": CLIP}, "/api/v1/measure").status_code == 200
    assert small.balance() == OPENING - 1


def test_price_for_the_first_call_on_a_clip_is_taken_for_each_clip(small: Small) -> None:
    task_id = _submit(small)
    small.mock.world.clock.advance(200)
    other = small.get(f"/api/v1/song/{task_id}").get_json()["data"][0]["clip_id"]
    for clip_id in (CLIP, other):
        assert small.post({"clip_id": clip_id}, "/api/v1/measure").status_code == 200
    assert small.balance() == OPENING - PRICE - 2


def test_task_that_will_fail_is_refunded_at_that_time() -> None:
    handlers = make_handlers()
    create = handlers.by_operation["create_song"]

    @handlers.handles("create_song")
    def create_doomed(context: RequestContext) -> Reply:
        reply = create(context)
        assert context.started is not None
        context.started = evolve(context.started, failure=Failure(context.now + 50, "failed", "No."))
        return reply

    small = make_small(handlers)
    _submit(small)
    small.mock.world.clock.advance(49.5)
    assert small.balance() == OPENING - PRICE
    small.mock.world.clock.advance(0.5)
    assert small.balance() == OPENING


def test_handler_that_refuses_costs_nothing() -> None:
    handlers = make_handlers()

    @handlers.handles("measure_clip")
    def measure(context: RequestContext) -> Reply:
        raise context.error("NotFound", "lyrics")

    small = make_small(handlers)
    assert small.post({"clip_id": CLIP}, "/api/v1/measure").status_code == 404
    assert small.balance() == OPENING


def test_handler_that_is_not_ready_costs_nothing_yet() -> None:
    handlers = make_handlers()
    measure = handlers.by_operation["measure_clip"]

    @handlers.handles("measure_clip")
    def measure_later(context: RequestContext) -> Reply:
        return measure(context) if context.built_before("measure", CLIP) else (202, context.waiting)

    small = make_small(handlers)
    results = [(small.post({"clip_id": CLIP}, "/api/v1/measure").status_code, small.balance()) for _ in range(3)]
    assert results == [(202, OPENING), (200, OPENING - 1), (200, OPENING - 1)]


# --- Pace and clocks


@pytest.mark.parametrize(("after", "seconds"), [(0.0, 3), (0.1, 3), (1.0, 2), (2.0, 1), (2.999, 1)])
def test_retry_after_is_truthful(after: float, seconds: int) -> None:
    small = make_small(plan="standard")
    _submit(small)
    small.mock.world.clock.advance(after)
    response = small.post(SONG)
    assert response.status_code == 429
    assert response.get_json()["type"] == "rate_limit"
    assert response.headers["Retry-After"] == str(seconds)
    small.mock.world.clock.advance(seconds)
    assert small.post(SONG).status_code == 200


def test_refused_for_pace_does_not_prolong_the_pause() -> None:
    small = make_small(plan="standard")
    _submit(small)
    for _ in range(3):
        small.mock.world.clock.advance(1)
        last = small.post(SONG)
    assert last.status_code == 200


def test_pace_is_not_asked_of_gets_and_of_other_accounts() -> None:
    small = make_small(plan="standard", keys=("mock-key", "other"))
    task_id = _submit(small)
    assert {small.get(f"/api/v1/song/{task_id}").status_code for _ in range(5)} == {200}
    assert small.post(SONG, Authorization="Bearer other").status_code == 200


def test_auto_clock_jumps_over_the_pause_that_a_client_is_told() -> None:
    small = make_small(plan="standard", clock="auto")
    _submit(small)
    assert small.mock.world.clock.now() == VIRTUAL_START
    assert small.post(SONG).status_code == 429
    assert small.mock.world.clock.now() == VIRTUAL_START + 3
    assert small.post(SONG).status_code == 200


@pytest.mark.parametrize("dialect", ["documented", "observed"])
def test_auto_clock_leaps_from_poll_to_poll_until_the_task_has_ended(dialect: str) -> None:
    small = make_small(clock="auto", dialect=dialect)
    task_id = _submit(small)
    history: list[tuple[str, ...]] = []
    for _ in range(5):
        reply = small.get(f"/api/v1/song/{task_id}").get_json()
        history.append(tuple(clip["state"] for clip in reply["data"]) if "data" in reply else ("not_ready",))
    expected = [("pending", "pending"), ("running", "running"), ("succeeded", "running")]
    done = ("succeeded", "succeeded")
    assert history == [*(expected if dialect == "documented" else [("not_ready",)] * 3), done, done]
    task = small.mock.world.store.tasks[task_id]
    assert small.mock.world.clock.now() == max(clip.ends_at for clip in task.clips)


def test_manual_clock_is_moved_by_no_request() -> None:
    small = make_small(plan="standard")
    task_id = _submit(small)
    small.post(SONG)
    small.get(f"/api/v1/song/{task_id}")
    assert small.mock.world.clock.now() == VIRTUAL_START


# --- Lookup


def test_task_of_another_account_or_nobody_is_not_found() -> None:
    small = make_small(keys=("mock-key", "other"))
    task_id = _submit(small)
    assert small.get(f"/api/v1/song/{task_id}").status_code == 200
    for response in (
        small.get(f"/api/v1/song/{task_id}", Authorization="Bearer other"),
        small.get("/api/v1/song/unknown"),
    ):
        assert response.status_code == 404
        assert response.get_json() == {"type": "not_found", "error": "task not found."}


def test_clip_can_be_named_when_it_has_ended_and_by_its_owner_only() -> None:
    small = make_small(keys=("mock-key", "other"), credits=100)
    task_id = _submit(small)
    clip_id = small.get(f"/api/v1/song/{task_id}").get_json()["data"][0]["clip_id"]
    body = {"task_type": "extend_music", "clip_id": clip_id}
    assert small.post(body).get_json() == {"type": "not_found", "error": "clip not found."}
    small.mock.world.clock.advance(200)
    assert small.post(body, Authorization="Bearer other").status_code == 404
    assert small.post(body).status_code == 200


# --- Dialects and the strict check


def test_dialect_is_chosen_by_header_for_one_request(small: Small) -> None:
    assert "code" not in small.post(SONG, **{"X-Mock-Dialect": "observed"}).get_json()
    assert "code" in small.post(SONG).get_json()


def test_dialect_unknown_is_refused(small: Small) -> None:
    response = small.post(SONG, **{"X-Mock-Dialect": "klingon"})
    assert response.status_code == 400
    assert response.get_json()["error"] == "The X-Mock-Dialect header should be documented or observed."
    assert small.balance() == OPENING


@pytest.mark.parametrize("reply", [(200, {"task_id": "t"}), (201, {"message": "m", "task_id": "t"}), (200, [])])
@pytest.mark.parametrize(("strict", "status"), [(True, 500), (False, None)])
def test_reply_outside_the_contract_is_a_500_when_strict(
    caplog: pytest.LogCaptureFixture, reply: Any, strict: bool, status: int | None
) -> None:
    handlers = make_handlers()

    @handlers.handles("create_song")
    def create(_: RequestContext) -> Reply:
        return reply  # type: ignore[no-any-return]

    response = make_small(handlers, strict=strict).post(SONG)
    assert response.status_code == (status or reply[0])
    if strict:
        assert response.get_json() == {"type": "server_error", "error": "Internal Server Error."}
        assert "create_song" in caplog.text


# --- Wiring


@pytest.mark.parametrize("change", ["missing", "surplus"])
def test_blueprint_with_other_handlers_than_operations_is_refused(change: str) -> None:
    handlers = make_handlers()
    if change == "missing":
        del handlers.by_operation["get_song"]
    else:
        handlers.by_operation["get_nothing"] = handlers.by_operation["get_song"]
    with pytest.raises(LookupError, match="get_song" if change == "missing" else "get_nothing"):
        make_blueprint("sonic", small_contract(), handlers)


def test_poll_without_a_task_in_its_path_is_a_fault_of_the_contract(small: Small) -> None:
    handlers = Handlers()
    handlers.polls("get_song")(lambda _, task: (200, {"data": [task.task_id]}))
    context = _context(small, small.mock.contract.operations["get_song"])
    with pytest.raises(LookupError, match="get_song"):
        handlers.by_operation["get_song"](context)


def test_context_value_is_the_field_that_was_sent_or_its_default_in_the_contract(small: Small) -> None:
    document = small_contract().document
    document["components"]["schemas"]["Written"]["properties"]["prompt"]["default"] = "la"
    operation = Contract(document, {}).operations["create_song"]
    context = _context(small, operation, body={"other": 1}, variant=operation.bodies[1])
    assert (context.value("prompt"), context.value("other"), context.value("nothing")) == (
        "la",
        None,
        None,
    )  # not a field of the variant
    assert evolve(context, body={"prompt": "mine"}).value("prompt") == "mine"
    assert evolve(context, variant=None).value("prompt") is None


def test_reset_brings_the_same_ids_again(small: Small) -> None:
    small.mock.world.clock.advance(100)
    first = _submit(small)
    small.mock.world.reset()
    assert small.balance() == OPENING
    assert small.get(f"/api/v1/song/{first}").status_code == 404
    small.mock.world.clock.advance(100)
    assert _submit(small) == first

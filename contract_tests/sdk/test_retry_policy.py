"""The retry policy: which failures are retried, and the pauses."""

from __future__ import annotations

import time
from email.utils import formatdate
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimusic import _defaults
from aimusic._http import retry_policy
from aimusic_client.operations import OPERATIONS
from contract_tests.support.network_errors import LOST_AFTER, NEVER_SENT

FREE = {"create_sonic_lyrics"}
"""The POSTs that cost nothing and change nothing."""

NOW = 1_769_261_315.0


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda operation: operation.id)
@pytest.mark.parametrize("prefix", ["", "/behind/a/proxy"])
def test_cost_of_every_operation(operation: Any, prefix: str) -> None:
    free = operation.method == "GET" or operation.id in FREE
    path = prefix + operation.path.replace("{task_id}", "t-1")

    assert retry_policy.cost_of(operation.method, path) == retry_policy.Cost(paid=not free, repeatable=free)


@pytest.mark.parametrize("path", ["/api/v1/sonic/new", "/", "", "/api/v1/sonic/lyrics/more"])
def test_unknown_post_counts_as_paid(path: str) -> None:
    assert retry_policy.cost_of("POST", path) == retry_policy.Cost(paid=True, repeatable=False)


@pytest.mark.parametrize("fault", [*NEVER_SENT, *LOST_AFTER])
def test_connection_error_is_retried_if_the_request_may_be_repeated(fault: type[Exception]) -> None:
    error = fault("planted")
    paid, free = retry_policy.Cost(True, False), retry_policy.Cost(False, True)

    assert retry_policy.should_retry_error(free, error)
    assert retry_policy.should_retry_error(paid, error) == (fault in NEVER_SENT)
    assert retry_policy.may_have_been_sent(error) == (fault not in NEVER_SENT)


@pytest.mark.parametrize("status", range(300, 600))
def test_status_is_retried_if_the_request_may_be_repeated(status: int) -> None:
    paid, free = retry_policy.Cost(True, False), retry_policy.Cost(False, True)

    assert retry_policy.should_retry_status(paid, status, None) == (status == 429)
    assert retry_policy.should_retry_status(free, status, "server_error") == (status in (429, 500, 502, 503, 504))
    assert not retry_policy.should_retry_status(free, status, "timeout")


@given(st.integers(1, 10_000), st.floats(0, 1, exclude_max=True))
def test_pause_grows_and_is_bounded(attempt: int, chance: float) -> None:
    pause = retry_policy.backoff(attempt, chance)

    assert 0 <= pause < _defaults.BACKOFF_LAST
    assert pause <= retry_policy.backoff(attempt + 1, chance)
    assert retry_policy.backoff(1, chance) < _defaults.BACKOFF_FIRST


@given(st.integers(1, 9), st.floats(0, 1, exclude_max=True), st.floats(0, 1e9))
def test_longer_of_retry_after_and_backoff_applies_up_to_the_cap(attempt: int, chance: float, requested: float) -> None:
    pause = retry_policy.pause_before(attempt, chance, requested)

    if requested > _defaults.RETRY_AFTER_CAP:
        assert pause is None
    else:
        assert pause == max(requested, retry_policy.backoff(attempt, chance))
    assert retry_policy.pause_before(attempt, chance, None) == retry_policy.backoff(attempt, chance)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "3"}, 3.0),
        ({"Retry-After": " 3 "}, 3.0),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "2.5"}, 2.5),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "1e9"}, None),
        ({"retry-after": "."}, None),
        ({"retry-after": "3, 5"}, None),
        ({"retry-after": "9" * 400}, float("inf")),
        ({"retry-after": formatdate(NOW + 7, usegmt=True)}, 7.0),
        ({"retry-after": formatdate(NOW - 7, usegmt=True)}, 0.0),
        ({"retry-after": formatdate(5000, usegmt=True), "date": formatdate(4990, usegmt=True)}, 10.0),
        ({"retry-after": "Mon, 99 Foo 2026 99:99:99 GMT"}, None),
    ],
)
def test_retry_after_is_parsed_in_all_of_its_forms(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_policy.parse_retry_after(httpx.Headers(headers), NOW) == seconds


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process cannot be changed on Windows")
@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/St_Johns", "XYZ-14"])
@pytest.mark.parametrize("suffix", [" GMT", " -0000", "", " +0000"])
def test_date_without_a_zone_is_in_utc(monkeypatch: pytest.MonkeyPatch, zone: str, suffix: str) -> None:
    later = formatdate(NOW + 7, usegmt=True).removesuffix(" GMT") + suffix
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        seconds = retry_policy.parse_retry_after({"retry-after": later}, NOW)
    time.tzset()

    assert seconds == 7.0


@given(st.text(max_size=40))
def test_retry_after_with_any_text_raises_nothing(text: str) -> None:
    seconds = retry_policy.parse_retry_after({"retry-after": text}, NOW)

    assert seconds is None or seconds >= 0

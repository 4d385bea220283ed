"""The cache: bounded, and one maker at a time for each thing."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from aimusic_mock.media.cache import Cache


def test_cache_makes_a_thing_once() -> None:
    cache, created = Cache(100), [b"first", b"second"]
    for _ in range(3):
        assert cache.get("a", lambda: created.pop(0), len) == b"first"


def test_cache_forgets_what_was_asked_for_longest_ago() -> None:
    cache = Cache(10)
    created: list[str] = []

    def ask(key: str) -> None:
        def make() -> bytes:
            created.append(key)
            return b"1234"

        cache.get(key, make, len)

    for key in "abacab":
        ask(key)
    assert created == ["a", "b", "c", "b"]
    assert cache.held == 8


def test_cache_never_holds_more_than_its_limit() -> None:
    cache = Cache(1000)
    for number in range(100):
        cache.get(number % 37, lambda number=number: bytes(number * 7), len)  # type: ignore[misc]
        assert 0 <= cache.held <= 1000


@pytest.mark.parametrize("limit", [0, 5])
def test_cache_hands_out_what_is_too_heavy_and_keeps_the_rest(limit: int) -> None:
    cache = Cache(limit)
    cache.get("small", lambda: b"12345", len)
    assert cache.get("big", lambda: bytes(100), len) == bytes(100)
    assert cache.held == limit


def test_two_threads_make_a_thing_once() -> None:
    cache, began, go_on = Cache(100), threading.Event(), threading.Event()
    created = []

    def make() -> bytes:
        created.append(1)
        began.set()
        assert go_on.wait(5)
        return b"abc"

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(cache.get, "a", make, len)
        assert began.wait(5)
        second = pool.submit(cache.get, "a", make, len)
        # Others are served in the meantime.
        assert cache.get("b", lambda: b"b", len) == b"b"
        assert not second.done()
        go_on.set()
        assert first.result(5) == second.result(5) == b"abc"
    assert created == [1]


def test_failure_is_raised_and_not_cached() -> None:
    cache = Cache(100)

    def fail() -> bytes:
        raise ValueError("no such sound")

    for _ in range(2):
        with pytest.raises(ValueError, match="no such sound"):
            cache.get("a", fail, len)
    assert cache.get("a", lambda: b"abc", len) == b"abc"
    assert cache.held == 3

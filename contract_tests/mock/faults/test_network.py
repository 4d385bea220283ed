"""Network faults in process: cuts raise, delays are ignored, and other replies pass unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from flask import Flask, Response, request

from aimusic_mock.faults.network import HANDLED_BY_SERVER, NETWORK_FAULT, NetworkFault, NetworkFaultMiddleware


class Closing:
    """A body that records whether it was closed."""

    def __init__(self, *chunks: bytes) -> None:
        self.chunks = chunks
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.chunks)

    def close(self) -> None:
        self.closed = True


def answer(body: Any, fault: NetworkFault | None, **environ: Any) -> Any:
    """Return the body of the middleware around an app with this body and fault."""

    def app(environ: dict[str, Any], _: Any) -> Any:
        if fault:
            environ[NETWORK_FAULT] = fault
        return body

    return NetworkFaultMiddleware(app)(environ, lambda *_: lambda _: None)


def test_fault_none_returns_the_very_body() -> None:
    body = Closing(b"one", b"two")
    assert answer(body, None) is body
    assert not body.closed


@pytest.mark.parametrize("fault", [NetworkFault(), NetworkFault(delay_s=60.0, bytes_per_s=1.0)])
def test_fault_of_time_only_returns_the_very_body(fault: NetworkFault) -> None:
    body = Closing(b"one")
    assert answer(body, fault) is body


def test_fault_that_the_server_handles_returns_the_very_body() -> None:
    body = Closing(b"one")
    assert answer(body, NetworkFault(cut="before"), **{HANDLED_BY_SERVER: True}) is body


@pytest.mark.parametrize(("cut", "chunks"), [("before", (b"body",)), ("middle", ()), ("middle", (b"",))])
def test_fault_cut_before_raises_and_closes_the_body(cut: Any, chunks: tuple[bytes, ...]) -> None:
    body = Closing(*chunks)
    with pytest.raises(ConnectionResetError):
        answer(body, NetworkFault(cut=cut))
    assert body.closed


def test_fault_cut_in_the_middle_gives_half_and_raises() -> None:
    body = Closing(b"one", b"two", b"!")
    chunks = iter(answer(body, NetworkFault(cut="middle")))
    assert next(chunks) == b"one"
    with pytest.raises(ConnectionResetError):
        next(chunks)
    assert body.closed


@pytest.mark.parametrize("cut", ["before", "middle"])
def test_fault_cut_reaches_a_client_in_process(cut: Any) -> None:
    app = Flask("cut")

    @app.get("/")
    def view() -> Response:
        request.environ[NETWORK_FAULT] = NetworkFault(cut=cut)
        return Response("x" * 100)

    app.wsgi_app = NetworkFaultMiddleware(app.wsgi_app)  # type: ignore[method-assign]
    with (
        httpx.Client(transport=httpx.WSGITransport(app=app), base_url="http://mock") as client,
        pytest.raises(ConnectionResetError),
    ):
        client.get("/")


@pytest.mark.parametrize(
    "wrong", [{"delay_s": -1.0}, {"delay_s": float("nan")}, {"cut": "after"}, {"bytes_per_s": 0.0}]
)
def test_fault_with_a_value_out_of_range_is_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        NetworkFault(**wrong)

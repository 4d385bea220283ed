"""The command `aimusic-mock serve`: its output, its exit status, and the time to its first reply."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable

import httpx
import pytest

from aimusic_mock.__main__ import main
from contract_tests.support import speed
from contract_tests.support.served import Served


def test_serve_answers_its_first_correct_reply_soon_after_its_imports() -> None:
    command = [sys.executable, "-m", "aimusic_mock", "serve", "--port", "0"]

    def start() -> None:
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            url = process.stdout.readline().split()[3]
            reply = httpx.get(f"{url}/api/v1/get-credits", headers={"Authorization": "Bearer mock-key"})
            process.terminate()
        assert reply.json() == {"credits": 1000, "extra_credits": 100}

    assert speed.units(start, speed.start_python) < 6


def test_serve_takes_every_option(serve: Callable[..., Served]) -> None:
    served = serve(
        *("--host", "127.0.0.1", "--seed", "5", "--clock", "manual", "--dialect", "observed"),
        *("--key", "one", "--key", "two", "--plan", "unlimited", "--credits", "12"),
    )
    health = httpx.get(f"{served.url}/__mock__/health").json()
    assert {**health, "operations": 31} == {
        "status": "ok",
        "operations": 31,
        "contract": "0.1.0",
        "dialect": "observed",
        "clock": "manual",
        "seed": 5,
        "plan": "unlimited",
        "admin": health["admin"],
        "profile": None,
        "world": "default",
    }
    for key in ("one", "two"):
        reply = httpx.get(f"{served.url}/api/v1/get-credits", headers={"Authorization": f"Bearer {key}"})
        assert reply.json()["credits"] == 12
    assert "key: one" in served.banner


def test_serve_reads_the_environment_and_the_command_line_wins(
    serve: Callable[..., Served], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIMUSIC_MOCK_SEED", "7")
    monkeypatch.setenv("AIMUSIC_MOCK_DIALECT", "observed")
    health = httpx.get(f"{serve('--seed', '9').url}/__mock__/health").json()
    assert (health["seed"], health["dialect"]) == (9, "observed")


@pytest.mark.parametrize(
    "arguments", [["--clock", "sundial"], ["--clock", "speed=0"], ["--seed", "x"], ["--plan", "x"]]
)
def test_serve_bad_option_is_named_with_its_value(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", *arguments]) == 2

    error = capsys.readouterr().err
    assert f"Error: Invalid value for '{arguments[0]}': " in error
    assert arguments[1].removeprefix("speed=") in error


def test_serve_taken_port_ends_with_one_line(serve: Callable[..., Served], capsys: pytest.CaptureFixture[str]) -> None:
    port = serve().url.rsplit(":", 1)[1]
    assert main(["serve", "--port", port]) == 1
    error = capsys.readouterr().err
    assert error.startswith(f"aimusic-mock: cannot listen on 127.0.0.1:{port}: ")
    assert error.count("\n") == 1


def test_serve_interrupt_stops_it_without_a_traceback(serve: Callable[..., Served]) -> None:
    served = serve()
    served.process.send_signal(signal.SIGINT)
    _, errors = served.process.communicate(timeout=10)
    assert served.process.returncode == 0
    assert "Traceback" not in errors


def test_serve_address_of_files_is_the_served_one(serve: Callable[..., Served]) -> None:
    served = serve()
    headers = {"Authorization": "Bearer mock-key"}
    reply = httpx.post(
        f"{served.url}/api/v1/sonic/wav", json={"clip_id": "3c1f7a52-9d0e-4b6a-8f21-6a4be1d07c95"}, headers=headers
    )
    assert reply.json()["data"]["wav_url"].startswith(f"{served.url}/media/")


def test_served_mock_refuses_20_megabytes_at_once(serve: Callable[..., Served]) -> None:
    served = serve()
    headers = {"Authorization": "Bearer mock-key", "Content-Type": "application/json"}
    body = b'{"prompt": "' + b"x" * 20_000_000 + b'"}'
    with httpx.Client(base_url=served.url, headers=headers) as client:
        client.get("/api/v1/get-credits")

        def refuse() -> None:
            reply = client.post("/api/v1/sonic/create", content=body)
            assert reply.status_code == 413
            assert reply.json() == {"type": "validation_error", "error": "Request Entity Too Large."}

        assert speed.units(refuse) < 30

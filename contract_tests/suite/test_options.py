"""The suite's options: refused combinations, the budget, the log of requests, and two runs that send the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from aimusic_mock import Settings, create_app
from aimusic_mock.server.server import LocalServer
from contract_tests.conformance.plugin import is_loopback
from contract_tests.suite import flask_server
from contract_tests.suite.running import run_suite

SONG_CREDITS = 10
SOME = "--operations=create_sonic_lyrics,get_sonic_bpm,get_sonic_task,get_credits"


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost", True),
        ("http://[::1]:80", True),
        ("http://127.1.2.3", True),
        ("https://api.aimusicapi.ai", False),
        ("http://localhost.example.com", False),
        ("http://10.0.0.1", False),
        ("http://127.0.0.1.example.com", False),
        ("", False),
    ],
)
def test_address_of_this_machine_is_known(url: str, local: bool) -> None:
    assert is_loopback(url) is local


def test_other_machine_is_refused_without_live(tmp_path: Path) -> None:
    run = run_suite(tmp_path, "--base-url=https://api.example.com", "--api-key=made-up")
    assert run.status == 4  # a usage error: nothing was tried
    assert "is not on this machine" in run.output
    assert "LIVE=1" in run.output


@pytest.mark.slow  # two suites in processes of their own
@pytest.mark.parametrize("where", ["in process", "over a socket"])
def test_two_runs_send_the_same_requests(where: str, tmp_path: Path, serve_app: Callable[..., LocalServer]) -> None:
    logs = []
    for number in range(2):
        log = tmp_path / f"requests-{number}"
        options = [SOME, f"--requests={log}", "--hypothesis-profile=quick"]
        if where == "over a socket":
            options.append(f"--base-url={serve_app(create_app(Settings(clock='auto'))).url}")
        run = run_suite(tmp_path, *options, tests=("refusals", "tasks", "client", "operations"))
        assert run.status == 0, run.output
        logs.append(log.read_text(encoding="utf-8").splitlines())
    assert len(logs[0]) > 300
    assert logs[0] == logs[1]


@pytest.mark.slow  # a suite in a process of its own
@pytest.mark.parametrize("budget", [0, 25])
def test_budget_is_never_exceeded(budget: int, tmp_path: Path, serve_app: Callable[..., LocalServer]) -> None:
    app = flask_server.make_app()
    before = _credits(app)
    options = (
        f"--operations={flask_server.OPERATIONS}",
        "--light",
        "--hypothesis-profile=quick",
        f"--budget={budget}",
        "--look=0.1",
    )
    run = run_suite(tmp_path, f"--base-url={serve_app(app).url}", f"--api-key={flask_server.KEY}", *options)
    spent = before - _credits(app)
    assert run.disagreements == {}, run.output
    assert run.status == 0, run.output
    assert spent == budget // 10 * 10
    assert f"accepted calls are worth {spent} credits" in run.output


@pytest.mark.slow  # a suite in a process of its own
def test_server_that_takes_what_it_should_refuse_is_paid_once(
    tmp_path: Path, serve_app: Callable[..., LocalServer]
) -> None:
    app = flask_server.make_app("takes-anything")
    before = _credits(app)
    options = (f"--operations={flask_server.OPERATIONS}", "--hypothesis-profile=quick", "--budget=0", "--look=0.1")
    run = run_suite(tmp_path, f"--base-url={serve_app(app).url}", f"--api-key={flask_server.KEY}", *options)

    assert ("create_sonic_music", "accepts-bad") in run.disagreements, run.output
    assert run.status == 1, run.output
    assert 0 < before - _credits(app) <= SONG_CREDITS


@pytest.mark.parametrize(
    "url",
    [
        "127.0.0.1:9000",
        "ftp://127.0.0.1",
        "http://127.0.0.1?a=b",
        "http://127.0.0.1/v2?",
        "http://127.0.0.1/v2#top",
        "http://127.0.0.1:99999",
        "http://[::1",
        "http://127.0.0.1/a b",
        "http://",
        "http://me@localhost",
    ],
)
def test_address_that_is_no_server_is_refused(url: str, tmp_path: Path) -> None:
    run = run_suite(tmp_path, f"--base-url={url}", tests=("refusals",))
    assert run.status == 4
    assert f"--base-url is {url}; it has to be an http or https URL" in run.output


@pytest.mark.slow  # a suite in a process of its own
def test_server_below_a_path_is_tested(tmp_path: Path, serve_app: Callable[..., LocalServer]) -> None:
    app = Flask(__name__)
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/music/v2": flask_server.make_app()})  # type: ignore[method-assign]
    url = f"{serve_app(app).url}/music/v2/"
    options = (f"--api-key={flask_server.KEY}", f"--operations={flask_server.OPERATIONS}", "--look=0.1", "--light")
    run = run_suite(tmp_path, f"--base-url={url}", "--hypothesis-profile=quick", *options)
    assert run.disagreements == {}, run.output
    assert run.status == 0, run.output


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("get_creditz", "did you mean get_credits?"),
        ("create_sonic_music,getSonicTask", "did you mean get_sonic_task?"),
        ("zzz", "the contract has: create_sonic_music,"),
    ],
)
def test_unknown_operation_is_named(name: str, hint: str, tmp_path: Path) -> None:
    run = run_suite(tmp_path, f"--operations={name}", tests=("refusals",))
    assert run.status == 4
    assert f"the contract has no operation '{name.rsplit(',', maxsplit=1)[-1]}'; {hint}" in run.output


@pytest.mark.slow  # a suite in a process of its own
@pytest.mark.parametrize(
    "operations",
    [
        "get_credits",  # no operation has a body
        "get_nuro_task",  # a poll without its submits
        "create_sonic_lyrics",  # no link, no task
        "create_sonic_persona,get_sonic_vox",  # without the voice that a link leads to
    ],
)
def test_any_subset_of_operations_can_be_tested(operations: str, tmp_path: Path) -> None:
    run = run_suite(tmp_path, f"--operations={operations}", "--light", "--hypothesis-profile=quick")
    assert run.disagreements == {}, run.output
    assert run.status == 0, run.output


def _credits(app: object) -> int:
    client = app.test_client()  # type: ignore[attr-defined]
    reply = client.get("/api/v1/get-credits", headers={"Authorization": f"Bearer {flask_server.KEY}"})
    return int(json.loads(reply.get_data())["credits"])


@pytest.mark.slow  # a suite in a process of its own
def test_failures_show_no_key(tmp_path: Path, serve_app: Callable[..., LocalServer]) -> None:
    junit = tmp_path / "junit.xml"
    options = (
        f"--operations={flask_server.OPERATIONS}",
        "--hypothesis-profile=quick",
        "--look=0.1",
        f"--junitxml={junit}",
    )
    url = serve_app(flask_server.make_app()).url
    run = run_suite(
        tmp_path,
        f"--base-url={url}",
        "--api-key=very-secret-key",
        "-x",
        "--maxfail=40",
        *options,
        tests=("tasks", "client"),
    )
    assert run.status == 1
    assert "very-secret-key" not in run.output + junit.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--base-url=http://api.example.com", "--live"], "http would send the key in the clear"),
        (["--base-url=http://127.0.0.1:9", "-n", "2"], "--base-url needs one process"),
        (["--api-key= "], "--api-key is empty"),
        (["--api-key=one two"], "or contains a space"),
    ],
)
def test_options_that_could_cost_money_are_refused(options: list[str], sentence: str, tmp_path: Path) -> None:
    run = run_suite(tmp_path, *options, tests=("refusals",))
    assert run.status == 4
    assert sentence in run.output


def test_requests_keep_no_key(tmp_path: Path) -> None:
    log = tmp_path / "requests"
    run = run_suite(tmp_path, SOME, f"--requests={log}", "--api-key=very-secret-key", tests=("refusals",))
    assert run.status == 0, run.output
    assert "very-secret-key" not in log.read_text(encoding="utf-8")

"""The commands in processes: their output, their exit status, and the arguments that they refuse."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from aimusic_mock import Settings, create_app
from aimusic_mock.__main__ import COMMANDS, main
from aimusic_mock.drift.cassettes import Cassettes
from aimusic_mock.server.server import LocalServer
from contract_tests.drift.commands import start
from contract_tests.drift.drift_lab import EXCHANGE, Planted, Reply
from contract_tests.support.mock_app import KEY
from contract_tests.support.processes import REPOSITORY

CREDITS = "/api/v1/get-credits"
NOWHERE = ("--host", "192.0.2.1")
"""Not an address of this machine, so that a wrongly accepted command ends, too."""

HEADERS = {"Authorization": f"Bearer {KEY}"}


def _plant(path: str, reply: Reply) -> None:
    reply.body["credits"] = str(reply.body["credits"])


@pytest.mark.slow  # a process is started
def test_proxy_logs_drift_at_once_sums_up_and_fails_with_the_option(tmp_path: Path) -> None:
    with LocalServer(Planted(create_app(Settings()), _plant)) as service:
        options = ["--record", str(tmp_path), "--port", "0", "--fail-on-drift"]
        with start(["proxy", "--upstream", service.url, *options]) as proxied:
            assert proxied.process.stderr is not None
            httpx.get(proxied.url + CREDITS, headers=HEADERS)
            first = proxied.process.stderr.readline()
            httpx.get(proxied.url + CREDITS, headers=HEADERS)
            proxied.process.send_signal(signal.SIGINT)
            _, rest = proxied.process.communicate(timeout=20)
    assert first.startswith("openapi/components/schemas/account.yaml:")
    assert "error: type: get_credits 200 /response/body/credits: number; got" in first
    assert rest == "2 exchanges, 2 checked: 1 error\n"
    assert proxied.process.returncode == 1
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.slow  # make starts a process
def test_make_drift_reads_a_folder(tmp_path: Path) -> None:
    Cassettes(tmp_path, "1").add(EXCHANGE)

    done = subprocess.run(
        [shutil.which("make") or "make", "-s", "drift", f"CASSETTES={tmp_path}"],
        cwd=REPOSITORY,
        check=False,
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stdout) == (0, "1 exchanges, 1 checked: no drift\n"), done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["proxy"], "Missing option '--upstream'"),
        (["proxy", "--upstream", "http://api.aimusicapi.ai", "--record", "x", *NOWHERE], "should use https"),
        (["drift", "/nowhere/at/all"], "does not exist"),
        (["replay", "/nowhere/at/all"], "does not exist"),
        (["record"], "No such command 'record'"),
        ([], "Usage: aimusic-mock "),
    ],
)
def test_command_with_invalid_arguments_names_the_reason(
    arguments: list[str],
    message: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(arguments) == 2
    assert message in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


COUNTING = """
import sys
import jsonschema_rs
compile, calls = jsonschema_rs.validator_map_for, []
jsonschema_rs.validator_map_for = lambda *args, **options: calls.append(args) or compile(*args, **options)
from aimusic_mock.__main__ import main
main(["drift", sys.argv[1]])
print(len(calls))
"""


@pytest.mark.slow  # a process is started
def test_drift_compiles_the_contract_once(tmp_path: Path) -> None:
    (tmp_path / "x.har").write_text('{"log": {"version": "1.2", "entries": []}}')
    done = subprocess.run([sys.executable, "-c", COUNTING, tmp_path], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["1"]), done.stderr


def test_command_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0

    out = capsys.readouterr().out
    assert [name for name in COMMANDS if f"{name} " not in out] == []

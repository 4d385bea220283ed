"""The command line in a pseudo-terminal, against a served mock: display, Ctrl-C, and closed pipes."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from attrs import frozen

from aimusic.cli._exit_codes import Exit
from contract_tests.sdk.terminal import INTERRUPT, Terminal
from contract_tests.support.mock_app import KEY
from contract_tests.support.served import Served

PROGRAM = (sys.executable, "-m", "aimusic.cli")
DESCRIBE = ("create", "--description", "a folk song about a slow river")
TASK = r"sonic/[0-9a-f-]{36}"

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals"),
    pytest.mark.slow,  # each test starts a mock and one or two programs, which takes 1 s
]


@frozen
class Stage:
    """A served mock whose clock the test controls, and programs that have its URL in their environment."""

    url: str

    def advance(self, seconds: float) -> None:
        httpx.post(f"{self.url}/__mock__/clock/advance", json={"seconds": seconds}).raise_for_status()

    def program(self, *args: str, columns: int = 100, stdout: int | None = None) -> Terminal:
        return Terminal([*PROGRAM, *args], columns=columns, stdout=stdout)

    def finish(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Run a command without a terminal, and wait until it has ended."""
        return subprocess.run([*PROGRAM, *args], capture_output=True, text=True, check=False, timeout=30)


@pytest.fixture
def stage(serve: Callable[..., Served], monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A mock whose time advances only when the test says so."""
    url = serve("--clock", "manual", "--plan", "unlimited").url
    for name, value in {"AIMUSIC_API_KEY": KEY, "AIMUSIC_BASE_URL": url, "TERM": "xterm"}.items():
        monkeypatch.setenv(name, value)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "PYTHONIOENCODING", "PYTHONUNBUFFERED"):
        monkeypatch.delenv(name, raising=False)
    return Stage(url)


def test_terminal_shows_the_task_at_once_and_every_state(stage: Stage) -> None:
    with stage.program(*DESCRIBE) as terminal:
        terminal.read_until(r"This costs 10 credits for 2 clips")
        name = terminal.read_until(f"({TASK}) has started")[1]
        terminal.read_until(rf"{name}  0:\d\d  pending, 0 of 2 clips ended")
        stage.advance(15)
        terminal.read_until(r"running, 0 of 2 clips ended\n━+\n1  running")
        stage.advance(300)
        terminal.read_until(rf"{name} succeeded\n")
        assert terminal.wait() == Exit.OK
        assert len(re.findall(r"^\d +\S.* succeeded +[0-9a-f-]{36}", terminal.text, re.MULTILINE)) == 2
        assert terminal.raw.count("\x1b[?25l") == terminal.raw.count("\x1b[?25h") == 1  # the cursor is shown again


def test_ctrl_c_prints_the_command_that_resumes(stage: Stage) -> None:
    with stage.program(*DESCRIBE) as terminal:
        name = terminal.read_until(f"({TASK})  0:")[1]
        terminal.press(INTERRUPT)
        command = terminal.read_until(r"The task goes on, and is paid for\. To resume: (.+)\n")[1]
        assert terminal.wait() == Exit.INTERRUPTED
        assert "Traceback" not in terminal.text
        assert terminal.raw.endswith("\r\n")
        assert "\x1b[?25h" in terminal.raw
    assert command == f"aimusic wait {name}"
    stage.advance(300)
    with stage.program(*shlex.split(command)[1:]) as terminal:
        assert terminal.wait() == Exit.OK
        assert f"{name} succeeded\n" in terminal.text


def test_sigterm_is_handled_like_ctrl_c_with_its_own_code(stage: Stage) -> None:
    with stage.program(*DESCRIBE) as terminal:
        name = terminal.read_until(f"({TASK})  0:")[1]
        terminal.process.send_signal(signal.SIGTERM)
        terminal.read_until(f"To resume: aimusic wait {name}\n")
        assert terminal.wait() == Exit.TERMINATED


def test_json_beside_a_terminal_is_one_document(stage: Stage, tmp_path: Path) -> None:
    """As in `aimusic ... --json > file`: standard error is a terminal, and a script reads the file."""
    with (tmp_path / "out").open("wb") as out, stage.program(*DESCRIBE, "--json", stdout=out.fileno()) as terminal:
        terminal.read_until(f"{TASK}  0:.. +pending")
        stage.advance(300)
        assert terminal.wait() == Exit.OK
    assert json.loads((tmp_path / "out").read_bytes())["state"] == "succeeded"


def test_narrow_ascii_terminal_without_colours_shows_everything(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    with stage.program("create", "la", "--title", "Träumerei", columns=30) as terminal:
        terminal.read_until("pending")
        stage.advance(300)
        assert terminal.wait() == Exit.OK
        assert len(re.findall(r"^\d Tr\?umerei \d:\d\d succeeded$", terminal.text, re.MULTILINE)) == 2
        assert len(re.findall(r"^\d http\S+\.mp3$", terminal.text, re.MULTILINE)) == 2
        assert re.search(
            rf"^{TASK} has started\.$", terminal.text, re.MULTILINE
        )  # not wrapped, so that it can be copied
        assert "length" not in terminal.text  # no table, which would fold the ids
        assert not re.search(r"\x1b\[[0-9;]*3\dm", terminal.raw)  # no colour
        assert terminal.raw.isascii()


def test_dumb_terminal_gets_lines(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    with stage.program(*DESCRIBE) as terminal:
        terminal.read_until(f"{TASK}: pending, 0 of 2 clips ended\n")
        stage.advance(300)
        assert terminal.wait() == Exit.OK
        assert "\x1b" not in terminal.raw


def test_hostile_title_moves_no_cursor(stage: Stage) -> None:
    with stage.program("create", "la", "--title", "\x1b]0;owned\x07\x1b[2JLamp[bold]") as terminal:
        terminal.read_until(r"pending  Lamp\[bold\]")
        stage.advance(300)
        assert terminal.wait() == Exit.OK
        assert "\x1b[2J" not in terminal.raw
        assert "\x1b]" not in terminal.raw
        assert "\x07" not in terminal.raw


def test_download_in_a_terminal_shows_a_bar_and_saves(stage: Stage, tmp_path: Path) -> None:
    started = stage.finish("create", "la", "--title", "Lamp", "--no-wait").stdout.strip()
    stage.advance(300)
    with stage.program("download", started, "--to", str(tmp_path), "--kind", "image") as terminal:
        terminal.read_until(r"Lamp-[0-9a-f]{8}\.jpe?g ━")
        assert terminal.wait() == Exit.OK
    assert len(list(tmp_path.glob("Lamp-*.jp*g"))) == 2


def test_pipe_gets_plain_lines(stage: Stage) -> None:
    started = stage.finish(*DESCRIBE, "--no-wait")
    stage.advance(300)
    done = stage.finish("wait", started.stdout.strip())
    assert done.returncode == Exit.OK
    assert done.stderr == f"{started.stdout.strip()}: succeeded, 2 of 2 clips ended\n"
    assert "\x1b" not in done.stdout


def test_pipe_with_forced_colours_gets_no_animation(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    started = stage.finish(*DESCRIBE, "--no-wait")
    stage.advance(300)
    done = stage.finish("wait", re.sub(r"\x1b\[[0-9;]*m", "", started.stdout).strip())
    assert "\x1b[32m" in done.stdout
    assert "\x1b[?25" not in done.stderr


@pytest.mark.parametrize("closed", ["2>&-", ">&-"])
def test_closed_output_is_not_an_error(stage: Stage, closed: str) -> None:
    command = f"{shlex.join([*PROGRAM, 'create', '--description', 'a slow river', '--no-wait'])} {closed}"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == Exit.OK, done.stderr
    assert re.search(TASK, done.stdout + done.stderr)


@pytest.mark.parametrize("args", [["credits"], ["credits", "--json"], ["--help"], ["wait", "no-such-task"]])
def test_closed_pipe_ends_quietly(stage: Stage, args: list[str]) -> None:
    """As in `aimusic ... | true`, or `2>&1 | true`: the reader has exited."""
    reading, writing = os.pipe()
    os.close(reading)
    errors = writing if args[0] == "wait" else subprocess.PIPE
    program = subprocess.Popen([*PROGRAM, *args], stdout=writing, stderr=errors)
    os.close(writing)
    reported = program.communicate(timeout=30)[1]
    assert (program.returncode, reported) == (Exit.BROKEN_PIPE, None if args[0] == "wait" else b"")


def test_installed_command_is_the_same_program(stage: Stage) -> None:
    command = Path(sys.executable).with_name("aimusic")
    done = subprocess.run([command, "credits", "--json"], capture_output=True, text=True, check=True, timeout=30)
    assert json.loads(done.stdout)["total"] == 1100

"""Exit codes, error documents and error messages of the command line, and secrets that it never prints."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from aimusic import AIMusic, ConfigurationError
from aimusic.cli._app import cli
from aimusic.cli._exit_codes import Exit
from aimusic.cli._session import Session
from contract_tests.sdk.cli_runner import EVENT, SECRET, Shell, answering, document, failure, over, signed, task_in
from contract_tests.support.clients import BASE_URL
from contract_tests.support.mock_app import Api

README = Path(__file__).parents[2] / "generated_client" / "README.md"


@pytest.fixture
def shell(api: Api) -> Shell:
    """A shell on the mock, whose clock advances when the command waits."""
    return over(api)


def manual() -> str:
    """Return the README's section on the command line."""
    return README.read_text(encoding="utf-8").partition("\n## Command line\n")[2].partition("\n## ")[0]


def refusing(status: int, **more: Any) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _: httpx.Response(status, json={"type": "some_type", "error": "No."}, **more)


def lost(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("connection refused", request=request)


def cut(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadError("cut", request=request)


@pytest.mark.parametrize(
    ("answer", "args", "code"),
    [
        (refusing(418), ["credits"], Exit.ERROR),
        (refusing(401), ["credits"], Exit.AUTHENTICATION),
        (refusing(402), ["create", "--description", "x"], Exit.CREDITS),
        (refusing(400), ["create", "--description", "x"], Exit.REFUSED),
        (refusing(403), ["create", "--description", "x"], Exit.REFUSED),
        (refusing(404), ["wait", "x"], Exit.REFUSED),
        (refusing(410), ["task", "nuro/x"], Exit.REFUSED),
        (refusing(429, headers={"Retry-After": "300"}), ["create", "--description", "x"], Exit.RATE_LIMIT),
        (refusing(500), ["create", "--description", "x"], Exit.UNREACHABLE),
        (lost, ["credits"], Exit.UNREACHABLE),
        (cut, ["create", "--description", "x"], Exit.UNREACHABLE),
        (lambda _: httpx.Response(200, text="<html>"), ["credits"], Exit.ERROR),
        (refusing(404), ["download", "https://x.example/a.mp3"], Exit.UNREACHABLE),
        (refusing(404), ["download", "https://x.example:port/a.mp3"], Exit.UNREACHABLE),
    ],
)
def test_exit_code_follows_the_error(
    answer: Any, args: list[str], code: Exit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    reported = answering(answer).run(*args)
    assert reported.exit_code == code, reported.output
    assert reported.stdout == ""
    last = [text for text in reported.stderr.splitlines() if not text.startswith("This costs")]
    assert 1 <= len(last) <= 3, reported.stderr
    assert last[0].startswith("aimusic: ")
    error = failure(answering(answer).run(*args, "--json"))
    assert error["exit_code"] == code


@pytest.mark.parametrize(
    "args",
    [
        [],
        ["sing"],
        ["--loud"],
        ["create"],
        ["create", "words", "--prompt-file", "-"],
        ["create", "--prompt-file", "/nowhere/lyrics"],
        ["extend", "clip"],
        ["wait", "opera/x"],
        ["wait", "sonic/../x"],
        ["wait", "nuro/x", "--product", "sonic"],
        ["wait", "x", "--timeout", "-1"],
        ["wait", "x", "--base-url", "http://elsewhere.example"],
        ["webhook", "verify", "--header", "no colon", "--secret", "s"],
        ["webhook", "verify"],
    ],
)
def test_exit_code_of_an_invalid_command_line_is_usage(shell: Shell, args: list[str]) -> None:
    result = shell.run(*args, stdin="")
    assert result.exit_code == Exit.USAGE, result.output
    assert result.stdout == ""
    assert failure(shell.run(*args, "--json", stdin=""))["exit_code"] == Exit.USAGE


def test_lyrics_that_are_not_utf_8_are_a_usage_error(shell: Shell) -> None:
    result = shell.run("create", "--prompt-file", "-", stdin=b"\xff\xfe")
    assert result.exit_code == Exit.USAGE
    assert "UTF-8" in result.stderr


def test_missing_key_is_reported_with_the_variable() -> None:
    result = CliRunner().invoke(cli, ["credits"])
    assert result.exit_code == Exit.USAGE
    assert result.stderr == "aimusic: No API key: set AIMUSIC_API_KEY. Create a key at https://aimusicapi.ai.\n"


def test_key_in_the_arguments_is_refused_and_not_repeated() -> None:
    result = CliRunner().invoke(cli, ["--api-key", "sk-very-secret", "credits"])
    assert result.exit_code == Exit.USAGE
    assert "Other processes can see a key in the arguments: set AIMUSIC_API_KEY" in result.stderr
    assert "sk-very-secret" not in result.output


def test_wrong_key_exits_with_authentication(api: Api) -> None:
    shell = over(api)
    shell.key = "unknown-key"
    result = shell.run("credits")
    assert result.exit_code == Exit.AUTHENTICATION
    assert "Check AIMUSIC_API_KEY." in result.stderr


def test_empty_balance_exits_with_credits(make_api: Callable[..., Api]) -> None:
    result = over(make_api(credits=5)).song()
    assert result.exit_code == Exit.CREDITS
    assert "Nothing was charged. Run `aimusic credits` to see the balance." in result.stderr


def test_failed_task_reports_the_reason_and_the_refund(shell: Shell) -> None:
    result = shell.song("--title", "Lamp [mock:task-fails]")
    assert result.exit_code == Exit.TASK_FAILED
    assert result.stdout == ""
    assert re.search(r"^aimusic: sonic/\S+ failed \(\w+\): \S+", result.stderr, re.MULTILINE)
    assert "resume" not in result.stderr
    error = failure(shell.song("--title", "Lamp [mock:task-fails]", "--json"))
    assert (error["kind"], error["product"], error["resume"]) == ("TaskFailedError", "sonic", None)


@pytest.mark.parametrize(("refunded", "words"), [(True, "have been refunded"), (False, "have not been refunded")])
def test_refund_of_a_failed_task_is_reported(refunded: bool, words: str) -> None:
    body = {"type": "bad_request", "message": "Unusable.", "refund_processed": refunded}
    shell = answering(lambda _: httpx.Response(200, json=body))
    assert shell.run("wait", "nuro/x").stderr.endswith(f"  Its credits {words}.\n")
    assert failure(shell.run("wait", "nuro/x", "--json"))["refunded"] is refunded


def test_timeout_prints_how_to_resume_and_the_task_continues(
    shell: Shell, api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = shell.song("--timeout", "30", "--download", "my songs", "--base-url", BASE_URL)
    assert result.exit_code == Exit.TIMED_OUT
    command = result.stderr.splitlines()[-1].partition("To resume: ")[2]
    name = task_in(result.stderr)
    assert shlex.split(command) == ["aimusic", "wait", name, "--base-url", BASE_URL, "--download", "my songs"]
    error = failure(shell.song("--timeout", "30", "--json"))
    assert error["resume"] == f"aimusic wait sonic/{error['task_id']} --json"
    assert (error["charged"], error["kind"]) == (True, "TaskTimeoutError")
    assert document(shell.run(*shlex.split(error["resume"])[1:], "--interval", "20"))["state"] == "succeeded"


def test_download_that_timed_out_is_resumed_with_its_limits(shell: Shell, tmp_path: Path) -> None:
    name = shell.song("--no-wait").stdout.strip()
    to = ("--to", str(tmp_path))
    limits = ("--max-bytes", "5000", "--allow-stream")

    for given, kept in ((limits, limits), ((), ())):
        result = shell.run("download", name, *to, *given, "--timeout", "1")
        command = result.stderr.splitlines()[-1].partition("To resume: ")[2]
        assert shlex.split(command) == ["aimusic", "download", name, *to, "--kind", "audio", *kept]


@pytest.fixture
def interrupting(api: Api) -> Shell:
    """A shell whose first wait is interrupted."""

    def press(_: float) -> None:
        raise KeyboardInterrupt

    shell = over(api)
    shell.clock.advance = press
    return shell


def test_interrupt_while_waiting_prints_how_to_resume(interrupting: Shell) -> None:
    result = interrupting.song()
    assert result.exit_code == Exit.INTERRUPTED
    assert result.stderr.splitlines()[-2:] == [
        "aimusic: interrupted",
        f"  The task goes on, and is paid for. To resume: aimusic wait {task_in(result.stderr)}",
    ]
    assert failure(interrupting.song("--json"))["charged"] is True


def test_interrupt_of_a_download_prints_how_to_continue(api: Api, tmp_path: Path) -> None:
    task = document(over(api).song("--json"))
    answers = httpx.WSGITransport(app=api.app)

    def press(request: httpx.Request) -> httpx.Response:
        if request.url.path.startswith("/media/"):
            raise KeyboardInterrupt
        return answers.handle_request(request)

    result = answering(press).run("download", task["id"], "--to", str(tmp_path), "--kind", "image")
    assert result.exit_code == Exit.INTERRUPTED
    resume = f"aimusic download sonic/{task['id']} --to {tmp_path} --kind image"
    assert result.stderr.splitlines()[-1] == f"  The task has ended. To continue: {resume}"


def test_interrupt_of_a_submit_says_that_the_charge_is_unknown() -> None:
    def press(_: httpx.Request) -> httpx.Response:
        raise KeyboardInterrupt

    result = answering(press).song()
    assert result.exit_code == Exit.INTERRUPTED
    assert "It may have been charged" in result.stderr
    assert failure(answering(press).song("--json"))["charged"] is None


def test_lost_submit_says_that_the_charge_is_unknown() -> None:
    result = answering(cut).song()
    assert "It may have been charged: check `aimusic credits`" in result.stderr
    assert failure(answering(cut).song("--json"))["charged"] is None
    assert failure(answering(lost).song("--json"))["charged"] is False


def test_file_that_cannot_be_written_is_reported_with_its_name(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "a.mp3.part").mkdir()
    result = shell.run("download", "https://x.example/a.mp3", "--to", str(tmp_path))
    assert result.exit_code == Exit.ERROR
    assert result.stderr == f"aimusic: {tmp_path / 'a.mp3.part'}: Is a directory\n"


def test_forged_webhook_exits_with_webhook(shell: Shell) -> None:
    result = shell.run("webhook", "verify", *signed("another"), "--secret", SECRET, stdin=EVENT)
    assert result.exit_code == Exit.WEBHOOK
    assert result.stdout == ""
    assert failure(shell.run("webhook", "verify", "--secret", SECRET, "--json", stdin=EVENT))["exit_code"] == 10
    twice = ("--header", "x-webhook-id: evt_1", "--header", "X-Webhook-Id: evt_2")
    conflicting = shell.run("webhook", "verify", *twice, "--secret", SECRET, stdin=EVENT)
    assert (conflicting.exit_code, "several values" in conflicting.stderr) == (10, True)


def test_webhook_that_is_too_old_is_accepted_only_with_a_tolerance(shell: Shell) -> None:
    old = ["webhook", "verify", *signed(SECRET, timestamp=1_769_000_000), "--secret", SECRET]
    assert "too old" in shell.run(*old, stdin=EVENT).stderr
    assert shell.run(*old, stdin=EVENT).exit_code == Exit.WEBHOOK
    assert shell.run(*old, "--tolerance", "1e10", stdin=EVENT).exit_code == Exit.OK


def test_unexpected_error_prints_a_traceback_only_in_debug_mode(api: Api) -> None:
    def broken(_: httpx.Request) -> httpx.Response:
        raise RuntimeError("a bug")

    quiet = answering(broken).run("credits")
    assert quiet.exit_code == Exit.ERROR
    assert quiet.stderr.splitlines() == [
        "aimusic: unexpected RuntimeError: a bug",
        "  AIMUSIC_LOG=debug shows where.",
    ]
    loud = answering(broken).run("credits", env={"AIMUSIC_LOG": "debug"})
    assert "Traceback" in loud.stderr


@pytest.mark.parametrize("log", ["", "debug"])
@pytest.mark.parametrize("options", [[], ["--json"]], ids=["text", "json"])
def test_key_that_the_server_repeats_is_never_printed(log: str, options: list[str]) -> None:
    def parrot(request: httpx.Request) -> httpx.Response:
        key = request.headers["authorization"].removeprefix("Bearer ")  # with it, the log's filter would redact the key
        return httpx.Response(401, json={"type": "unauthorized", "error": f"bad: {key}"})

    shell = answering(parrot)
    shell.key = "sk-very-secret"
    result = shell.run("credits", *options, env={"AIMUSIC_API_KEY": "sk-very-secret", "AIMUSIC_LOG": log})
    assert result.exit_code == Exit.AUTHENTICATION
    assert "***" in result.stderr
    assert "sk-very-secret" not in result.output


def test_hostile_title_reaches_no_terminal(shell: Shell) -> None:
    title = "\x1b]0;owned\x07[red]Lamp[/red]\x9b2J :smile:"
    shown = shell.song("--title", title)
    assert shown.stdout.count("[red]Lamp[/red]") == 2
    assert shown.stdout.count(":smile:") == 2
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", shown.output)
    as_json = shell.song("--title", title, "--json")
    assert document(as_json)["clips"][0]["title"] == title
    assert as_json.stdout.isascii()
    assert as_json.stdout.count("\n") == 1


def test_exit_codes_in_the_readme_are_those_of_the_command() -> None:
    rows = re.findall(r"^\| (\d+) \|", manual(), re.MULTILINE)
    assert [int(row) for row in rows] == sorted(Exit)


def test_examples_in_the_readme_are_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each example gets as far as creating the client, which fails here; usage errors are reported before that."""

    def refuse(base_url: str | None, *, needs_key: bool) -> AIMusic:
        raise ConfigurationError(f"reached {needs_key}")

    monkeypatch.chdir(tmp_path)
    Path("lyrics.txt").write_text("la la la")
    examples = re.findall(r"^(?:task=\$\()?aimusic ((?!webhook|completion)[a-z].*)$", manual(), re.MULTILINE)
    assert len(examples) >= 10
    for example in examples:
        words = shlex.split(example.partition(" | ")[0].replace(")", ""), comments=True)
        result = CliRunner().invoke(cli, words, obj=Session(connect=refuse))
        assert f"reached {'--dry-run' not in words}" in result.stderr, example

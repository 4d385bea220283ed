"""The commands of `aimusic-mock`: options, usage errors, version, completion, and what they import."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib import metadata
from typing import Any

import pytest
from attrs import evolve
from click.shell_completion import ShellComplete

from aimusic_mock.__main__ import COMMANDS, cli, main
from aimusic_mock.cli import serve
from aimusic_mock.domain.clock import Clock
from aimusic_mock.outbound.address_policy import AddressPolicy
from aimusic_mock.settings import ALIASES, SETTINGS, Settings
from aimusic_mock.settings.fields import PREFIX, Setting
from contract_tests.support.setting_values import OTHER_VALUES, as_arguments


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Settings, str, int]]:
    """Record the arguments of `serve` instead of serving."""
    for setting in SETTINGS.values():
        monkeypatch.delenv(setting.variable, raising=False)
    calls: list[tuple[Settings, str, int]] = []

    def record(*arguments: object) -> int:
        calls.append(arguments)  # type: ignore[arg-type]  # as `serve` takes them
        return 0

    monkeypatch.setattr(serve, "serve", record)
    return calls


Calls = list[tuple[Settings, str, int]]


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=lambda setting: setting.name)
def test_setting_is_read_from_its_option(served: Calls, setting: Setting) -> None:
    value = OTHER_VALUES[setting.name]

    assert main(["serve", *as_arguments(setting.option, value)]) == 0

    assert served == [(evolve(Settings(), **{setting.name: value}), "127.0.0.1", 8000)]


def test_every_option_can_be_given_at_once(served: Calls) -> None:
    options = [part for name, value in OTHER_VALUES.items() for part in as_arguments(SETTINGS[name].option, value)]

    assert main(["serve", *options, "--host", "::1", "--port", "0"]) == 0

    assert served == [(Settings(**OTHER_VALUES), "::1", 0)]


def test_option_wins_over_its_variable_and_the_others_stay(served: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTINGS["seed"].variable, "7")
    monkeypatch.setenv(SETTINGS["keys"].variable, "one,two")
    monkeypatch.setenv(SETTINGS["strict"].variable, "0")

    assert main(["serve", "--seed", "9", "--key", "three"]) == 0

    assert served[0][0] == Settings(seed=9, keys=("three",), strict=False)


@pytest.mark.parametrize("alias", ALIASES)
def test_earlier_name_of_an_option_is_still_accepted(served: Calls, alias: str) -> None:
    value = OTHER_VALUES[ALIASES[alias]]

    assert main(["serve", *as_arguments(f"--{alias.replace('_', '-')}", value)]) == 0

    assert served[0][0] == Settings(**{ALIASES[alias]: value})


def test_unknown_variable_is_reported_once_and_is_no_error(
    served: Calls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(f"{PREFIX}DIALCT", "observed")

    assert main(["serve"]) == 0

    assert served[0][0] == Settings()
    sentence = "aimusic-mock: AIMUSIC_MOCK_DIALCT is not a setting; did you mean AIMUSIC_MOCK_DIALECT?\n"
    assert capsys.readouterr() == ("", sentence)


def _reason(check: Callable[[Any], object], value: Any) -> str:
    """Return the error of the module that checks a value, which must name the value."""
    with pytest.raises(ValueError, match=r"sundial|http://x") as caught:
        check(value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["serv"], "No such command 'serv'. Did you mean 'serve'?"),
        (["record"], "No such command 'record'. Use one of serve, proxy, drift, replay, scenarios, completion."),
        (["serve", "--dialct", "observed"], "No such option '--dialct'. Did you mean '--dialect'?"),
        (["serve", "--dialect", "x"], "Invalid value for '--dialect': 'x' is not one of 'documented', 'observed'."),
        (["serve", "--retired", "sonic"], "Invalid value for '--retired': 'sonic' is not one of 'producer', 'nuro'."),
        (["serve", "--seed", "x"], "Invalid value for '--seed': 'x' is not a valid integer."),
        (["serve", "--credits", "-1"], "Invalid value for '--credits': -1 is too small; use 0 or more"),
        (
            ["serve", "--clock", "sundial"],
            f"Invalid value for '--clock': {_reason(Clock, 'sundial')}",
        ),
        (
            ["serve", "--webhook-allow", "http://x"],
            f"Invalid value for '--webhook-allow': {_reason(AddressPolicy, ['http://x'])}",
        ),
        (["serve", "--port", "65536"], "Invalid value for '--port': 65536 is not in the range 0<=x<=65535."),
        (["serve", "extra"], "Got unexpected extra argument (extra)"),
        (
            ["drift", "x", "--fail-on", "info"],
            "Invalid value for '--fail-on': 'info' is not one of 'warning', 'error'.",
        ),
        (["drift"], "Missing argument 'PATH...'."),
        (["proxy"], "Missing option '--upstream'."),
        (["replay"], "Missing argument 'DIR'."),
        (["completion", "tcsh"], "Invalid value for '{bash|zsh|fish}': 'tcsh' is not one of 'bash', 'zsh', 'fish'."),
    ],
)
def test_usage_error_is_short_and_names_the_allowed_values(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2

    out, err = capsys.readouterr()
    command = f"aimusic-mock {arguments[0]}" if arguments[0] in COMMANDS else "aimusic-mock"
    usage, hint, blank, error = err.splitlines()
    assert (out, blank) == ("", "")
    assert usage.startswith(f"Usage: {command} ")
    assert hint == f"Try '{command} --help' for help."
    assert error == f"Error: {sentence}"


def test_error_in_a_variable_names_the_variable(
    served: Calls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(SETTINGS["plan"].variable, "gold")

    assert (main(["serve"]), served) == (2, [])

    error = capsys.readouterr().err.splitlines()[-1]
    assert error == "Error: AIMUSIC_MOCK_PLAN: 'gold' is not one of 'standard', 'unlimited'"


def test_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"aimusic-mock, version {metadata.version('aimusic')}\n"


def test_command_without_arguments_prints_its_help_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert all(f"  {name} " in err for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_command_help_shows_its_own_usage(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0

    out = capsys.readouterr().out
    assert out.startswith(f"Usage: aimusic-mock {name} [OPTIONS]")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_the_script_of_the_shell(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0

    script = capsys.readouterr().out
    assert f"_AIMUSIC_MOCK_COMPLETE={shell}_complete" in script
    assert "aimusic-mock" in script


@pytest.mark.parametrize(
    ("words", "typed", "completed"),
    [
        ([], "", list(COMMANDS)),
        ([], "re", ["replay"]),
        (["serve"], "--webhook-f", ["--webhook-fault"]),
        (["serve", "--dialect"], "", ["documented", "observed"]),
    ],
)
def test_completion_knows_commands_options_and_values(words: list[str], typed: str, completed: list[str]) -> None:
    shell = ShellComplete(cli, {}, "aimusic-mock", "_AIMUSIC_MOCK_COMPLETE")

    assert [completion.value for completion in shell.get_completions(words, typed)] == completed


@pytest.mark.parametrize("command", ["serve", "drift"])
def test_help_imports_no_command_but_its_own(command: str) -> None:
    code = (
        "import sys; from aimusic_mock.__main__ import main\n"
        "def loaded(): return [n for n in sys.modules if n.startswith(('aimusic_mock.cli.', 'aimusic_mock.drift'))]\n"
        f"main(['--help']); print(loaded()); main(['{command}', '--help']); print(*loaded())"
    )

    lines = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.splitlines()

    assert "[]" in lines
    commands = {f"aimusic_mock.cli.{name}" for name in COMMANDS}
    assert commands & set(lines[-1].split()) == {f"aimusic_mock.cli.{command}"}
    assert ("aimusic_mock.drift" in lines[-1].split()) == (command == "drift")

"""The marker and the options: their effects and their error messages."""

from __future__ import annotations

import re

import httpx
import pytest

from aimusic import AIMusic, PermissionDeniedError, TaskFailedError
from aimusic_mock.settings import SETTINGS
from contract_tests.plugin.outer_project import SERVICE, Outside
from contract_tests.support.processes import REPOSITORY
from pytest_aimusic import AIMusicMock, _options, _settings

pytestmark = pytest.mark.aimusic(seed=7, credits=50)

PAGE = (REPOSITORY / "generated_client" / "pytest_aimusic" / "README.md").read_text(encoding="utf-8")

WRONG = """
import pytest

@pytest.mark.aimusic(scenario="task-fail")
def test_scenario(aimusic_mock): pass

@pytest.mark.aimusic(dialct="observed")
def test_argument(aimusic_mock): pass

@pytest.mark.aimusic(dialect="observd")
def test_value(aimusic_mock): pass

@pytest.mark.aimusic("observed")
def test_place(aimusic_mock): pass
"""
POINTLESS = """
import pytest

@pytest.mark.aimusic(times=2)
def test_times(aimusic_mock): pass

@pytest.mark.aimusic(scenario="task-fails")
class TestScenario:
    @pytest.mark.aimusic(times=2)
    def test_times(self, aimusic_mock): pass
"""
MESSAGES = [
    "unknown scenario 'task-fail'; did you mean 'task-fails'? Known: 400-invalid-model, ",
    "unknown argument 'dialct'; did you mean 'dialect'? Known: scenario, times, ",
    "dialect: 'observd' is not one of 'documented', 'observed'",
    "takes arguments by name only",
]


def _setting(mock: AIMusicMock, name: str) -> object:
    return getattr(mock.app.extensions["aimusic"].settings, name)


def test_markers_of_the_module_apply_to_its_tests(aimusic_mock: AIMusicMock) -> None:
    assert (aimusic_mock.balance(), _setting(aimusic_mock, "seed")) == (50, 7)


@pytest.mark.aimusic(credits=5)
def test_nearest_marker_takes_precedence_and_the_others_remain(aimusic_mock: AIMusicMock) -> None:
    assert (aimusic_mock.balance(), _setting(aimusic_mock, "seed")) == (5, 7)


@pytest.mark.aimusic(dialect="observed")
def test_dialect_is_used(aimusic_mock: AIMusicMock, aimusic_client: AIMusic) -> None:
    task = aimusic_client.sonic.create(description="a slow river")
    reply = httpx.get(f"{SERVICE}/api/v1/sonic/task/{task.id}", headers=aimusic_mock.headers)

    assert (reply.status_code, reply.json()["type"]) == (202, "not_ready")


@pytest.mark.aimusic(keys=["one", "two"], retired=["producer", "nuro"], webhook_allow=["example.com"])
def test_lists_are_accepted(aimusic_mock: AIMusicMock) -> None:
    assert aimusic_mock.key == "one"
    assert AIMusic(api_key="two").account.credits().total == 50
    assert _setting(aimusic_mock, "retired") == ("producer", "nuro")


@pytest.mark.aimusic(scenario=["task-fails", "moderation; detail=rivers"], operation="create_sonic_music", times=1)
def test_scenarios_of_a_list_are_separate_rules(aimusic_client: AIMusic) -> None:
    with pytest.raises(TaskFailedError):
        aimusic_client.sonic.create(description="a slow river").result()
    with pytest.raises(PermissionDeniedError):
        aimusic_client.sonic.create(description="a slow river")
    assert len(aimusic_client.sonic.create(description="a slow river").result()) == 2


@pytest.mark.aimusic(scenario="no-credits", times=1)
def test_scenario_may_have_its_short_name(aimusic_client: AIMusic) -> None:
    with pytest.raises(PermissionDeniedError):
        aimusic_client.sonic.create(description="a slow river")


@pytest.mark.parametrize(
    ("provided", "sentence"),
    [
        ({"profile": "evening"}, "unknown profile 'evening'; did you mean 'evening-overload'? Known: "),
        ({"operation": "create_music"}, "unknown operation 'create_music'"),
        ({"times": 0}, "times is 0"),
        ({"clock": "fast"}, "unknown clock 'fast'"),
        ({"plan": "gold"}, "plan: 'gold' is not one of 'standard', 'unlimited'"),
        ({"credits": -1}, "credits: -1 is too small; use 0 or more"),
        ({"seed": "one"}, "seed: 'one' is not a whole number"),
        ({"webhook_fault": "lose"}, "webhook_fault: 'lose' is not one of 'duplicate', "),
        ({"webhook_lab": "lose"}, "webhook_fault: 'lose' is not one of 'duplicate', "),
        ({"scenario": "slow; delay=3"}, "Unknown option of a scenario; use delay_s, "),
        ({"scenario": "slow, task-fail"}, "unknown scenario 'task-fail'"),
        ({"keys": "mykey"}, "keys: 'mykey' is not a list"),
        ({"keys": []}, "keys is empty"),
        ({"intercept": "no"}, "intercept: 'no' is not True or False"),
        ({"strict": "x"}, "strict: 'x' is not True or False"),
        ({"url_expiry_s": "a"}, "url_expiry_s: 'a' is not a number"),
    ],
)
def test_wrong_value_is_reported_with_the_alternatives(provided: dict[str, object], sentence: str) -> None:
    assert sentence in str(_settings.faults(provided))


@pytest.mark.slow  # starts pytest with workers
@pytest.mark.parametrize("workers", ["0", "2"])
def test_wrong_markers_end_the_run_with_the_alternatives(outside: Outside, workers: str) -> None:
    done = outside.pytest("-n", workers, tests=WRONG)

    assert done.returncode == (4 if workers == "0" else 1)
    assert "passed" not in done.stdout
    for message in MESSAGES:
        assert message in (done.stderr if workers == "0" else done.stdout)
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.slow  # starts pytest
def test_times_without_a_scenario_is_an_error(outside: Outside) -> None:
    done = outside.pytest(tests=POINTLESS)

    assert "1 passed, 1 error" in done.stdout
    assert "operation and times apply to a scenario" in done.stdout


@pytest.mark.slow  # starts pytest several times
def test_wrong_options_are_refused(outside: Outside) -> None:
    value = outside.pytest("-o", "aimusic_lints=loud")
    option = outside.pytest("--aimusic-report=loud")

    assert (value.returncode, option.returncode) == (4, 4)
    assert "aimusic_lints: unknown value 'loud'. Known: warn, error, off" in value.stderr
    assert "'summary', 'always', 'off'" in option.stderr


@pytest.mark.aimusic(webhook_lab="late")
def test_earlier_name_of_a_setting_is_accepted(aimusic_mock: AIMusicMock) -> None:
    assert _setting(aimusic_mock, "webhook_fault") == "late"


@pytest.mark.aimusic(webhook_lab="late")
@pytest.mark.aimusic(webhook_fault="lost")
def test_nearest_marker_takes_precedence_over_the_earlier_name(aimusic_mock: AIMusicMock) -> None:
    assert _setting(aimusic_mock, "webhook_fault") == "lost"


@pytest.mark.aimusic(webhook_fault="late")
@pytest.mark.aimusic(webhook_lab="lost")
def test_nearest_marker_takes_precedence_by_its_earlier_name(aimusic_mock: AIMusicMock) -> None:
    assert _setting(aimusic_mock, "webhook_fault") == "lost"


@pytest.mark.aimusic(clock=None, plan=None, retired=None)
def test_argument_of_none_is_as_if_it_were_left_out(aimusic_mock: AIMusicMock) -> None:
    values = [_setting(aimusic_mock, name) for name in ("clock", "plan", "retired")]
    assert values == ["manual", "unlimited", ("producer",)]


def test_arguments_of_the_marker_are_settings_of_the_mock() -> None:
    ours = {"public_url", "max_body_bytes", "worlds", "media_cache_bytes", "webhooks", "admin_token", "admin_hosts"}
    ours |= {
        "scenario",
        "snapshot",
    }  # the marker has a scenario of its own, and a snapshot excludes its other arguments

    assert set(_options.settings()) == set(SETTINGS) - ours
    assert _options.aliases() == {"webhook_lab": "webhook_fault"}


def test_page_names_every_argument_of_the_marker() -> None:
    section = PAGE[PAGE.index("### The marker") : PAGE.index("## Recipes")]
    cells = re.findall(r"^\| (`.+?) \|", section, re.MULTILINE)
    names = [name for cell in cells for name in re.findall(r"`([a-z_]+)`", cell)]

    assert sorted(names) == sorted([*_options.OWN, *_options.settings()])

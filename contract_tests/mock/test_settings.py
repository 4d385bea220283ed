"""Settings: the environment variables, the table in the README, and errors that name the setting."""

from __future__ import annotations

import re
from typing import Any

import pytest
from attrs import evolve

from aimusic_mock.settings import SETTINGS, Settings, from_env, unknown_variables
from aimusic_mock.settings.fields import InvalidSettingError, Setting
from contract_tests.support.processes import REPOSITORY
from contract_tests.support.setting_values import OTHER_VALUES, as_variable

PAGE = (REPOSITORY / "mock_server" / "README.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+)` \| `(--[a-z-]+)` \| `(\w+)` \|", re.MULTILINE)


def test_settings_from_an_empty_environment_are_the_defaults() -> None:
    assert from_env({}) == Settings()


def test_settings_read_every_variable() -> None:
    environ = {
        "AIMUSIC_MOCK_CLOCK": "speed=60",
        "AIMUSIC_MOCK_SEED": "7",
        "AIMUSIC_MOCK_DIALECT": "observed",
        "AIMUSIC_MOCK_PLAN": "unlimited",
        "AIMUSIC_MOCK_KEYS": " one, two ,,",
        "AIMUSIC_MOCK_CREDITS": "0",
        "AIMUSIC_CLOCK": "a variable of another program",
    }
    expected = Settings(clock="speed=60", seed=7, dialect="observed", plan="unlimited", keys=("one", "two"), credits=0)
    assert from_env(environ) == expected


def test_settings_read_the_environment_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIMUSIC_MOCK_SEED", "42")
    assert from_env().seed == 42


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLOCK", "sundial"),
        ("CLOCK", ""),
        ("SEED", "x"),
        ("SEED", ""),
        ("DIALECT", "Documented"),
        ("PLAN", "gold"),
        ("CREDITS", "1.5"),
        ("CREDITS", "-1"),
        ("START", "-5"),
        ("START", "nan"),
        ("ADMIN_TOKEN", ""),
    ],
)
def test_settings_with_a_bad_variable_are_refused(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=rf"^AIMUSIC_MOCK_{name}: "):
        from_env({f"AIMUSIC_MOCK_{name}": value})


@pytest.mark.parametrize("values", [{"dialect": "x"}, {"plan": "x"}, {"clock": "x"}, {"credits": -5}])
def test_settings_with_a_bad_argument_are_refused_by_name(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"^{next(iter(values))}: "):
        Settings(**values)


@pytest.mark.parametrize("values", [{"admin_token": ""}, {"keys": ("a", "")}])
def test_empty_secret_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(InvalidSettingError, match=rf"^{next(iter(values))}: it must not be empty$"):
        Settings(**values)


def test_repeated_key_is_refused_without_showing_it() -> None:
    with pytest.raises(InvalidSettingError, match=r"^keys: a key is repeated; each has an account of its own$"):
        Settings(keys=("secret-key", "other", "secret-key"))


def test_settings_never_show_a_key() -> None:
    assert "secret-key" not in repr(Settings(keys=("secret-key",)))


def test_settings_of_worlds_webhooks_and_the_admin_api_are_read() -> None:
    environ = {
        "PROFILE": "moderation",
        "WORLDS": "key",
        "START": "1000.5",
        "URL_EXPIRY_S": "60",
        "WEBHOOKS": "False",
        "WEBHOOK_ALLOW": "a.example, 10.0.0.0/8",
        "WEBHOOK_STREAMING": "1",
        "WEBHOOK_TIME": "wall",
        "WEBHOOK_LAB": "late",
        "RETIRED": "producer,nuro",
        "ADMIN_TOKEN": "hush",
        "ADMIN_HOSTS": "mock.internal",
    }
    expected = Settings(
        profile="moderation",
        worlds="key",
        start=1000.5,
        url_expiry_s=60.0,
        webhooks=False,
        webhook_allow=("a.example", "10.0.0.0/8"),
        webhook_streaming=True,
        webhook_time="wall",
        webhook_fault="late",
        retired=("producer", "nuro"),
        admin_token="hush",
        admin_hosts=("mock.internal",),
    )
    assert from_env({f"AIMUSIC_MOCK_{name}": value for name, value in environ.items()}) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PROFILE", "sunday"),
        ("WORLDS", "mine"),
        ("WEBHOOKS", "maybe"),
        ("WEBHOOK_TIME", "late"),
        ("WEBHOOK_LAB", "x"),
        ("WEBHOOK_FAULT", "x"),
        ("STRICT", "yes"),
        ("MAX_BODY_BYTES", "0"),
        ("MEDIA_CACHE_BYTES", "1e6"),
        ("RETIRED", "sonic"),
        ("URL_EXPIRY_S", "-1"),
    ],
)
def test_settings_of_worlds_and_webhooks_with_nonsense_are_refused(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=rf"^AIMUSIC_MOCK_{name}: "):
        from_env({f"AIMUSIC_MOCK_{name}": value})


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=lambda setting: setting.name)
def test_setting_is_read_from_its_variable(setting: Setting) -> None:
    value = OTHER_VALUES[setting.name]

    settings = from_env({setting.variable: as_variable(value)})

    assert getattr(settings, setting.name) == value != setting.default
    assert settings == evolve(Settings(), **{setting.name: value})


def test_settings_are_declared_in_the_table_and_described_in_the_docstring() -> None:
    described = re.findall(r"^        (\w+): ", str(Settings.__doc__), re.MULTILINE)

    assert [name for name in described if name in SETTINGS] == list(SETTINGS)
    assert all(setting.help.endswith(".") for setting in SETTINGS.values())
    assert all(getattr(Settings(), setting.name) == setting.default for setting in SETTINGS.values())


def test_page_has_a_row_for_every_setting() -> None:
    rows = ROW.findall(PAGE[PAGE.index("## Settings") :])

    assert sorted(rows) == sorted((setting.name, setting.option, setting.variable) for setting in SETTINGS.values())


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("DIALECT", "x", "AIMUSIC_MOCK_DIALECT: 'x' is not one of 'documented', 'observed'"),
        ("RETIRED", "producer,sonic", "AIMUSIC_MOCK_RETIRED: 'sonic' is not one of 'producer', 'nuro'"),
        ("SEED", "x", "AIMUSIC_MOCK_SEED: 'x' is not a whole number"),
        ("START", "x", "AIMUSIC_MOCK_START: 'x' is not a number"),
        ("CREDITS", "-1", "AIMUSIC_MOCK_CREDITS: -1 is too small; use 0 or more"),
        ("WEBHOOKS", "maybe", "AIMUSIC_MOCK_WEBHOOKS: 'maybe' is not a switch; use 0, 1, false or true"),
        ("WEBHOOK_ALLOW", "http://x", "AIMUSIC_MOCK_WEBHOOK_ALLOW: 'http://x' "),
    ],
)
def test_error_names_the_variable_the_value_and_the_allowed_ones(variable: str, value: str, sentence: str) -> None:
    with pytest.raises(InvalidSettingError, match=f"^{re.escape(sentence)}"):
        from_env({f"AIMUSIC_MOCK_{variable}": value})


@pytest.mark.parametrize(
    "values",
    [
        {"strict": "x"},
        {"seed": "one"},
        {"keys": "mykey"},
        {"keys": [1]},
        {"url_expiry_s": "a"},
        {"admin_token": 5},
        {"clock": None},
    ],
)
def test_settings_with_a_value_of_another_type_are_refused_by_name(values: dict[str, Any]) -> None:
    ((name, value),) = values.items()
    with pytest.raises(InvalidSettingError, match=f"^{name}: {value!r} is not "):
        Settings(**values)


def test_earlier_name_of_a_setting_is_still_accepted() -> None:
    settings = Settings(webhook_lab="late")

    assert settings == Settings(webhook_fault="late")
    assert settings.webhook_lab == settings.webhook_fault == "late"
    assert evolve(settings, webhook_fault=None) == Settings()
    assert evolve(settings, webhook_lab="lost").webhook_fault == "lost"
    assert from_env({"AIMUSIC_MOCK_WEBHOOK_LAB": "late"}) == settings
    assert from_env({"AIMUSIC_MOCK_WEBHOOK_LAB": "late", "AIMUSIC_MOCK_WEBHOOK_FAULT": "lost"}).webhook_fault == "lost"
    with pytest.raises(InvalidSettingError, match=r"^webhook_fault: 'x' is not one of "):
        Settings(webhook_lab="x")


def test_unknown_variable_is_reported_with_the_nearest_setting() -> None:
    environ = {
        "AIMUSIC_MOCK_DIALCT": "observed",
        "AIMUSIC_MOCK_QQ": "",
        "AIMUSIC_MOCK_LOG": "mock.log",
        "AIMUSIC_MOCK_PID": "7",
        "AIMUSIC_MOCK_WEBHOOK_LAB": "late",
        "AIMUSIC_API_KEY": "x",
        **{setting.variable: "" for setting in SETTINGS.values()},
    }

    assert unknown_variables(environ) == [
        "AIMUSIC_MOCK_DIALCT is not a setting; did you mean AIMUSIC_MOCK_DIALECT?",
        "AIMUSIC_MOCK_QQ is not a setting",
    ]


def test_unknown_variable_of_the_process_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIMUSIC_MOCK_SEEDS", "1")

    assert unknown_variables() == ["AIMUSIC_MOCK_SEEDS is not a setting; did you mean AIMUSIC_MOCK_SEED?"]

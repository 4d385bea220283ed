"""Settings: what the environment may say, and that nonsense is refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from aimusic_mock.settings import Settings, from_env


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
        "AIMUSIC_CLOCK": "nonsense of somebody else",
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
    ],
)
def test_settings_with_a_bad_variable_are_refused(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=rf"(?i){name}"):
        from_env({f"AIMUSIC_MOCK_{name}": value})


@pytest.mark.parametrize("values", [{"dialect": "x"}, {"plan": "x"}, {"clock": "x"}, {"credits": -5}])
def test_settings_with_a_bad_argument_are_refused_by_name(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(values))):
        Settings(**values)


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
        webhook_lab="late",
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
        ("RETIRED", "sonic"),
        ("URL_EXPIRY_S", "-1"),
    ],
)
def test_settings_of_worlds_and_webhooks_with_nonsense_are_refused(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=r"profile|worlds|WEBHOOKS|webhook_time|webhook_lab|retired|url_expiry_s"):
        from_env({f"AIMUSIC_MOCK_{name}": value})

"""Settings: what the environment may say, and that nonsense is refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.settings import Settings, from_env


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

"""A value other than the default for each setting of the mock, derived from its declaration."""

from __future__ import annotations

from typing import Any

from aimusic_mock.settings import SETTINGS
from aimusic_mock.settings.fields import Setting

TEXTS: dict[str, Any] = {
    "clock": "speed=60",
    "profile": "slow-cdn",
    "rules": "rules.yaml",
    "scenario": "429-rate-limit; retry_after_s=30",
    "snapshot": "world.json",
    "public_url": "https://mock.example",
    "keys": ("one", "two"),
    "webhook_allow": ("a.example", "10.0.0.0/8"),
    "admin_token": "hush",
    "admin_hosts": ("mock.internal", "mock.example"),
}
"""Values of the settings that take free text, or text in a form of their own."""


def other_value(setting: Setting) -> Any:
    """Return a value that the setting takes and that is not its default."""
    if setting.kind is bool:
        return not setting.default
    if setting.kind in (int, float):
        return setting.kind(7 if setting.default is None else setting.default + 1)
    if setting.choices:
        return setting.choices if setting.kind is tuple else setting.choices[-1]
    return TEXTS[setting.name]


def as_variable(value: Any) -> str:
    """Return the text of an environment variable for a value."""
    if isinstance(value, bool):
        return str(int(value))
    return ",".join(value) if isinstance(value, tuple) else str(value)


def as_arguments(option: str, value: Any) -> list[str]:
    """Return the arguments of `aimusic-mock serve` for a value; a switch has none but its option."""
    if isinstance(value, bool):
        return [option]
    return [part for entry in (value if isinstance(value, tuple) else (value,)) for part in (option, str(entry))]


OTHER_VALUES = {setting.name: other_value(setting) for setting in SETTINGS.values()}
"""A value other than the default, by the name of the setting."""

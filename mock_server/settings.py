"""The mock's settings: the only module that may read the environment.

Every setting is an argument of `Settings`; `from_env` reads the same names with the prefix `AIMUSIC_MOCK_`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any, Literal

from attrs import field, frozen, validators

from mock_server.domain.accounts import Plan
from mock_server.domain.clock import make_clock

Dialect = Literal["documented", "observed"]

PREFIX = "AIMUSIC_MOCK_"
DIALECTS: tuple[Dialect, ...] = ("documented", "observed")
PLANS: tuple[Plan, ...] = ("standard", "unlimited")
DEFAULT_KEY = "mock-key"
MAX_BODY_BYTES = 1024 * 1024
"""Ample for any documented body (the longest text is 5000 characters), small enough to read at once."""


def _check_clock(_: Settings, __: object, name: str) -> None:
    make_clock(name)


@frozen
class Settings:
    """How one mock behaves.

    Args:
        clock: `real`, `speed=N`, `manual` or `auto`.
        seed: decides every id, text, tempo and duration.
        dialect: which form of the replies to speak.
        plan: the rate limit of the accounts.
        keys: the keys that are known, one account each; empty for the key of the fixtures.
        credits: all that each account begins with; None for the amounts of the fixtures.
        public_url: the address that the replies' links begin with, without a slash at the end.
        max_body_bytes: the largest body that is read.
        strict: check each reply against the contract and answer 500 when it does not fit.
    """

    clock: str = field(default="auto", validator=_check_clock)
    seed: int = field(default=1, validator=validators.instance_of(int))
    dialect: Dialect = field(default="documented", validator=validators.in_(DIALECTS))
    plan: Plan = field(default="standard", validator=validators.in_(PLANS))
    keys: tuple[str, ...] = field(default=(), repr=False)
    credits: int | None = field(
        default=None, validator=validators.optional([validators.instance_of(int), validators.ge(0)])
    )
    public_url: str = "http://127.0.0.1:8000"
    max_body_bytes: int = MAX_BODY_BYTES
    strict: bool = True


def from_env(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment: `AIMUSIC_MOCK_CLOCK`, `_SEED`, `_DIALECT`, `_PLAN`, `_KEYS`, `_CREDITS`.

    Raises:
        ValueError: a variable has a value that the setting does not take.
    """
    source = os.environ if environ is None else environ
    given: dict[str, Any] = {}
    for name, read in _VARIABLES.items():
        if PREFIX + name in source:
            try:
                given[name.lower()] = read(source[PREFIX + name])
            except ValueError as error:
                raise ValueError(f"{PREFIX}{name}: {error}") from error
    return Settings(**given)


def _keys(text: str) -> tuple[str, ...]:
    return tuple(key.strip() for key in text.split(",") if key.strip())


_VARIABLES: Mapping[str, Callable[[str], Any]] = {
    "CLOCK": str,
    "SEED": int,
    "DIALECT": str,
    "PLAN": str,
    "KEYS": _keys,
    "CREDITS": int,
}

"""The mock's settings: the only module that may read the environment.

Every setting is an argument of `Settings`; `from_env` reads the same names with the prefix `AIMUSIC_MOCK_`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any, Literal

from attrs import field, frozen, validators

from aimusic_mock.domain.accounts import Plan
from aimusic_mock.domain.clock import Clock
from aimusic_mock.domain.outbox import WEBHOOK_FAULTS
from aimusic_mock.faults import profiles
from aimusic_mock.outbound.address_policy import AddressPolicy

Dialect = Literal["documented", "observed"]
WorldChoice = Literal["default", "key"]
WebhookTime = Literal["clock", "wall"]

PREFIX = "AIMUSIC_MOCK_"
DIALECTS: tuple[Dialect, ...] = ("documented", "observed")
RETIRABLE = ("producer", "nuro")
PLANS: tuple[Plan, ...] = ("standard", "unlimited")
WORLD_CHOICES: tuple[WorldChoice, ...] = ("default", "key")
WEBHOOK_TIMES: tuple[WebhookTime, ...] = ("clock", "wall")
DEFAULT_URL = "http://127.0.0.1:8000"
DEFAULT_KEY = "mock-key"
MAX_BODY_BYTES = 1024 * 1024
"""Ample for any documented body (the longest text is 5000 characters), small enough to read at once."""


SNAPSHOT_BYTES = 64 * 1024 * 1024
"""The largest snapshot or recording that is read: the journal and the tables of a world, full to their bounds."""

CACHE_BYTES = 64 * 1024 * 1024
"""Twenty songs of three minutes as MP3, or two as WAV."""


def _check_clock(_: Settings, __: object, name: str) -> None:
    Clock(name)


def _check_retired(_: Settings, __: object, products: tuple[str, ...]) -> None:
    if unknown := set(products) - set(RETIRABLE):
        raise ValueError(f"nothing of '{min(unknown)}' is retired: use {', '.join(RETIRABLE)}")


def _check_profile(_: Settings, __: object, name: str | None) -> None:
    profiles.load(name)


def _check_allow(_: Settings, __: object, listed: tuple[str, ...]) -> None:
    AddressPolicy(listed)


@frozen
class Settings:
    """How one mock behaves.

    Args:
        clock: `real`, `speed=N`, `manual` or `auto`.
        seed: decides every id, text, tempo and duration.
        dialect: which form of the replies to speak.
        plan: the rate limit of the accounts.
        retired: products of which the retired parts answer 410: the task types of `producer` that the documentation
            calls retired, and all of `nuro`, which newer pages call so.
        keys: the keys that are known, one account each; empty for the key of the fixtures.
        credits: all that each account begins with; None for the amounts of the fixtures.
        public_url: the address that the replies' links begin with, without a slash at the end.
        max_body_bytes: the largest body that is read.
        strict: check each reply against the contract and answer 500 when it does not fit.
        start: where the clock begins, in seconds since 1970; None for the real time when it runs by itself, and for
            the day of the documentation when it does not.
        profile: the bad day that each world has, see `profiles.yaml`; None for an ordinary one.
        worlds: whether a request without `X-Mock-World` belongs to the `default` world or to one of its `key`'s own.
        url_expiry_s: how long files are served after their clip has ended, in seconds; None for ever.
        media_cache_bytes: how many bytes of rendered files are kept.
        webhooks: whether any are sent at all.
        webhook_allow: hosts and networks, beside this machine, that webhooks may be sent to and uploads probed at.
        webhook_streaming: send `song.streaming` events too.
        webhook_time: what signatures are dated with: the mock's `clock`, or the real time (`wall`) for receivers that
            compare it with their own.
        webhook_lab: what happens to every webhook, see `X-Mock-Scenario`; None for nothing.
        upload_probe: probe the URLs of uploads that may be fetched.
        admin_token: what the admin API wants as a Bearer token; None for nothing.
        admin_hosts: host names, beside those of this machine, that the admin API may be called by.
    """

    clock: str = field(default="auto", validator=_check_clock)
    seed: int = field(default=1, validator=validators.instance_of(int))
    dialect: Dialect = field(default="documented", validator=validators.in_(DIALECTS))
    plan: Plan = field(default="standard", validator=validators.in_(PLANS))
    retired: tuple[str, ...] = field(default=("producer",), validator=_check_retired)
    keys: tuple[str, ...] = field(default=(), repr=False)
    credits: int | None = field(
        default=None, validator=validators.optional([validators.instance_of(int), validators.ge(0)])
    )
    public_url: str = DEFAULT_URL
    max_body_bytes: int = MAX_BODY_BYTES
    strict: bool = True
    start: float | None = field(default=None, validator=validators.optional(validators.instance_of((int, float))))
    profile: str | None = field(default=None, validator=_check_profile)
    worlds: WorldChoice = field(default="default", validator=validators.in_(WORLD_CHOICES))
    url_expiry_s: float | None = field(default=None, validator=validators.optional(validators.ge(0)))
    media_cache_bytes: int = field(default=CACHE_BYTES, validator=validators.ge(0))
    webhooks: bool = True
    webhook_allow: tuple[str, ...] = field(default=(), validator=_check_allow)
    webhook_streaming: bool = False
    webhook_time: WebhookTime = field(default="clock", validator=validators.in_(WEBHOOK_TIMES))
    webhook_lab: str | None = field(default=None, validator=validators.optional(validators.in_(tuple(WEBHOOK_FAULTS))))
    upload_probe: bool = True
    admin_token: str | None = field(default=None, repr=False)
    admin_hosts: tuple[str, ...] = ()


def from_env(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment: `AIMUSIC_MOCK_CLOCK`, `_SEED` and so on; lists have commas.

    Raises:
        ValueError: a variable has a value that the setting does not take.
    """
    source = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    for name, read in _VARIABLES.items():
        if PREFIX + name in source:
            try:
                values[name.lower()] = read(source[PREFIX + name])
            except ValueError as error:
                raise ValueError(f"{PREFIX}{name}: {error}") from error
    return Settings(**values)


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _switch(text: str) -> bool:
    if text.lower() not in ("0", "1", "false", "true"):
        raise ValueError("it should be 0, 1, false or true")
    return text.lower() in ("1", "true")


_VARIABLES: Mapping[str, Callable[[str], Any]] = {
    "CLOCK": str,
    "SEED": int,
    "DIALECT": str,
    "PLAN": str,
    "RETIRED": _list,
    "KEYS": _list,
    "CREDITS": int,
    "PROFILE": str,
    "WORLDS": str,
    "START": float,
    "PUBLIC_URL": str,
    "URL_EXPIRY_S": float,
    "WEBHOOKS": _switch,
    "WEBHOOK_ALLOW": _list,
    "WEBHOOK_STREAMING": _switch,
    "WEBHOOK_TIME": str,
    "WEBHOOK_LAB": str,
    "UPLOAD_PROBE": _switch,
    "ADMIN_TOKEN": str,
    "ADMIN_HOSTS": _list,
}

"""The mock's settings, each declared once; the only module that may read the environment.

A field of `Settings` also declares its environment variable, its option of `aimusic-mock serve`, and whether the marker
of the pytest plugin takes it (see `fields.py`). `SETTINGS` is the table of these declarations, from which the
readers are built.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from attrs import field, frozen, validate

from aimusic_mock.domain.accounts import Plan
from aimusic_mock.domain.clock import Clock
from aimusic_mock.domain.outbox import WEBHOOK_FAULTS
from aimusic_mock.errors import nearest
from aimusic_mock.faults import profiles
from aimusic_mock.outbound.address_policy import AddressPolicy
from aimusic_mock.settings.fields import PREFIX, InvalidSettingError, Setting, declared, setting, variable_of

Dialect = Literal["documented", "observed"]
WorldChoice = Literal["default", "key"]
WebhookTime = Literal["clock", "wall"]

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

OTHER_VARIABLES = (f"{PREFIX}LOG", f"{PREFIX}PID")
"""Variables with the prefix that are no settings: the GitHub action sets them for the steps that follow."""


def _check_not_empty(value: str | tuple[str, ...]) -> None:
    """Refuse an empty value, such as that of a variable that CI has not set: no request could send it as a secret."""
    if "" in ((value,) if isinstance(value, str) else value):
        raise ValueError("it must not be empty")


def _check_keys(keys: tuple[str, ...]) -> None:
    """Refuse a repeated key: it would be one account, not two."""
    _check_not_empty(keys)
    if len(set(keys)) < len(keys):
        raise ValueError("a key is repeated; each has an account of its own")


@frozen
class Settings:
    """The behaviour of one mock.

    Args:
        clock: `real`, `speed=N`, `manual` or `auto`.
        seed: decides every id, text, tempo and duration.
        dialect: the form of the replies.
        plan: the rate limit of the accounts.
        retired: products whose retired parts answer 410: the task types of `producer` that the documentation calls
            retired, and all of `nuro`, which newer pages call retired.
        keys: the known API keys, one account each; empty for the key of the fixtures.
        credits: the opening balance of each account; None for the amounts of the fixtures.
        public_url: the start of the links in replies, without a slash at the end.
        max_body_bytes: the largest request body that is read, in bytes.
        strict: check each reply against the contract, and answer 500 when it does not match.
        start: the start of the clock, in seconds since 1970; None for the real time when it runs by itself, and for
            the day of the documentation when it does not.
        profile: the bad day that each world has: a name in `profiles.yaml`, or a JSON or YAML file; None for an
            ordinary one.
        rules: a JSON or YAML file with a list of rules for each world, tried before those of the profile.
        scenario: a rule for all requests, in the syntax of `X-Mock-Scenario`, tried before those of `rules`.
        snapshot: a JSON file with the snapshot that each world starts from.
        worlds: whether a request without `X-Mock-World` belongs to the `default` world or to one of its `key`'s own.
        url_expiry_s: how long files are served after their clip has ended, in seconds; None for no limit.
        media_cache_bytes: the size of the cache of rendered files, in bytes.
        webhooks: send webhooks.
        webhook_allow: hosts and networks, beside this machine, that may receive webhooks and whose uploads are probed.
        webhook_streaming: send `song.streaming` events too.
        webhook_time: the time in signatures: the mock's `clock`, or the real time (`wall`) for receivers that compare
            it with their own.
        webhook_fault: the fault of every webhook, see `X-Mock-Scenario`; None for no fault.
        upload_probe: probe the URLs of uploads that may be fetched.
        admin_token: the Bearer token of the admin API; None for an open one.
        admin_hosts: host names, beside those of this machine, under which the admin API may be requested.
        webhook_lab: the earlier name of `webhook_fault`.

    Raises:
        InvalidSettingError: a setting does not take the value.
    """

    clock: str = setting("auto", check=Clock, help="How time passes: real, speed=N, manual or auto.")
    seed: int = setting(1, help="Seed of every id, text, tempo and duration.")
    dialect: Dialect = setting("documented", choices=DIALECTS, help="Form of the replies.")
    plan: Plan = setting("standard", choices=PLANS, help="Rate limit of the accounts.")
    retired: tuple[str, ...] = setting(
        ("producer",), choices=RETIRABLE, help="Product whose retired parts answer 410; may be repeated."
    )
    keys: tuple[str, ...] = setting(
        (),
        option="--key",
        secret=True,
        check=_check_keys,
        shown_default=DEFAULT_KEY,
        help="API key with an account of its own; may be repeated.",
    )
    credits: int | None = setting(
        None, kind=int, minimum=0, shown_default="1000, and 100 extra", help="Opening balance of each account."
    )
    public_url: str = setting(
        DEFAULT_URL, marker=False, shown_default="the address served", help="Start of the links in replies."
    )
    max_body_bytes: int = setting(MAX_BODY_BYTES, marker=False, minimum=1, help="Largest request body, in bytes.")
    strict: bool = setting(default=True, help="Do not check replies against the contract.")
    start: float | None = setting(
        None,
        kind=float,
        minimum=0,
        shown_default="now for a running clock, 2026-01-24 for others",
        help="Start of the clock, in seconds since 1970.",
    )
    profile: str | None = setting(
        None,
        kind=str,
        check=profiles.check_name,
        shown_default="none",
        help=f"A bad day at the service: {', '.join(profiles.names())}, or a JSON or YAML file.",
    )
    rules: str | None = setting(
        None, kind=str, check=_check_not_empty, shown_default="none", help="JSON or YAML file with a list of rules."
    )
    scenario: str | None = setting(
        None,
        kind=str,
        marker=False,
        check=_check_not_empty,
        shown_default="none",
        help="Scenarios of every request that they apply to, as in X-Mock-Scenario.",
    )
    snapshot: str | None = setting(
        None,
        kind=str,
        marker=False,
        check=_check_not_empty,
        shown_default="none",
        help="JSON file with the snapshot that each world starts from.",
    )
    worlds: WorldChoice = setting(
        "default",
        marker=False,
        choices=WORLD_CHOICES,
        help="World of a request without X-Mock-World: one for all, or one per key.",
    )
    url_expiry_s: float | None = setting(
        None, kind=float, minimum=0, shown_default="no limit", help="How long files are served, in seconds."
    )
    media_cache_bytes: int = setting(
        CACHE_BYTES, marker=False, minimum=0, help="Size of the cache of rendered files, in bytes."
    )
    webhooks: bool = setting(default=True, marker=False, help="Send no webhooks.")
    webhook_allow: tuple[str, ...] = setting(
        (),
        check=AddressPolicy,
        help="Host or network, beside this machine, that may receive webhooks; may be repeated.",
    )
    webhook_streaming: bool = setting(default=False, help="Send song.streaming events too.")
    webhook_time: WebhookTime = setting("clock", choices=WEBHOOK_TIMES, help="Time in webhook signatures.")
    webhook_fault: str | None = setting(
        None,
        kind=str,
        choices=WEBHOOK_FAULTS,
        shown_default="none",
        aliases=("webhook_lab",),
        help="Fault of every webhook.",
    )
    upload_probe: bool = setting(
        default=True, help="Accept uploaded recordings without probing their URLs, even those on this machine."
    )
    admin_token: str | None = setting(
        None,
        kind=str,
        marker=False,
        secret=True,
        check=_check_not_empty,
        shown_default="none on loopback, else a random one",
        help="Bearer token of the admin API.",
    )
    admin_hosts: tuple[str, ...] = setting(
        (),
        marker=False,
        option="--admin-host",
        help="Host name, beside those of this machine, for requests to the admin API; may be repeated.",
    )
    _webhook_lab: str | None = field(default=None, repr=False, eq=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self._webhook_lab is not None:  # cleared again, so that `evolve` can change the setting by either name
            object.__setattr__(self, "webhook_fault", self._webhook_lab)
            object.__setattr__(self, "_webhook_lab", None)
            validate(self)

    @property
    def webhook_lab(self) -> str | None:
        """The earlier name of `webhook_fault`."""
        return self.webhook_fault


SETTINGS: Mapping[str, Setting] = declared(Settings)
"""Every setting, by its name, in the order of `Settings`."""

ALIASES: Mapping[str, str] = {alias: known.name for known in SETTINGS.values() for alias in known.aliases}
"""Earlier names of settings, and their names now."""


def from_env(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment: `AIMUSIC_MOCK_CLOCK`, `AIMUSIC_MOCK_SEED` and so on.

    Args:
        environ: the environment; None for that of the process.

    Raises:
        InvalidSettingError: a variable has a value that the setting does not take.
    """
    source = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    for known in SETTINGS.values():
        variables = map(variable_of, (known.name, *known.aliases))
        variable = next((variable for variable in variables if variable in source), None)
        if variable is not None:
            try:
                values[known.name] = known.parse(source[variable])
                Settings(**{known.name: values[known.name]})
            except InvalidSettingError as error:
                raise InvalidSettingError(variable, error.problem) from error
            except ValueError as error:
                raise InvalidSettingError(variable, str(error)) from error
    return Settings(**values)


def unknown_variables(environ: Mapping[str, str] | None = None) -> list[str]:
    """Return a sentence for each variable that has the prefix and is not a setting.

    Args:
        environ: the environment; None for that of the process.
    """
    source = os.environ if environ is None else environ
    variables = [known.variable for known in SETTINGS.values()]
    accepted = {*variables, *map(variable_of, ALIASES), *OTHER_VARIABLES}
    unknown = sorted(name for name in source if name.startswith(PREFIX) and name not in accepted)
    return [f"{name} is not a setting{_near_miss(name, variables)}" for name in unknown]


def _near_miss(name: str, known: Iterable[str]) -> str:
    # The prefix is left out: every variable shares it, so that all of them would be near.
    near = nearest(name.removeprefix(PREFIX), [entry.removeprefix(PREFIX) for entry in known])
    return f"; did you mean {PREFIX}{near}?" if near else ""

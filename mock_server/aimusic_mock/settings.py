"""The mock's settings, each declared once; the only module that may read the environment.

A field of `Settings` also declares its environment variable, its option of `aimusic-mock serve`, and whether the marker
of the pytest plugin takes it. `SETTINGS` is the table of these declarations, from which the readers are built.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, Literal

from attrs import Attribute, field, fields, frozen, validate

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

OTHER_VARIABLES = (f"{PREFIX}LOG", f"{PREFIX}PID")
"""Variables with the prefix that are no settings: the GitHub action sets them for the steps that follow."""

_TRUE, _FALSE = ("1", "true"), ("0", "false")
_TYPES: Mapping[type, type | tuple[type, ...]] = {float: (int, float), tuple: (tuple, list)}
"""The accepted types of a value, where they differ from the setting's kind."""

_NOUNS: Mapping[type, str] = {
    str: "a string",
    int: "a whole number",
    float: "a number",
    bool: "True or False",
    tuple: "a list",
}


class InvalidSettingError(ValueError):
    """A setting has a value that it does not take.

    Args:
        name: the setting, or its variable.
        problem: what is wrong with the value, and what to use instead.
    """

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(name, problem)
        self.name = name
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.name}: {self.problem}"


@frozen
class Setting:
    """The declaration of one setting.

    Attributes:
        name: its argument of `Settings`.
        default: its default value; None for a setting that can be absent.
        kind: the type of its value: `str`, `int`, `float`, `bool`, or `tuple` for a list of strings.
        help: one line for the help text.
        option: its option of `aimusic-mock serve`; for a switch, the option that changes the default.
        marker: whether the marker of the pytest plugin takes it.
        shown_default: the default, as the help text shows it; empty for none.
        choices: the allowed values, or the allowed entries of a list; empty for any.
        aliases: its earlier names, which are still accepted.
    """

    name: str
    default: Any
    kind: type
    help: str
    option: str
    marker: bool
    shown_default: str
    choices: tuple[str, ...]
    aliases: tuple[str, ...]

    @property
    def variable(self) -> str:
        """Its environment variable."""
        return variable_of(self.name)

    def parse(self, text: str) -> Any:
        """Return the value that a variable's text stands for; lists are separated by commas.

        Raises:
            ValueError: the text has another form.
        """
        if self.kind is tuple:
            return tuple(part.strip() for part in text.split(",") if part.strip())
        if self.kind is bool:
            if text.lower() not in (*_TRUE, *_FALSE):
                raise ValueError(f"'{text}' is not a switch; use 0, 1, false or true")
            return text.lower() in _TRUE
        try:
            return self.kind(text)
        except ValueError:
            raise ValueError(f"'{text}' is not {_NOUNS[self.kind]}") from None


def setting(
    default: Any,
    *,
    help: str,  # noqa: A002 - click's word for it
    kind: type | None = None,
    option: str | None = None,
    marker: bool = True,
    shown_default: str | None = None,
    choices: Iterable[str] = (),
    minimum: int | None = None,
    check: Callable[[Any], object] | None = None,
    aliases: tuple[str, ...] = (),
    secret: bool = False,
) -> Any:
    """Declare a field of `Settings`.

    Args:
        default: the default value; None for a setting that can be absent.
        help: one line for the help text, with a period.
        kind: the type of the value; required for a default of None.
        option: the option of `aimusic-mock serve`; None for the field's name, with `--no-` for a switch that is on.
        marker: whether the marker of the pytest plugin takes it.
        shown_default: the default, as the help text shows it, where it is not the value itself.
        choices: the allowed values, or the allowed entries of a list.
        minimum: the smallest allowed number.
        check: raises a ValueError for a value that is not allowed.
        aliases: earlier names of the field.
        secret: leave it out of the representation.
    """
    kind = type(default) if kind is None else kind
    allowed = tuple(choices)

    def check_value(_: object, attribute: Attribute[Any], value: Any) -> None:
        if value is None and default is None:
            return
        try:
            _check(value, kind, allowed, minimum)
            if check is not None:
                check(value)
        except ValueError as error:
            raise InvalidSettingError(attribute.name, str(error)) from error

    if shown_default is None:
        shown_default = "" if isinstance(default, bool) or default is None else _joined(default)
    declaration = {
        "default": default,
        "kind": kind,
        "help": help,
        "option": option,
        "marker": marker,
        "shown_default": shown_default,
        "choices": allowed,
        "aliases": aliases,
    }
    return field(default=default, validator=check_value, repr=not secret, metadata={"setting": declaration})


def _check(value: Any, kind: type, choices: tuple[str, ...], minimum: int | None) -> None:
    accepted: Any = _TYPES.get(kind, kind)
    if not isinstance(value, accepted):
        raise ValueError(f"{value!r} is not {_NOUNS[kind]}")  # noqa: TRY004 - one error for all invalid values
    for entry in value if kind is tuple else (value,):
        if kind is tuple and not isinstance(entry, str):
            raise ValueError(f"{entry!r} is not {_NOUNS[str]}")
        if choices and entry not in choices:
            raise ValueError(f"{entry!r} is not one of {', '.join(map(repr, choices))}")
    if minimum is not None and not value >= minimum:
        raise ValueError(f"{value} is too small; use {minimum} or more")


def _check_not_empty(value: str | tuple[str, ...]) -> None:
    """Refuse an empty secret, such as the value of a variable that CI has not set: no request could send it."""
    if "" in ((value,) if isinstance(value, str) else value):
        raise ValueError("it must not be empty")


def _joined(value: Any) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


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
        profile: the bad day that each world has, see `profiles.yaml`; None for an ordinary one.
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
        check=_check_not_empty,
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
        None, kind=str, choices=profiles.names(), shown_default="none", help="A bad day at the service."
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


def variable_of(name: str) -> str:
    """Return the environment variable of a setting, by its name or alias."""
    return PREFIX + name.upper()


def _option_of(name: str, declaration: Mapping[str, Any]) -> str:
    prefix = "--no-" if declaration["default"] is True else "--"
    return declaration["option"] or prefix + name.replace("_", "-")


SETTINGS: Mapping[str, Setting] = {
    attribute.name: Setting(attribute.name, **{**declaration, "option": _option_of(attribute.name, declaration)})
    for attribute in fields(Settings)
    if (declaration := attribute.metadata.get("setting")) is not None
}
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
    near = get_close_matches(name.removeprefix(PREFIX), [entry.removeprefix(PREFIX) for entry in known], n=1)
    return f"; did you mean {PREFIX}{near[0]}?" if near else ""

"""One setting of the mock: its declaration as a field of `Settings`, its check, and its conversion from text.

Knows no setting by name and reads no environment; the package has the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from attrs import Attribute, field, fields, frozen

PREFIX = "AIMUSIC_MOCK_"
"""The start of every environment variable."""

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


def _joined(value: Any) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def variable_of(name: str) -> str:
    """Return the environment variable of a setting, by its name or alias."""
    return PREFIX + name.upper()


def _option_of(name: str, declaration: Mapping[str, Any]) -> str:
    prefix = "--no-" if declaration["default"] is True else "--"
    return declaration["option"] or prefix + name.replace("_", "-")


def declared(settings: type) -> Mapping[str, Setting]:
    """Return the settings that the fields of a class declare, by name, in the order of the fields."""
    return {
        attribute.name: Setting(attribute.name, **{**declaration, "option": _option_of(attribute.name, declaration)})
        for attribute in fields(settings)
        if (declaration := attribute.metadata.get("setting")) is not None
    }

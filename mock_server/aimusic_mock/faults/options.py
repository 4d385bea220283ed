"""The options of scenarios: names, types, ranges and defaults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from attrs import frozen

from aimusic_mock.errors import BadRequestError, did_you_mean

DELAY_S = 3.0
"""The delay of `slow` without its option."""

THROTTLE_BYTES_PER_S = 64 * 1024
"""The rate of `slow-media` without its option: a three-minute MP3 takes most of a minute."""

RETRY_AFTER_S = 3
"""The pause of a 429 without its option: that of the standard plan."""


@frozen
class Option:
    """One option of scenarios.

    Args:
        name: its name.
        about: its effect.
        kind: the type of its value.
        minimum: the smallest number, or the minimum length of a string.
        maximum: the largest number, or the maximum length of a string.
        default: the value without the option; None if it depends on the request.
    """

    name: str
    about: str
    kind: Literal["number", "string"]
    minimum: float
    maximum: float
    default: float | None = None

    def parse(self, text: str) -> Any:
        """Return the value that a text stands for.

        Raises:
            BadRequestError: the text has another form, or the value is out of range.
        """
        if self.kind == "string":
            return self.check(text)
        try:
            number = float(text)
        except ValueError:
            raise BadRequestError(f"The option '{self.name}' should be a number.") from None
        return self.check(int(number) if number.is_integer() else number)

    def check(self, value: Any) -> Any:
        """Return a value of the option's type and range.

        Raises:
            BadRequestError: the value is of another type, or out of range.
        """
        if self.kind == "string":
            if not isinstance(value, str) or len(value) > self.maximum:
                raise BadRequestError(
                    f"The option '{self.name}' should be a string of at most {self.maximum:g} characters."
                )
            if len(value) < self.minimum:
                raise BadRequestError(f"The option '{self.name}' should not be empty.")
        elif isinstance(value, bool) or not isinstance(value, (int, float)):
            raise BadRequestError(f"The option '{self.name}' should be a number.")
        elif not self.minimum <= value <= self.maximum:
            raise BadRequestError(
                f"The option '{self.name}' should be a number from {self.minimum:g} to {self.maximum:g}."
            )
        return value

    @property
    def range(self) -> str:
        """The type, range and default, as text."""
        if self.kind == "string":
            return f"string of {self.minimum:g} to {self.maximum:g} characters"
        return f"number from {self.minimum:g} to {self.maximum:g}, default {self.default:g}"


_ALL = (
    Option("delay_s", "delay of the reply, in seconds", "number", 0, 120, DELAY_S),
    Option("bytes_per_s", "rate at which a file is sent", "number", 1, 1e9, THROTTLE_BYTES_PER_S),
    Option("retry_after_s", "Retry-After of the 429, in seconds", "number", 1, 3600, RETRY_AFTER_S),
    Option("detail", "words quoted by the sentence; by default words of the request", "string", 1, 200),
)
OPTIONS: Mapping[str, Option] = {option.name: option for option in _ALL}
"""Every option, by name."""


def parse(pairs: Iterable[str]) -> dict[str, Any]:
    """Return the options in texts such as `delay_s=2`.

    Raises:
        BadRequestError: an option is unknown or repeated, or its value is invalid.
    """
    values: dict[str, Any] = {}
    for pair in pairs:
        name, _, text = (part.strip() for part in pair.partition("="))
        merge(values, {name: _named(name).parse(text)})
    return values


def check(values: Mapping[str, Any]) -> None:
    """Check options that are not texts, such as those of a rule.

    Raises:
        BadRequestError: an option is unknown or out of range.
    """
    for name, value in values.items():
        _named(name).check(value)


def merge(values: dict[str, Any], others: Mapping[str, Any]) -> None:
    """Add options to `values`.

    Raises:
        BadRequestError: an option has two different values.
    """
    for name, value in others.items():
        if values.setdefault(name, value) != value:
            raise BadRequestError(
                f"The option '{name}' has two values; scenarios that are requested together share it."
            )


def _named(name: str) -> Option:
    if name not in OPTIONS:
        raise BadRequestError(
            f"Unknown option of a scenario; use {', '.join(OPTIONS)}.{did_you_mean(name, OPTIONS, ' ')}"
        )
    return OPTIONS[name]

"""Select, compare and show the exchanges of a test. Pure functions.

The journal has no secrets, so nothing here has any.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from aimusic_mock.domain.journal import Exchange
from aimusic_mock.redaction import HIDDEN

MAX_VALUE_CHARACTERS = 80
"""The part of a value that a difference shows: a line."""

MAX_SHOWN = 10
"""The exchanges to show at the beginning and at the end: the submit, and what went wrong; between them are mostly polls."""

MAX_BODY_CHARACTERS = 400
"""The part of a body to show: the fields of a submit, or the state of the clips in a poll."""

MAX_PATH_CHARACTERS = 200
"""The part of a path to show: the longest documented one with its ids."""


def problem(calls: Sequence[Exchange], operation: str, times: int | None, body: Mapping[str, Any] | None) -> str | None:
    """Return why the calls are not as expected, None if they are.

    Args:
        calls: all calls of the test.
        operation: the operationId to look for.
        times: the expected number of calls; None for one or more.
        body: the members that the body of such a call has; None for any body.
    """
    numbered = enumerate(calls, start=1)
    by_call = {position: differences_of(call, body) for position, call in numbered if call.operation == operation}
    number = sum(not differences for differences in by_call.values())
    if number >= 1 if times is None else number == times:
        return None
    expected = "at least 1 call" if times is None else _counted(times, "call")
    lines = [f"{operation}: expected {expected}{' with this body' if body is not None else ''}, received {number}."]
    if number < (times or 1) and (unlike := {key: differences for key, differences in by_call.items() if differences}):
        nearest = min(unlike, key=lambda key: (len(unlike[key]), key))
        lines += [f"Request {nearest} differs:", *(f"  {line}" for line in unlike[nearest])]
    elif not by_call:
        lines.append(f"Received: {_summary(calls) or 'no call of the API'}.")
    return "\n".join(lines)


def differences_of(call: Exchange, body: Mapping[str, Any] | None) -> list[str]:
    """Return the differences between the body of a call and the expected members, one line each."""
    if body is None:
        return []
    try:
        sent = call.json
    except ValueError as error:
        return [str(error)]
    return list(_differences(body, sent, ""))


def transcript(calls: Sequence[Exchange]) -> Iterator[str]:
    """Yield the lines that show the exchanges of a failed test: the first and the last ones, with the start of their bodies."""
    skipped = len(calls) - 2 * MAX_SHOWN
    for position, call in enumerate(calls, start=1):
        if position <= MAX_SHOWN or position > len(calls) - MAX_SHOWN:
            yield from _shown(position, call)
        elif position == MAX_SHOWN + 1:
            yield f"... {skipped} more ..."


def _shown(position: int, call: Exchange) -> Iterator[str]:
    scenarios = ", ".join(call.explanation.get("scenarios", ()))
    path = _short(call.path, MAX_PATH_CHARACTERS)
    yield f"{position}. {call.method} {path} -> {call.status}{f' ({scenarios})' if scenarios else ''}"
    for mark, body in ((">", call.request), ("<", call.reply)):
        if body:
            yield f"   {mark} {_short(body.strip(), MAX_BODY_CHARACTERS)}"


def _short(text: str, most: int) -> str:
    start = text[:most]
    printable = start if start.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in start)
    return printable + ("..." if len(text) > most else "")


def _differences(expected: Any, sent: Any, place: str) -> Iterator[str]:
    if isinstance(expected, Mapping) and isinstance(sent, dict):
        for name, value in expected.items():
            inner = f"{place}.{name}" if place else str(name)
            if name in sent:
                yield from _differences(value, sent[name], inner)
            else:
                yield f"{inner}: expected {_value(value)}, not sent"
    elif isinstance(expected, (list, tuple)) and isinstance(sent, list) and len(expected) == len(sent):
        for index, (value, element) in enumerate(zip(expected, sent, strict=True)):
            yield from _differences(value, element, f"{place}[{index}]")
    elif sent == HIDDEN != expected:
        yield f"{place}: a secret, which the journal does not keep; remove it from the expected body"
    elif not _is_same(expected, sent):
        yield f"{place or 'body'}: expected {_value(expected)}, sent {_value(sent)}"


def _is_same(expected: Any, sent: Any) -> bool:
    # To Python, true is 1. An expected value of another type may compare as it likes, such as `unittest.mock.ANY`.
    is_number = isinstance(expected, (int, float))
    return bool(expected == sent) and not (is_number and isinstance(expected, bool) != isinstance(sent, bool))


def _value(value: Any) -> str:
    return _short(repr(value), MAX_VALUE_CHARACTERS)


def _summary(calls: Iterable[Exchange]) -> str:
    names = Counter(call.operation or f"{call.method} {_short(call.path, MAX_PATH_CHARACTERS)}" for call in calls)
    return ", ".join(f"{name} ({_counted(number, 'call')})" for name, number in names.most_common(MAX_SHOWN))


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

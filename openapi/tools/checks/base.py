"""The type of the linter's functions, and the two that apply to any object: `has` and `matches`.

A function reads one object of the contract and yields its faults; the message for the author is in the rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from openapi.tools.tree import Contract, Node, Pointer

Options = dict[str, Any]


class Fault(NamedTuple):
    """The pointer to a violation of a rule, and the values of the placeholders in the rule's message."""

    pointer: Pointer
    fields: dict[str, str]


Check = Callable[[Contract, Node, Options], Iterator[Fault]]


class Function(NamedTuple):
    """A function that rules can name, and the options that it reads from a rule."""

    check: Check
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()


def fault(node: Node, *steps: Any, **fields: Any) -> Fault:
    """Return a fault at `node`, or at `steps` below it; lists are joined with commas."""
    texts = {key: ", ".join(value) if isinstance(value, list) else str(value) for key, value in fields.items()}
    return Fault((*node.pointer, *steps), {"name": node.name, **texts})


def has(_contract: Contract, node: Node, options: Options) -> Iterator[Fault]:
    """Each of `keys` is present and, unless `may_be_empty`, not empty."""
    for key in options["keys"]:
        value = node.value.get(key)
        empty = value is None or (value in ("", [], {}) and not options.get("may_be_empty"))
        if empty:
            yield fault(node, key=key)


def matches(_contract: Contract, node: Node, options: Options) -> Iterator[Fault]:
    """The text under `key` matches `pattern` as a whole."""
    text = node.value.get(options["key"])
    if not isinstance(text, str):
        yield fault(node, found="missing")
    elif not re.fullmatch(options["pattern"], text):
        yield fault(node, options["key"], found=f"'{text}'")

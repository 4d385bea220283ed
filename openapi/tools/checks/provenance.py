"""Functions for `x-provenance`: properties do not inherit weak words, and facts refer to existing keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openapi.tools import words
from openapi.tools.checks.base import Fault, Function, Options, fault
from openapi.tools.tree import Contract, Node


def word_inherited(_contract: Contract, node: Node, options: Options) -> Iterator[Fault]:
    """A property without its own word and without a reference inherits one of `words`."""
    if words.own(node.value) or "$ref" in node.value:
        return
    word = words.inherited(node)
    if word and word not in options["words"]:
        yield fault(node, word=word, words=options["words"])


def facts_exist(contract: Contract, node: Node, options: Options) -> Iterator[Fault]:
    """The first step of each fact's path is a key of the object, and a status in the path is documented."""
    stated = node.value.get("x-provenance") if isinstance(node.value, dict) else None
    facts = stated.get("facts", {}) if isinstance(stated, dict) else {}
    value = contract.resolve(node.value)
    for fact in facts:
        if not _exists(value, fact.split("/"), options["stands_for"]):
            yield fault(node, "x-provenance", "facts", fact, fact=fact)


def _exists(value: Any, path: list[str], stands_for: dict[str, list[str]]) -> bool:
    if not any(key in value for key in stands_for.get(path[0], path[:1])):
        return False
    return path[0] != "responses" or len(path) == 1 or path[1] in value["responses"]


FUNCTIONS: dict[str, Function] = {
    "word_inherited": Function(word_inherited, required=("words",)),
    "facts_exist": Function(facts_exist, required=("stands_for",)),
}

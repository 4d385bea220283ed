"""Tell the provenance word of an object: its own, its reference's, or the one that it inherits.

The rules are those of `openapi/extensions.md`; linter and report share them here.
"""

from __future__ import annotations

from typing import Any

from openapi.tools.tree import Contract, Node

# By falling weight, as openapi/extensions.md lists them.
WORDS = ("intro", "doc", "vendor", "live", "copy", "client", "inferred")


def own(value: Any) -> str | None:
    """Return the word that an object states itself."""
    stated = value.get("x-provenance") if isinstance(value, dict) else None
    if isinstance(stated, dict):
        stated = stated.get("source")
    return stated if isinstance(stated, str) else None


def facts(value: Any) -> dict[str, str]:
    """Return the single facts that come from elsewhere, path to word."""
    stated = value.get("x-provenance") if isinstance(value, dict) else None
    facts = stated.get("facts", {}) if isinstance(stated, dict) else {}
    return facts if isinstance(facts, dict) else {}


def note(value: Any) -> str:
    """Return the note that an object's provenance has, or nothing."""
    stated = value.get("x-provenance") if isinstance(value, dict) else None
    return str(stated.get("note", "")) if isinstance(stated, dict) else ""


def inherited(node: Node) -> str | None:
    """Return the word of the nearest object around `node` that states one."""
    around = node.parent
    while around is not None:
        word = own(around.value)
        if word:
            return word
        around = around.parent
    return None


def effective(contract: Contract, node: Node) -> str | None:
    """Return the word that holds for `node`: its own, then that of what it refers to, then the inherited one."""
    return own(contract.resolve(node.value)) or inherited(node)

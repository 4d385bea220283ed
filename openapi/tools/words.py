"""Determine the provenance word of an object: its own, its reference's, or an inherited one.

Implements the rules of `openapi/extensions.md` for the linter and the report.
"""

from __future__ import annotations

from typing import Any

from openapi.tools.tree import Contract, Node

# From the most to the least authoritative, as in openapi/extensions.md.
WORDS = ("intro", "doc", "vendor", "live", "copy", "client", "inferred")


def own(value: Any) -> str | None:
    """Return the word that an object states itself."""
    stated = value.get("x-provenance") if isinstance(value, dict) else None
    if isinstance(stated, dict):
        stated = stated.get("source")
    return stated if isinstance(stated, str) else None


def facts(value: Any) -> dict[str, str]:
    """Return the facts of an object with another source, path to word."""
    stated = value.get("x-provenance") if isinstance(value, dict) else None
    facts = stated.get("facts", {}) if isinstance(stated, dict) else {}
    return facts if isinstance(facts, dict) else {}


def note(value: Any) -> str:
    """Return the note of an object's provenance, or an empty string."""
    stated = value.get("x-provenance") if isinstance(value, dict) else None
    return str(stated.get("note", "")) if isinstance(stated, dict) else ""


def inherited(node: Node) -> str | None:
    """Return the word of the closest parent of `node` that states one."""
    around = node.parent
    while around is not None:
        word = own(around.value)
        if word:
            return word
        around = around.parent
    return None


def effective(contract: Contract, node: Node) -> str | None:
    """Return the word that applies to `node`: its own, then its reference's, then the inherited one."""
    return own(contract.resolve(node.value)) or inherited(node)

"""Count the contract's facts by source, and list those that are only inferred.

The report is written between two marker comments of `openapi/README.md`, so that readers see how reliable the
contract is, and reviewers see changes of it. The rules for words are in `words.py`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from openapi.tools import words
from openapi.tools.bundle import Bundler
from openapi.tools.sources import ROOT, Place, SourceError, place_at
from openapi.tools.tree import JSON, Contract, Node

BEGIN = "<!-- provenance:begin -->"
END = "<!-- provenance:end -->"
REPAIR = "run `make bundle` and commit openapi/README.md"
COLUMNS = {
    "operations": ("operation", "webhook"),
    "schemas": ("schema",),
    "properties": ("property",),
    "responses, headers, parameters": ("response", "header", "parameter"),
    "examples": ("example",),
}
FACTS = "single facts"
GROUPS = {"operation": "Operations", "webhook": "Webhooks", "schema": "Schemas"}
OTHERS = "Responses, headers and parameters"


class Report:
    """The provenance report of a bundle.

    Args:
        document: the bundle, with the places of its nodes. The place tells a statement that several objects
            share, by reference or anchor, from a repeated one.
    """

    def __init__(self, document: Any) -> None:
        self.document = document
        self.contract = Contract(json.loads(json.dumps(document)))

    def text(self) -> str:
        """Return the section between the markers."""
        return "\n".join(["", *self._table(), "", "### Known gaps", "", *self._gaps(), ""])

    def counts(self) -> dict[str, Counter[str]]:
        """Return the number of objects with each word, by column; properties include inherited words."""
        counts: dict[str, Counter[str]] = {column: Counter() for column in (*COLUMNS, FACTS)}
        for column, kinds in COLUMNS.items():
            for node in self.contract.of(*kinds):
                inherits = node.kind == "property"
                word = words.effective(self.contract, node) if inherits else words.own(node.value)
                counts[column].update([word] if word else [])
        for node in self._stated():
            counts[FACTS].update(words.facts(node.value).values())
        return counts

    def _table(self) -> list[str]:
        counts = self.counts()
        total = sum((counter for counter in counts.values()), Counter[str]())
        lines = [f"| word | {' | '.join(counts)} | total | share |", "|---" * (len(counts) + 3) + "|"]
        for word in words.WORDS:
            cells = [str(counter[word]) for counter in counts.values()]
            share = 100 * total[word] / max(total.total(), 1)
            lines.append(f"| `{word}` | {' | '.join(cells)} | {total[word]} | {share:.1f} % |")
        sums = [str(counter.total()) for counter in counts.values()]
        return [*lines, f"| all | {' | '.join(sums)} | {total.total()} | 100 % |"]

    def _stated(self) -> list[Node]:
        """Return the objects with their own word, each statement once, components first."""
        nodes = sorted(self.contract.nodes, key=lambda node: not node.registered)
        by_place: dict[Place, Node] = {}
        for node in nodes:
            if words.own(node.value):
                by_place.setdefault(place_at(self.document, (*node.pointer, "x-provenance")), node)
        return list(by_place.values())

    def _gaps(self) -> list[str]:
        groups: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        notes: dict[str, list[str]] = defaultdict(list)
        for node in self._stated():
            owner = node.owner
            gaps = groups[GROUPS.get(owner.kind, OTHERS)][owner.name]
            gaps += _inferred(node)
            note = words.note(node.value)
            if note:
                notes[owner.name].append(f"{_below(node)}: {note}" if _below(node) else note)
        lines = []
        for group in (*GROUPS.values(), OTHERS):
            lines += [f"**{group}**", ""]
            for name, gaps in sorted(groups[group].items()):
                if gaps or notes[name]:
                    parts = [f"inferred {', '.join(dict.fromkeys(gaps))}."] if gaps else []
                    lines.append(f"- `{name}`: {' '.join(parts + notes[name])}")
            lines.append("")
        return lines[:-1]


def _below(node: Node) -> str:
    """Return the name of a part relative to its owner, as Markdown code; empty for the owner itself."""
    name = node.name.removeprefix(node.owner.name).lstrip(". ").removeprefix(f"content/{JSON}/")
    return f"`{name}`" if name else ""


def _inferred(node: Node) -> list[str]:
    if words.own(node.value) == "inferred":
        return [_below(node) or "as a whole"]
    paths = [path for path, word in words.facts(node.value).items() if word == "inferred"]
    if not paths:
        return []
    below = _below(node)
    return [f"{below} ({', '.join(f'`{path}`' for path in paths)})"] if below else [f"`{path}`" for path in paths]


def insert(page: str, section: str) -> str:
    """Return `page` with `section` between its markers.

    Raises:
        ValueError: a marker is missing, or they are in the wrong order.
    """
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"openapi/README.md must have the lines {BEGIN} and {END}: add them where the report belongs")
    return f"{head}{BEGIN}\n{section}{END}{tail}"


def main(arguments: list[str] | None = None) -> int:
    """Write the report, or with `--check` only verify the committed one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the report is stale")
    parser.add_argument("--root", type=Path, default=ROOT, help="the contract's folder")
    options = parser.parse_args(arguments)
    root = options.root.resolve()
    path = root / "README.md"
    try:
        page = path.read_text(encoding="utf-8")
        fresh = insert(page, Report(Bundler(root).bundle()).text())
    except (OSError, ValueError, SourceError) as error:
        print(error, file=sys.stderr)
        return 1
    if options.check:
        if page != fresh:
            print(f"the provenance report in openapi/README.md is stale: {REPAIR}", file=sys.stderr)
        return int(page != fresh)
    path.write_text(fresh, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

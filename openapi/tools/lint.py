"""Check the contract against the rules in `openapi/rules/` and print how to repair each fault.

A fault is one line: `openapi/<file>:<line>: <rule>: <message>`. Rules are data with Spectral's keys: `given` selects objects,
`function` names one of `checks/`, and `message` is for the author. The document is validated against OpenAPI 3.1 first.
"""

from __future__ import annotations

import argparse
import difflib
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema_rs
from openapi_spec_validator import OpenAPIV31SpecValidator

from openapi.tools.bundle import Bundler
from openapi.tools.checks import FUNCTIONS
from openapi.tools.checks.examples import shorten
from openapi.tools.sources import ROOT, Mapping, Place, SourceError, load, place_at
from openapi.tools.tree import SCHEMAS, Contract, Node

RULES = ROOT / "rules"
DOCUMENT_RULE = "openapi-document"


class Rule(NamedTuple):
    """One lint rule. The rules that are not a `prerequisite` run only if those that are found no fault."""

    name: str
    prerequisite: bool
    selectors: tuple[str, ...]
    function: str
    message: str
    options: dict[str, Any]


class Finding(NamedTuple):
    """One violation of a rule; findings sort by place."""

    place: Place
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.rule}: {self.message}"


KEYS = ("given", "function", "message", "prerequisite")
"""The keys of every rule; all others are options of its function."""

# The values of `given`.
SELECTORS: dict[str, Callable[[Contract], list[Node]]] = {
    "operations": lambda contract: contract.of("operation"),
    "webhooks": lambda contract: contract.of("webhook"),
    "parameters": lambda contract: contract.of("parameter"),
    "headers": lambda contract: contract.of("header"),
    "responses": lambda contract: [node for node in contract.of("response") if node.registered],
    "contents": lambda contract: contract.of("content"),
    "links": lambda contract: contract.of("link"),
    "schemas": lambda contract: [node for node in contract.of("schema") if node.registered],
    "properties": lambda contract: contract.of("property"),
    # These two include booleans and references.
    "any schema": lambda contract: [node for node in contract.nodes if node.kind in SCHEMAS],
    "objects": lambda contract: contract.nodes,
}


def load_rules(folder: Path = RULES) -> list[Rule]:
    """Read every rule of a folder.

    Raises:
        SourceError: a rule has an unknown key, selector or function, or lacks a required key.
    """
    rules = []
    for file in sorted(folder.glob("*.yaml")):
        entries = load(file, ROOT)
        rules += [_rule(name, entry, entries.places[name]) for name, entry in entries.items()]
    return rules


def _rule(name: str, entry: Any, place: Place) -> Rule:
    if not isinstance(entry, Mapping):
        raise SourceError(place, f"the rule {name} is not a mapping: give it {', '.join(KEYS[:3])}")
    function = str(entry.get("function", ""))
    if "function" in entry and function not in FUNCTIONS:
        raise _unknown(entry.places["function"], name, "function", function, FUNCTIONS)
    selectors = entry.get("given", [])
    selectors = tuple(selectors) if isinstance(selectors, list) else (selectors,)
    for selector in selectors:
        if selector not in SELECTORS:
            raise _unknown(entry.places["given"], name, "selector", selector, SELECTORS)
    required, optional = FUNCTIONS[function][1:] if function in FUNCTIONS else ((), ())
    allowed = (*KEYS, *required, *optional)
    for key in entry:
        if key not in allowed:
            raise _unknown(entry.places[key], name, "key", key, allowed)
    for key in (*KEYS[:3], *required):
        if not entry.get(key):
            raise SourceError(place, f"the rule {name} has no {key}: add it")
    options = {key: value for key, value in entry.items() if key not in KEYS}
    return Rule(name, bool(entry.get("prerequisite")), selectors, function, entry["message"], options)


def _unknown(place: Place, rule: str, what: str, name: Any, known: Iterable[str]) -> SourceError:
    close = difflib.get_close_matches(str(name), known, 1)
    remedy = f"did you mean '{close[0]}'?" if close else f"use one of {', '.join(known)}"
    return SourceError(place, f"the rule {rule} has the unknown {what} '{name}': {remedy}")


def lint(root: Path = ROOT, rules: list[Rule] | None = None) -> list[Finding]:
    """Return the faults of the contract in the folder `root`, by place.

    Raises:
        SourceError: the contract cannot be bundled, or a rule is invalid.
    """
    document = Bundler(root).bundle()
    rules = load_rules() if rules is None else rules
    # The validators accept plain values only; pointers are the same in both documents.
    plain = json.loads(json.dumps(document))
    errors, broken = _document_errors(plain, document)
    # The other functions rely on the shapes that the prerequisites check.
    for prerequisite in (True, False):
        if not broken:
            chosen = [rule for rule in rules if rule.prerequisite is prerequisite]
            applied = list(_apply(chosen, Contract(plain), document))
            errors += applied
            broken = bool(applied)
    return sorted(set(errors))


def _document_errors(plain: Any, document: Any) -> tuple[list[Finding], bool]:
    """Validate the whole document. Also return whether its structure is broken."""
    findings, broken = _schema_errors(plain, document), False
    if findings:
        return findings, True
    for error in OpenAPIV31SpecValidator(plain).iter_errors():
        broken = broken or isinstance(error.validator, str)
        place = place_at(document, tuple(error.absolute_path))
        findings.append(Finding(place, DOCUMENT_RULE, f"is not OpenAPI 3.1: {shorten(error.message)}; correct it"))
    return findings, broken


def _schema_errors(plain: Any, document: Any) -> list[Finding]:
    """Validate and compile the schemas, since the document's validator does not locate errors inside of them."""
    contract = Contract(plain)
    schemas = [node for node in contract.nodes if node.kind in SCHEMAS]
    errors = []
    for node in schemas:
        if node.parent is not None and node.parent.kind not in SCHEMAS:
            try:
                jsonschema_rs.meta.validate(node.value)
            except jsonschema_rs.ValidationError as error:
                errors.append(
                    ((*node.pointer, *error.instance_path), f"is not a JSON Schema: {shorten(error.message)}")
                )
    if not errors:
        # A schema also fails to compile because of schemas inside of it or referenced; only the innermost is at fault.
        failed = [node for node in schemas if contract.validator(node.pointer) is None]
        around = {node.pointer[:length] for node in failed for length in range(len(node.pointer))}
        innermost = (node for node in failed if node.pointer not in around and "$ref" not in node.value)
        errors = [(node.pointer, f"the schema {node.name} cannot be compiled") for node in innermost]
    return [Finding(place_at(document, pointer), DOCUMENT_RULE, f"{what}; correct it") for pointer, what in errors]


def _apply(rules: list[Rule], contract: Contract, document: Any) -> Iterator[Finding]:
    # A field that many schemas share is one line of a source: report it once, with its shortest name.
    first: dict[tuple[Any, ...], Finding] = {}
    for rule in rules:
        for selector in rule.selectors:
            for node in SELECTORS[selector](contract):
                for pointer, fields in FUNCTIONS[rule.function].check(contract, node, rule.options):
                    place = place_at(document, pointer)
                    finding = Finding(place, rule.name, rule.message.format(**fields))
                    fault = (place, rule.name, *(text for name, text in fields.items() if name != "name"))
                    if fault not in first or len(finding.message) < len(first[fault].message):
                        first[fault] = finding
    yield from first.values()


def main(arguments: list[str] | None = None) -> int:
    """Print the faults of the contract; return 1 if there are any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT, help="the contract's folder")
    options = parser.parse_args(arguments)
    try:
        findings = lint(options.root.resolve())
    except SourceError as error:
        print(error)
        return 1
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())

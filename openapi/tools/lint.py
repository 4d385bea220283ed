"""Check the contract against the rules in `openapi/rules/` and print what an author is to do.

A fault is one line: `openapi/<file>:<line>: <rule>: <sentence>`. What is selected, which check runs and the
sentence are data; the checks stand in `checks/`. The document as a whole is validated against OpenAPI 3.1 first.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema_rs
from openapi_spec_validator import OpenAPIV31SpecValidator

from openapi.tools.bundle import Bundler
from openapi.tools.checks import CHECKS
from openapi.tools.checks.examples import shorten
from openapi.tools.sources import ROOT, Place, SourceError, load, place_at
from openapi.tools.tree import SCHEMAS, Contract, Node

RULES = ROOT / "rules"
DOCUMENT_RULE = "openapi-document"


class Rule(NamedTuple):
    """One lint rule, as its author wrote it; other checks rely on what a rule that goes `first` has checked."""

    name: str
    first: bool
    select: tuple[str, ...]
    check: str
    sentence: str
    options: dict[str, Any]


class Finding(NamedTuple):
    """One broken rule at one place; findings sort by place."""

    place: Place
    rule: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.place}: {self.rule}: {self.sentence}"


# What a rule may select.
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
    # These two hold booleans and references as well.
    "any schema": lambda contract: [node for node in contract.nodes if node.kind in SCHEMAS],
    "objects": lambda contract: contract.nodes,
}


def load_rules(folder: Path = RULES) -> list[Rule]:
    """Read every rule of a folder.

    Raises:
        SourceError: a rule names a check or a selection that does not exist, or lacks its sentence.
    """
    rules = []
    for file in sorted(folder.glob("*.yaml")):
        entries = load(file, ROOT)
        for name, entry in entries.items():
            options = dict(entry)
            select, check = tuple(options.pop("select", ())), options.pop("check", None)
            if check not in CHECKS or not select or set(select) - set(SELECTORS) or "sentence" not in options:
                raise SourceError(
                    entries.places[name], f"the rule {name} needs a known select and check, and a sentence"
                )
            rules.append(Rule(name, options.pop("first", False), select, check, options.pop("sentence"), options))
    return rules


def lint(root: Path = ROOT, rules: list[Rule] | None = None) -> list[Finding]:
    """Return what is wrong with the contract in the folder `root`, by place.

    Raises:
        SourceError: the contract cannot be bundled, or a rule is unusable.
    """
    document = Bundler(root).bundle()
    rules = load_rules() if rules is None else rules
    # The validators read plain values only; a pointer leads to the same object in both.
    plain = json.loads(json.dumps(document))
    errors, broken = _document_errors(plain, document)
    # What has not even the right form, the later checks would stumble over.
    for first in (True, False):
        if not broken:
            applied = list(_apply([rule for rule in rules if rule.first is first], Contract(plain), document))
            errors += applied
            broken = bool(applied)
    return sorted(set(errors))


def _document_errors(plain: Any, document: Any) -> tuple[list[Finding], bool]:
    """Validate the whole; also tell whether its structure itself is broken."""
    findings, broken = _schema_errors(plain, document), False
    if findings:
        return findings, True
    for error in OpenAPIV31SpecValidator(plain).iter_errors():
        broken = broken or isinstance(error.validator, str)
        place = place_at(document, tuple(error.absolute_path))
        findings.append(Finding(place, DOCUMENT_RULE, f"is not OpenAPI 3.1: {shorten(error.message)}; correct it"))
    return findings, broken


def _schema_errors(plain: Any, document: Any) -> list[Finding]:
    """Validate and compile the schemas themselves: the document's validator does not tell where in one it fails."""
    contract = Contract(plain)
    schemas = [node for node in contract.nodes if node.kind in SCHEMAS]
    errors = []
    for node in schemas:
        if node.parent is not None and node.parent.kind not in SCHEMAS:
            try:
                jsonschema_rs.meta.validate(node.value)
            except jsonschema_rs.ValidationError as error:
                errors.append(((*node.pointer, *error.instance_path), f"is no JSON Schema: {shorten(error.message)}"))
    if not errors:
        # A schema fails to compile with what is in it and what it refers to; only the innermost one is at fault.
        failed = [node for node in schemas if contract.validator(node.pointer) is None]
        around = {node.pointer[:length] for node in failed for length in range(len(node.pointer))}
        innermost = (node for node in failed if node.pointer not in around and "$ref" not in node.value)
        errors = [(node.pointer, f"the schema {node.name} cannot be compiled") for node in innermost]
    return [Finding(place_at(document, pointer), DOCUMENT_RULE, f"{what}; correct it") for pointer, what in errors]


def _apply(rules: list[Rule], contract: Contract, document: Any) -> Iterator[Finding]:
    # A field that many schemas share is one line of a source: report it once, by its shortest name.
    first: dict[tuple[Any, ...], Finding] = {}
    for rule in rules:
        for selector in rule.select:
            for node in SELECTORS[selector](contract):
                for pointer, fields in CHECKS[rule.check](contract, node, rule.options):
                    place = place_at(document, pointer)
                    finding = Finding(place, rule.name, rule.sentence.format(**fields))
                    fault = (place, rule.name, *(text for name, text in fields.items() if name != "name"))
                    if fault not in first or len(finding.sentence) < len(first[fault].sentence):
                        first[fault] = finding
    yield from first.values()


def main(arguments: list[str] | None = None) -> int:
    """Print the contract's faults; exit with 1 if there are any."""
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

"""`aimusic-mock scenarios`: lists all scenarios, from the catalogue."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator

import click

from aimusic_mock.contract import bundle
from aimusic_mock.faults import listing, profiles
from aimusic_mock.faults.options import OPTIONS
from aimusic_mock.faults.scenarios import SHORTCUTS, Catalogue, Scenario

HEADINGS = {
    "refusal": "Refusals: nothing is processed or charged",
    "fate": "Outcomes of tasks: the submit is accepted and charged",
    "variant": "Other forms of a 200",
    "reply": "Damaged replies",
    "wire": "Network faults",
    "webhook": "Webhooks of the task; the request needs a webhook_url",
    "media": "Files",
}
"""The heading of each kind of scenario."""

FEW = 4
"""Operations that are listed by name; more are counted."""

WIDTH = 100


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON, as GET /__mock__/scenarios does.")
def command(as_json: bool) -> None:
    """List the scenarios, where they apply, their options, the shortcuts and the profiles.

    Request them with the header X-Mock-Scenario, a magic word, a rule, a profile, or --scenario of serve.
    """
    contract = bundle.load()
    catalogue = Catalogue(contract)
    if as_json:
        click.echo(json.dumps(listing.describe(catalogue, contract), indent=2, ensure_ascii=False))
        return
    for line in lines(catalogue):
        click.echo(line)


def lines(catalogue: Catalogue) -> Iterator[str]:
    """Yield the lines of the list."""
    for kind, heading in HEADINGS.items():
        yield f"{heading}:"
        for scenario in catalogue.scenarios.values():
            if scenario.kind == kind:
                yield from _scenario(scenario)
        yield ""
    yield "Shortcuts:"
    for name, full in SHORTCUTS.items():
        yield f"  {name}: {full}"
    yield ""
    yield "Profiles (--profile, PUT /__mock__/profile):"
    for name in profiles.names():
        yield from _wrapped(f"{name}: {profiles.about(name)}", 2)


def _scenario(scenario: Scenario) -> Iterator[str]:
    contract = bundle.load()
    yield f"  {scenario.name}"
    yield from _wrapped(scenario.about, 6)
    names = listing.operations_of(scenario, contract)
    everywhere = set(contract.operations) <= set(names)
    shown = "all operations" if everywhere else ", ".join(names) if len(names) <= FEW else f"{len(names)} operations"
    yield from _wrapped(f"applies to: {shown}", 6)
    for name in scenario.options:
        yield from _wrapped(f"{name}: {OPTIONS[name].about}; {OPTIONS[name].range}", 6)


def _wrapped(text: str, indent: int) -> Iterator[str]:
    yield from textwrap.wrap(text, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2))

"""`python -m contract_tests.mutants`: plant each fault, run the suite against it, and print whether it was found.

    python -m contract_tests.mutants                 all faults, one suite for each core at a time
    python -m contract_tests.mutants goes-back       only this one
    python -m contract_tests.mutants --list          their names
    python -m contract_tests.mutants --random 100    100 mutations, drawn from those that the contract allows

Exit status 1 when less than 99 % were found, or when a fault without an explanation survived.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from attrs import frozen

from aimusic_mock.domain.clock import real_ticks
from contract_tests.mutants.catalogue import Fault, catalogue, named
from contract_tests.mutants.mutations import drawn

SUITE = Path(__file__).parents[1] / "conformance"
CHEAP, OTHERS, MODELS = "refusals tasks edges links pace", "statuses webhooks files", "payloads client"
CASES, REST = "operations --dialect=documented", "operations walks"
STAGES = {
    "server": (CHEAP, OTHERS, MODELS, CASES, REST),
    "contract": (CHEAP, CASES, OTHERS, MODELS, REST),
    "client": (MODELS, CHEAP, OTHERS, REST),
}
"""The whole suite in parts, by where the fault is: first the parts that find most faults within a few seconds."""

BAR = 0.99
LONGEST_S = 900.0
"""A longer run has hung: the whole suite takes two to three minutes."""

FAILED = 1
"""Pytest's exit status when tests failed; any other means that the suite itself broke."""

HUNG = -1
"""The exit status for a run that hung."""

UNEXPLAINED = "another"
"""The rule of an error that no check raised: the suite broke, and found nothing."""


@frozen
class Outcome:
    """The result of a run against a fault: `found_by` is the failed test, `rule` the broken rule."""

    fault: Fault
    status: int
    found_by: str
    rule: str
    took_s: float

    @property
    def killed(self) -> bool:
        """Return whether the fault was found."""
        return self.status == FAILED and self.rule not in ("", UNEXPLAINED)

    def __str__(self) -> str:
        name = f"{self.fault.where:8} {self.fault.name:28}"
        if self.killed:
            return f"killed   {name} {self.took_s:6.1f} s  [{self.rule}] {self.found_by}"
        if self.status not in (0, FAILED) or self.rule == UNEXPLAINED:
            return f"BROKEN   {name} {self.took_s:6.1f} s  pytest ended with {self.status}"
        return f"SURVIVED {name} {self.took_s:6.1f} s  {self.fault.survives or 'without an explanation'}"


def run(fault: Fault) -> Outcome:
    """Run the suite against one fault, part by part, until a test fails."""
    begun = real_ticks()
    for stage in STAGES[fault.where]:
        try:
            done = _pytest(fault, stage.split())
        except subprocess.TimeoutExpired:
            return Outcome(fault, HUNG, "", "", real_ticks() - begun)
        if done.returncode != 0:
            break
    match = re.search(r"^FAILED \S*/test_(\w+)\.py::(\w+)", done.stdout, re.MULTILINE)
    rule = re.search(r"\[([a-z-]+)\]$", done.stdout, re.MULTILINE)
    by = f"{match[1]}: {match[2]}" if match else ""
    return Outcome(fault, done.returncode, by, rule[1] if rule else "", real_ticks() - begun)


def _pytest(fault: Fault, stage: list[str]) -> subprocess.CompletedProcess[str]:
    words = [word if word.startswith("--") else str(SUITE / f"test_{word}.py") for word in stage]
    command = [sys.executable, "-m", "pytest", *words, f"--fault={fault.name}", "-x", "-q", "--tb=no"]
    command += [f"--operations={','.join(fault.operations)}"] if fault.operations else []
    return subprocess.run(
        [*command, "-p", "no:cacheprovider"],
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST_S,
        cwd=SUITE.parents[1],
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the suite against each fault and print the results; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m contract_tests.mutants")
    parser.add_argument("names", nargs="*", help="the faults to plant (default: all)")
    parser.add_argument("--list", action="store_true", help="list the faults and plant none")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, help="suites at a time (default: one for each core)"
    )
    parser.add_argument("--random", type=int, metavar="N", help="plant N random mutations instead of the catalogue")
    parser.add_argument("--seed", type=int, default=1, help="what the random mutations depend on (default: 1)")
    options = parser.parse_args(arguments)
    try:
        chosen = [named(name) for name in options.names] or list(catalogue().values())
    except LookupError as error:
        parser.error(str(error))
    if options.random is not None:
        chosen = [mutation.fault() for mutation in drawn(options.random, options.seed)]
    if options.list:
        print("\n".join(f"{fault.where:8} {fault.name:28} {fault.about}" for fault in chosen))
        return 0
    outcomes = []
    with ThreadPoolExecutor(options.jobs) as pool:
        for outcome in pool.map(run, chosen):
            print(outcome, flush=True)
            outcomes.append(outcome)
    return summary(outcomes)


def summary(outcomes: Sequence[Outcome]) -> int:
    """Print how many were found and return the exit status."""
    killed = sum(outcome.killed for outcome in outcomes)
    unexplained = [outcome for outcome in outcomes if not outcome.killed and not outcome.fault.survives]
    print(f"{killed} of {len(outcomes)} planted faults were found: {killed / len(outcomes):.0%} (at least {BAR:.0%})")
    return int(killed < BAR * len(outcomes) or bool(unexplained))


if __name__ == "__main__":
    sys.exit(main())

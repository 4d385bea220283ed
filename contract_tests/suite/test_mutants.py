"""The catalogue of planted faults: its size, how faults are planted, and a sample of each kind that the suite finds.

`make mutants` runs all of them.
"""

from __future__ import annotations

import copy
import sys
from collections import Counter

import pytest
from werkzeug.test import Client

from aimusic_mock import Settings, create_app
from contract_tests.conformance.spec import Spec, read_document
from contract_tests.mutants.__main__ import BAR, Outcome, run, summary
from contract_tests.mutants.catalogue import CATALOGUE, Fault, catalogue, plant
from contract_tests.support.mock_app import KEY, SONG, SONGS
from contract_tests.support.processes import REPOSITORY
from contract_tests.support.processes import run as run_command

FAULTS = catalogue()
AT_LEAST = 60
SAMPLE = (
    "takes-any-key",
    "goes-back",
    "loses-refunds",
    "title-79",
    "price-9",
    "reply-required",
    "does-not-read-addresses",
)
"""Faults of each kind, including some of rules that only the suite's own tests check."""


def test_catalogue_is_large_and_has_all_places() -> None:
    assert len(FAULTS) >= AT_LEAST
    counts = Counter(fault.where for fault in FAULTS.values())
    assert set(counts) == {"server", "contract", "client"}
    assert min(counts.values()) >= 10, counts
    assert [fault for fault in FAULTS.values() if not fault.about or fault.name != fault.name.lower()] == []


@pytest.mark.parametrize(
    "fault", [fault for fault in FAULTS.values() if fault.where == "contract"], ids=lambda fault: fault.name
)
def test_fault_of_the_contract_changes_it_and_leaves_it_readable(fault: Fault) -> None:
    document = read_document()
    changed = fault.of_contract(copy.deepcopy(document))
    assert changed != document
    assert Spec(changed).operations


@pytest.mark.parametrize(("name", "status"), [("answers-201", 201), ("charges-too-much", 200)])
def test_fault_of_the_server_is_between_suite_and_mock(name: str, status: int) -> None:
    client = Client(FAULTS[name].of_server(create_app(Settings(plan="unlimited"))))
    assert client.post(SONGS, json=SONG, headers={"Authorization": f"Bearer {KEY}"}).status_code == status
    assert client.get("/__mock__/health").status_code == 200


PLANT_ALL = """
from contract_tests.mutants.catalogue import catalogue
for fault in catalogue().values():
    if fault.client is not None:
        try:
            fault.client()
        except (AttributeError, ImportError) as error:
            print(f"{fault.name}: {error}")
"""


def test_fault_of_the_client_patches_code_that_exists() -> None:
    # In a child process: the faults stay in the modules that they patch.
    packages = (REPOSITORY / "generated_client", REPOSITORY / "mock_server")
    done = run_command(sys.executable, "-c", PLANT_ALL, cwd=REPOSITORY, python_path=packages)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_two_faults_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two faults are called goes-back"):
        plant(FAULTS["goes-back"])
    assert len(CATALOGUE) == len(FAULTS)


@pytest.mark.slow  # a suite in a process of its own
@pytest.mark.parametrize("name", SAMPLE)
def test_planted_fault_is_found(name: str) -> None:
    outcome = run(FAULTS[name])
    assert outcome.killed, outcome
    assert outcome.rule in str(outcome)


def test_survivor_without_an_explanation_fails_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    known, unknown = Fault("known", "server", "a", survives="no test can see it"), Fault("unknown", "server", "b")
    results = [Outcome(known, 1, "tasks: test_it", "forward", 1.0)] * 99
    assert summary([*results, Outcome(known, 0, "", "", 1.0)]) == 0
    assert summary([*results, Outcome(unknown, 0, "", "", 1.0)]) == 1
    assert summary([*results[:90], *[Outcome(known, 0, "", "", 1.0)] * 10]) == 1
    assert "99 of 100 planted faults were found: 99% (at least 99%)" in capsys.readouterr().out
    assert BAR == 0.99


def test_suite_that_breaks_has_found_nothing() -> None:
    broken = Outcome(FAULTS["goes-back"], 2, "", "", 1.0)
    assert not broken.killed
    assert str(broken).startswith("BROKEN")

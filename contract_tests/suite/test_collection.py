"""The suite's tests have node ids of their own: pytest-xdist drops a second test of the same id."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

from contract_tests.suite.running import ROOT, SUITE

GENERATED = ("test_client", "test_operations", "test_payloads")
"""The modules whose tests schemathesis generates."""


def test_node_ids_of_generated_tests_are_unique_and_name_the_operation() -> None:
    paths = [str(SUITE / f"{name}.py") for name in GENERATED]
    command = [sys.executable, "-m", "pytest", *paths, "--collect-only", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=300)
    ids = [line for line in done.stdout.splitlines() if "::" in line]
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line for line in ids if line.endswith("[POST /api/v1/sonic/create]")] != []
    assert [line for line, times in Counter(ids).items() if times > 1] == []

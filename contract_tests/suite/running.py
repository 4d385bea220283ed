"""Runs the contract suite in a process of its own, as a user does, and returns its disagreements."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from attrs import frozen

SUITE = Path(__file__).parents[1] / "conformance"
ROOT = SUITE.parents[1]


@frozen
class Run:
    """One run: its exit status, its output, and the detail of each disagreement by (operation, rule)."""

    status: int
    output: str
    disagreements: dict[tuple[str, str], str]


def run_suite(folder: Path, *options: str, tests: tuple[str, ...] = ()) -> Run:
    """Run the suite, or some of its modules, with additional options."""
    findings = folder / "findings.json"
    paths = [str(SUITE / f"test_{name}.py") for name in tests] or [str(SUITE)]
    command = [
        sys.executable,
        "-m",
        "pytest",
        *paths,
        "-q",
        "--tb=short",
        "-p",
        "no:cacheprovider",
        f"--findings={findings}",
    ]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False, cwd=ROOT, timeout=600)
    listed = json.loads(findings.read_text(encoding="utf-8")) if findings.exists() else []
    results = {(finding["operation"], finding["rule"]): str(finding["detail"]) for finding in listed}
    return Run(done.returncode, done.stdout + done.stderr, results)

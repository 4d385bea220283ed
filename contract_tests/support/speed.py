"""Speed as a ratio: how long something takes, in units of a fixed piece of work measured in the same moment.

Machines are shared and differ, so no test compares a time with seconds. One unit is about 10 ms on a quiet machine.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

TRIES = 3
"""The best of so many counts, since other load can only add."""

_ITEMS = range(200_000)


def work() -> object:
    """Do one unit of work, in plain Python."""
    return sum(number * number for number in _ITEMS)


def start_python() -> object:
    """Start an interpreter that imports what a Flask server needs: the unit for processes."""
    return subprocess.run([sys.executable, "-c", "import flask, httpx, uvicorn"], check=True)


def seconds(job: Callable[[], object]) -> float:
    """Return how long a job takes."""
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def units(job: Callable[[], object], reference: Callable[[], object] = work, tries: int = TRIES) -> float:
    """Return the best time of a job as a multiple of the best time of a reference, measured in turn."""
    jobs, references = [], []
    for _ in range(tries):
        references.append(seconds(reference))
        jobs.append(seconds(job))
    return min(jobs) / min(references)

"""The report that the mock's page shows: drift of two kinds, planted into a task's clips."""

from __future__ import annotations

import re
from pathlib import Path

from aimusic_mock.drift import report
from contract_tests.drift.drift_lab import Reply, make_drift_lab

NEW_FIELD = "moon_phase"
"""A field that the contract does not have."""


def print_report(folder: Path) -> str:
    """Return the report on one song with planted drift, with the recordings' names as on the page."""

    def plant(path: str, reply: Reply) -> None:
        for clip in reply.body.get("data", ()):
            clip.update({"duration": True, NEW_FIELD: "full"})

    drift_lab = make_drift_lab(folder, plant)
    drift_lab.get(f"/api/v1/sonic/task/{drift_lab.song()}")
    return re.sub(r"sonic-task-[0-9a-f-]+\.har", "sonic-task.har", "\n".join(report.lines(drift_lab.report))) + "\n"

"""The report that the mock's page shows: drift of two kinds, planted into a task's clips."""

from __future__ import annotations

import re
from pathlib import Path

from aimusic_mock.drift import report
from contract_tests.drift.drift_lab import Reply, make_lab


def print_report(folder: Path) -> str:
    """Return the report on one song with planted drift, with the recordings' names as on the page."""

    def plant(path: str, reply: Reply) -> None:
        for clip in reply.body.get("data", ()):
            clip.update(duration=True, language="en")

    lab = make_lab(folder, plant)
    lab.get(f"/api/v1/sonic/task/{lab.song()}")
    return re.sub(r"sonic-task-[0-9a-f-]+\.har", "sonic-task.har", report.text(lab.report)) + "\n"

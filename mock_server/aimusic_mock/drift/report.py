"""Collect findings, merge duplicates, and format them as text and as JSON."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from attrs import define, field

from aimusic_mock.drift.finding import SEVERITIES, Finding, Severity
from aimusic_mock.drift.response_checks import Result

DRIFT = 1
"""Exit status: there is drift of the requested severity."""

NOTHING_CHECKED = 3
"""Exit status: not one exchange was checked, which proves nothing. 2 is click's, for invalid arguments."""

_INDEX = re.compile(r"/\d+(?=/|$)")


@define
class Row:
    """A finding, the file of its first occurrence, and the number of occurrences."""

    finding: Finding
    source: str
    count: int = 1


@define
class Report:
    """The findings of all exchanges so far."""

    rows: dict[tuple[object, ...], Row] = field(factory=dict)
    exchanges: int = 0
    checked: int = 0
    skipped: Counter[str] = field(factory=Counter)

    def add(self, result: Result, source: str) -> list[Finding]:
        """Add the result of an exchange and return the findings that are new."""
        self.exchanges += 1
        if result.skipped is None:
            self.checked += 1
        else:
            self.skipped[result.skipped] += 1
        new = []
        for finding in result.findings:
            key = _key(finding)
            if key in self.rows:
                self.rows[key].count += 1
            else:
                self.rows[key] = Row(finding, source)
                new.append(finding)
        return new

    def skip(self, why: str) -> None:
        """Count an exchange that was not checked."""
        self.exchanges += 1
        self.skipped[why] += 1

    def sorted(self) -> list[Row]:
        """Return the findings by severity, most severe first, otherwise in order of occurrence."""
        return sorted(self.rows.values(), key=lambda row: SEVERITIES.index(row.finding.severity))

    def has(self, least: Severity) -> bool:
        """Return whether there is a finding at least as severe as `least`."""
        grave = SEVERITIES[: SEVERITIES.index(least) + 1]
        return any(row.finding.severity in grave for row in self.rows.values())

    def exit_status(self, least: Severity) -> int:
        """Return the exit status of a command that fails on findings at least as severe as `least`."""
        return DRIFT if self.has(least) else 0 if self.checked else NOTHING_CHECKED

    def summary(self) -> list[str]:
        """Return a line with the totals, and one for each reason for skipped exchanges."""
        counts = Counter(row.finding.severity for row in self.rows.values())
        parts = [f"{counts[severity]} {severity}" for severity in SEVERITIES if counts[severity]]
        if not self.checked:
            parts.append(
                "nothing was checked; record with `aimusic-mock proxy`, or name the API's host with --api-host"
            )
        totals = f"{self.exchanges} exchanges, {self.checked} checked: {', '.join(parts) or 'no drift'}"
        return [totals, *(f"  not checked: {count} {why}" for why, count in sorted(self.skipped.items()))]

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON."""
        counts = Counter(row.finding.severity for row in self.rows.values())
        return {
            "exchanges": self.exchanges,
            "checked": self.checked,
            "skipped": dict(self.skipped),
            "counts": {severity: counts[severity] for severity in SEVERITIES},
            "findings": [_row(row) for row in self.sorted()],
        }


def line(finding: Finding, *, count: int = 1, source: str = "") -> str:
    """Format a finding as one line that begins with `file:line:`, which editors can open."""
    place = f"openapi/{finding.place}: " if finding.place else ""
    actual = f"; got {finding.actual}" if finding.actual else ""
    where = [f"{count} times"] * (count > 1) + [f"first in {source}" if count > 1 else source] * bool(source)
    return (
        f"{place}{finding.severity}: {finding.kind}: {finding.operation} {finding.status} {finding.pointer}: "
        f"{finding.expected}{actual}" + (f" ({', '.join(where)})" if where else "")
    )


def lines(report: Report) -> list[str]:
    """Format the whole report as lines. They repeat text of the service, which the caller must escape."""
    rows = [line(row.finding, count=row.count, source=row.source) for row in report.sorted()]
    return [*rows, *report.summary()]


def _key(finding: Finding) -> tuple[object, ...]:
    # Findings in different items of an array are merged; different values outside an enum are not.
    pointer = _INDEX.sub("/*", finding.pointer)
    value = finding.actual if finding.kind == "enum" else ""
    return finding.rule, finding.operation, finding.status, pointer, finding.expected, value


def _row(row: Row) -> dict[str, Any]:
    finding = row.finding
    return {
        "kind": finding.kind,
        "severity": finding.severity,
        "operation": finding.operation,
        "status": finding.status,
        "pointer": finding.pointer,
        "contract": finding.expected,
        "came": finding.actual,
        "place": finding.place,
        "count": row.count,
        "source": row.source,
    }

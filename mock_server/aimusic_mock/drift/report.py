"""Gathers findings, folds what is the same, and tells them to people and to programs."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from attrs import define, field

from aimusic_mock.drift.finding import SEVERITIES, Finding, Severity
from aimusic_mock.drift.response_checks import Result

_INDEX = re.compile(r"/\d+(?=/|$)")


@define
class Row:
    """A finding, how often it was made, and where first."""

    finding: Finding
    source: str
    count: int = 1


@define
class Report:
    """What was found in all exchanges so far."""

    rows: dict[tuple[object, ...], Row] = field(factory=dict)
    exchanges: int = 0
    checked: int = 0
    skipped: Counter[str] = field(factory=Counter)

    def add(self, result: Result, source: str) -> list[Finding]:
        """Take the result of an exchange and return what was not found before."""
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
        """Count an exchange that is not checked at all."""
        self.exchanges += 1
        self.skipped[why] += 1

    def sorted(self) -> list[Row]:
        """Return the findings, the worst first, else as they came."""
        return sorted(self.rows.values(), key=lambda row: SEVERITIES.index(row.finding.severity))

    def has(self, least: Severity) -> bool:
        """Tell whether there is a finding that is as bad as `least`, or worse."""
        grave = SEVERITIES[: SEVERITIES.index(least) + 1]
        return any(row.finding.severity in grave for row in self.rows.values())

    def summary(self) -> str:
        """Return one line about everything, and one for each reason why something was not checked."""
        counts = Counter(row.finding.severity for row in self.rows.values())
        parts = ", ".join(f"{counts[severity]} {severity}" for severity in SEVERITIES if counts[severity]) or "no drift"
        lines = [f"{self.exchanges} exchanges, {self.checked} checked: {parts}"]
        lines += [f"  not checked: {count} {why}" for why, count in sorted(self.skipped.items())]
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """Return everything for a program."""
        counts = Counter(row.finding.severity for row in self.rows.values())
        return {
            "exchanges": self.exchanges,
            "checked": self.checked,
            "skipped": dict(self.skipped),
            "counts": {severity: counts[severity] for severity in SEVERITIES},
            "findings": [_row(row) for row in self.sorted()],
        }


def line(finding: Finding, *, count: int = 1, source: str = "") -> str:
    """Return a finding as one line, which begins with a place that editors know to open."""
    place = f"openapi/{finding.place}: " if finding.place else ""
    actual = f"; came {finding.came}" if finding.came else ""
    where = [f"{count} times"] * (count > 1) + [f"first in {source}" if count > 1 else source] * bool(source)
    return (
        f"{place}{finding.severity}: {finding.kind}: {finding.operation} {finding.status} {finding.pointer}: "
        f"{finding.says}{actual}" + (f" ({', '.join(where)})" if where else "")
    )


def text(report: Report) -> str:
    """Return everything for people."""
    rows = [line(row.finding, count=row.count, source=row.source) for row in report.sorted()]
    return "\n".join([*rows, report.summary()])


def _key(finding: Finding) -> tuple[object, ...]:
    # Items of an array are alike; of values that are not on a list, each is news.
    pointer = _INDEX.sub("/*", finding.pointer)
    value = finding.came if finding.kind == "enum" else ""
    return finding.rule, finding.operation, finding.status, pointer, finding.says, value


def _row(row: Row) -> dict[str, Any]:
    line = row.finding
    return {
        "kind": line.kind,
        "severity": line.severity,
        "operation": line.operation,
        "status": line.status,
        "pointer": line.pointer,
        "contract": line.says,
        "came": line.came,
        "place": line.place,
        "count": row.count,
        "source": row.source,
    }

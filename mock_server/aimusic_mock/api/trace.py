"""What is known of the request at hand, for its headers and the journal: its id, its world, and why it was answered so.

A request gets its number and its id at the moment at which its world deals with it, so that a replay in the order of
the numbers gives the same ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from attrs import define, field
from flask import g

from aimusic_mock.domain.ids import Ids
from aimusic_mock.domain.world import World
from aimusic_mock.faults.scenarios import RequestedFaults
from aimusic_mock.settings import Dialect

REQUEST_ID = "X-Request-Id"
"""The header that clients look for when they report a fault."""

DIALECT_HEADER = "X-Mock-Dialect"

Recording = Literal["there", "missing"]
"""What a look at the address of an uploaded recording found."""


@define
class Trace:
    """One request, as far as it has come."""

    world: World
    number: int | None = None
    request_id: str | None = None
    at: float = 0.0
    operation: str | None = None
    account: int | None = None
    dialect: Dialect | None = None
    body: bytes = field(default=b"", repr=False)
    wrong: RequestedFaults = field(factory=RequestedFaults)
    fate: str | None = None
    journaled: bool = True
    recording: Recording | None = None

    def begin(self) -> int:
        """Give the request its number, its id and its time, once; return the number."""
        with self.world.store.lock:
            if self.number is None:
                self.number = self.world.journal.number()
                self.request_id = self.world.ids.request()
                self.at = self.world.clock.now()
            return self.number

    def begin_quietly(self, ids: Ids) -> None:
        """Give a request that the world does not count an id of another series."""
        if self.request_id is None:
            self.request_id = ids.request()

    def headers(self) -> dict[str, str]:
        """Return the headers that explain the reply."""
        told = {
            REQUEST_ID: self.request_id,
            "X-Mock-World": self.world.name,
            "X-Mock-Clock": f"{self.world.clock.name}; now={self._told_time():.3f}",
            DIALECT_HEADER: self.dialect,
            "X-Mock-Scenario": self.wrong.names,
            "X-Mock-Rule": self.wrong.source,
            "X-Mock-Fate": self.fate,
        }
        return {name: value for name, value in told.items() if value}

    def _told_time(self) -> float:
        """Return the time that the reply is about: an auto clock may have gone on, and the owner may have moved it."""
        return self.world.clock.now() if self.operation == "admin" or not self.number else self.at

    def explained(self) -> Mapping[str, Any]:
        """Return the same for the journal."""
        told = {
            "dialect": self.dialect,
            "clock": self.world.clock.name,
            "scenarios": [each.name for each in self.wrong.scenarios],
            "source": self.wrong.source,
            "fate": self.fate,
            "recording": self.recording,
        }
        return {name: value for name, value in told.items() if value}


def current() -> Trace:
    """Return the trace of the request at hand."""
    trace: Trace = g.trace
    return trace

"""The names of the headers that the mock reads and sends beyond HTTP's own."""

from __future__ import annotations

from aimusic_mock.faults import scenarios
from aimusic_mock.worlds import registry

REQUEST_ID = "X-Request-Id"
"""The header that a client quotes when it reports a fault."""

MOCK_PREFIX = "X-Mock-"
CLOCK = "X-Mock-Clock"
DIALECT = "X-Mock-Dialect"
FATE = "X-Mock-Fate"
RULE = "X-Mock-Rule"
SCENARIO = scenarios.HEADER
WORLD = registry.HEADER

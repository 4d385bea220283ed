"""The client's default numbers, each with its reason. Durations in seconds."""

from __future__ import annotations

BASE_URL = "https://api.aimusicapi.ai"
"""The service, as the contract's `servers` says; it takes HTTPS only."""

TIMEOUT = 30.0
"""For one request: they are short, since the work happens in the task."""

SLOW_TIMEOUT = 120.0
"""For a request whose answer waits for an upload, which may take a minute, and for lyrics."""

CONNECT_TIMEOUT = 5.0
"""To reach the service at all."""

RETRIES = 2
"""Tries after the first one, as other clients of paid services have it."""

BACKOFF_FIRST = 0.5
BACKOFF_LAST = 8.0
"""The longest pause before the first retry, and before any: doubled in between."""

RETRY_AFTER_CAP = 60.0
"""The longest `Retry-After` that is waited for. Beyond it the caller knows better what to do, and gets the error."""

PACE_INTERVAL = 3.0
"""Between two submits: the standard plan takes one in 3 seconds."""

POLL_FIRST = 15.0
POLL_NEXT = 20.0
"""From a submit to the first look, and between looks: the Introduction asks for one in 15 to 25 seconds."""

POLL_SPREAD = 0.1
"""Share by which pauses between looks vary, so that many clients that started together drift apart."""

POLL_FLOOR = 3.0
"""The shortest interval between two polls of the service, for any `poll_interval`: its plan allows no more."""

POLL_LOOPBACK = 0.1
"""The interval between polls of a server on this machine, such as the mock: no plan limits it, and its songs may be instant."""

WAIT_TIMEOUT = 600.0
"""How long a task is waited for: three times what the slowest documented task takes."""

LAST_LOOK_TIMEOUT = 5.0
"""The longest that the poll at the deadline may take: the caller asked for the deadline."""

BUILD_TIMEOUT = 120.0
"""How long a MIDI file is waited for. The service answers at once that it is not ready; how long it takes is not documented."""

BUILD_INTERVAL = 5.0
"""Between two questions for it: each is a POST, of which the plan allows one in 3 seconds."""

WEBHOOK_TOLERANCE = 300.0
"""How far a webhook's timestamp may be off, either way; known receivers allow 5 minutes."""

"""The client's default numbers, each with its reason. Durations in seconds."""

from __future__ import annotations

BASE_URL = "https://api.aimusicapi.ai"
"""The service's URL, from the contract's `servers`; HTTPS only."""

TIMEOUT = 30.0
"""Per request. Requests are short, since the work happens in the task."""

SLOW_TIMEOUT = 120.0
"""Per request that waits for an upload, which may take a minute, and for lyrics."""

CONNECT_TIMEOUT = 5.0
"""To open a connection."""

RETRIES = 2
"""Retries after the first attempt; the usual default of clients of paid services."""

BACKOFF_FIRST = 0.5
BACKOFF_LAST = 8.0
"""The longest pause before the first retry, and before any retry; doubled in between."""

RETRY_AFTER_CAP = 60.0
"""The longest `Retry-After` to wait for. Beyond it the error is raised, and the caller decides."""

PACE_INTERVAL = 3.0
"""Between two submits: the standard plan allows one every 3 seconds."""

POLL_FIRST = 15.0
POLL_NEXT = 20.0
"""From a submit to the first poll, and between polls: the Introduction asks for one every 15 to 25 seconds."""

POLL_JITTER = 0.1
"""Fraction by which poll intervals vary, so that clients that started together spread out."""

POLL_FLOOR = 3.0
"""The shortest interval between two polls of the service, also for a smaller `interval`: its plan allows no more."""

POLL_LOOPBACK = 0.1
"""The interval between polls of a server on this machine, such as the mock: no plan applies, and its songs may be instant."""

WAIT_TIMEOUT = 600.0
"""How long to wait for a task: three times as long as the slowest documented task takes."""

FINAL_POLL_TIMEOUT = 5.0
"""The longest that the poll at the deadline may take, so that a wait does not exceed its deadline by much."""

BUILD_TIMEOUT = 120.0
"""How long to wait for a MIDI file. The service responds at once that it is not ready; how long it takes is undocumented."""

BUILD_INTERVAL = 5.0
"""Between two requests for it: each is a POST, and the plan allows one every 3 seconds."""

WEBHOOK_TOLERANCE = 300.0
"""How far a webhook's timestamp may be off, in either direction; known receivers allow 5 minutes."""

MAX_DOWNLOAD_BYTES = 256 * 1024 * 1024
"""The largest file to download, decompressed: 24 minutes of WAV at 48 kHz in stereo, several times as long as one song."""

"""Check that the mock's memory stays flat under load: 200,000 mixed requests in one process.

    python -m contract_tests.bench.memory [requests]

Prints the memory after each tenth of the requests. Exits with 1 if it grows by more than 20 % after the first tenth.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

from flask.testing import FlaskClient

from aimusic_mock import Settings, create_app

REQUESTS = 200_000
BAR = 1.2
"""The limit for the largest memory relative to that after the first tenth."""

_HEADERS = {"Authorization": "Bearer mock-key"}


def resident_mib() -> float:
    """Return the memory of this process, in MiB."""
    fields = dict(line.split(":", 1) for line in Path("/proc/self/smaps_rollup").read_text().splitlines()[1:])
    return int(fields["Pss"].split()[0]) / 1024


def send(client: FlaskClient, count: int) -> Iterator[int]:
    """Send `count` requests, two of five of them charged, and yield each status."""
    task_id = "none"
    for number in range(count):
        match number % 5:
            case 0:
                body = {
                    "custom_mode": True,
                    "mv": "sonic-v5",
                    "title": f"Song {number}",
                    "prompt": "[Verse]\n" + "row on " * 60,
                }
                reply = client.post("/api/v1/sonic/create", headers=_HEADERS, json=body)
                task_id = reply.get_json().get("task_id", task_id)
            case 1:
                scenario = {"X-Mock-Scenario": "task-fails"} if number % 50 == 1 else {}
                body = {"sound": "folk", "lyrics": f"Row {number}"}
                reply = client.post("/api/v1/producer/create", headers={**_HEADERS, **scenario}, json=body)
            case 2:
                reply = client.get(f"/api/v1/sonic/task/{task_id}", headers=_HEADERS)
            case 3:
                reply = client.post(
                    "/api/v1/sonic/upload", headers=_HEADERS, json={"url": f"https://example.com/{number}.mp3"}
                )
            case _:
                reply = client.get(f"/nothing/{number}")
                client.post("/__mock__/clock/advance", json={"seconds": 1})
        yield reply.status_code


def main(count: int = REQUESTS) -> int:
    """Run and print; return 1 if the memory is not flat."""
    app = create_app(Settings(clock="manual", plan="unlimited", credits=10**9))
    client = app.test_client()
    statuses: dict[int, int] = {}
    sizes: list[float] = []
    for _ in range(10):
        for status in send(client, count // 10):
            statuses[status] = statuses.get(status, 0) + 1
        gc.collect()
        sizes.append(resident_mib())
        print(f"{len(sizes) * count // 10:>8} requests  {sizes[-1]:7.1f} MiB", flush=True)
    world = app.extensions["aimusic"].world
    growth = max(sizes) / sizes[0]
    print(
        f"statuses {statuses}; journal {len(world.journal)} of {world.journal.numbers}; tasks {len(world.store.tasks)}"
    )
    print(f"largest / first tenth = {growth:.3f} (at most {BAR})")
    return int(growth > BAR or 500 in statuses)


if __name__ == "__main__":
    sys.exit(main(*(int(number) for number in sys.argv[1:2])))

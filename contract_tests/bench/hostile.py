"""Whether the mock survives hostile sizes: 200,000 requests under a memory limit, and what honest clients notice of it.

    python -m contract_tests.bench.hostile [requests]

Starts `aimusic-mock serve` in a process of its own, sends requests of hostile sizes from four processes, and an honest GET
twenty times a second. Exits with 1 if the process ends or answers with a 500, if its memory exceeds 300 MiB, or if the
slowest percent of the honest GETs takes longer than the limit. Some minutes; not a part of `make bench`.
"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

REQUESTS = 200_000
ATTACKERS = 4
LARGE_EVERY = 100
HONEST_INTERVAL_S = 0.05
PATIENCE_S = 60.0
MEMORY_MIB = 300.0
BAR_S = 0.1
"""The limit for the honest GETs' 99th percentile, beside four busy attackers."""

KIB, MIB = 1024, 1024 * 1024
KEY = {"Authorization": "Bearer mock-key"}
JSON = {**KEY, "Content-Type": "application/json"}
SONG = {"custom_mode": True, "mv": "sonic-v5", "title": "Harbour", "prompt": "[Verse]\nrow on"}

Sent = tuple[str, str, dict[str, str], bytes]


def small(chance: Random, number: int) -> Sent:
    """Return a request that is odd, but of a usual size: most of the load."""
    match number % 6:
        case 0:
            return (
                "POST",
                "/api/v1/sonic/create",
                JSON,
                json.dumps({**SONG, "title": "x" * chance.randrange(81)}).encode(),
            )
        case 1:
            return "GET", "/api/v1/sonic/task/" + "%00" * chance.randrange(200), KEY, b""
        case 2:
            return "POST", "/api/v1/producer/create", JSON, json.dumps({"sound": "é" * chance.randrange(3000)}).encode()
        case 3:
            return "GET", "/nothing?" + "a=b&" * chance.randrange(1500), {}, b""
        case 4:
            headers = {f"X-{name}": "v" * 100 for name in range(chance.randrange(60))}
            return "GET", "/api/v1/get-credits", {**KEY, **headers}, b""
        case _:
            secret = {"webhook_url": "https://example.com/hook", "webhook_secret": "s" * chance.randrange(2000)}
            return "POST", "/api/v1/sonic/create", JSON, json.dumps({**SONG, **secret}).encode()


def large(chance: Random, number: int) -> Sent:
    """Return a request of a hostile size, most of which must be refused."""
    match number % 6:
        case 0:
            return "POST", "/api/v1/sonic/create", JSON, json.dumps({**SONG, "prompt": "x" * MIB}).encode()[:MIB]
        case 1:
            body = {**SONG, **{f"key{name}": name for name in range(chance.randrange(40_000))}}
            return "POST", "/api/v1/sonic/create", JSON, json.dumps(body).encode()[: MIB - 1]
        case 2:
            return "POST", "/api/v1/sonic/lyrics", JSON, b'{"description": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"
        case 3:
            return "POST", "/api/v1/sonic/create", JSON, json.dumps({**SONG, "tags": [[]] * 200_000}).encode()
        case 4:
            return "PUT", "/__mock__/snapshot", {"Content-Type": "application/json"}, b"[" + b"1," * (2 * MIB) + b"1]"
        case _:
            return "POST", "/nothing", {"X-Long": "v" * 60 * KIB}, b"x" * MIB


def attack(port: int, seed: int, count: int) -> Counter[int]:
    """Send `count` requests over one connection at a time, and return how often each status came; 0 for a cut connection."""
    chance, statuses = Random(seed), Counter[int]()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    for number in range(count):
        kind = large if number % LARGE_EVERY == seed % LARGE_EVERY else small
        method, path, headers, body = kind(chance, number + number // LARGE_EVERY)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            response.read()
            statuses[response.status] += 1
        except (OSError, http.client.HTTPException):  # refused before the body was read
            connection.close()
            statuses[0] += 1
    connection.close()
    return statuses


def honest_get(port: int) -> float:
    """Send a GET of a client that behaves, over a connection of its own, and return its time in seconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    began = time.perf_counter()
    connection.request("GET", "/api/v1/get-credits", headers=KEY)
    status = connection.getresponse().status
    took = time.perf_counter() - began
    connection.close()
    if status != http.client.OK:
        raise RuntimeError(f"an honest client got {status}")
    return took


def memory_mib(pid: int) -> float:
    """Return the memory of a process, in MiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / KIB


def run(port: int, pid: int, count: int) -> tuple[Counter[int], list[float], float]:
    """Attack, and return the statuses, the times of the honest GETs in ascending order, and the largest memory in MiB."""
    times, largest, timer = [], memory_mib(pid), threading.Event()
    with ProcessPoolExecutor(ATTACKERS, get_context("spawn")) as pool:
        attacks = [pool.submit(attack, port, seed, count // ATTACKERS) for seed in range(ATTACKERS)]
        while not all(future.done() for future in attacks):
            times.append(honest_get(port))
            largest = max(largest, memory_mib(pid))
            timer.wait(HONEST_INTERVAL_S)
    return sum((future.result() for future in attacks), Counter[int]()), sorted(times), largest


def main(count: int = REQUESTS) -> int:
    """Start the mock, run and print; return 1 if a limit is exceeded."""
    command = [
        sys.executable,
        "-m",
        "aimusic_mock",
        "serve",
        "--port",
        "0",
        "--plan",
        "unlimited",
        "--credits",
        "1000000",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            port = urlsplit(process.stdout.readline().split()[3]).port
            assert port is not None
            idle = sorted(honest_get(port) for _ in range(100))
            statuses, times, largest = run(port, process.pid, count)
            alive = process.poll() is None
        finally:
            process.terminate()
    p99 = times[int(len(times) * 0.99)]
    print(f"{count} requests: {dict(sorted(statuses.items()))}; alive: {alive}")
    print(f"memory at most {largest:.0f} MiB (at most {MEMORY_MIB:g})")
    print(
        f"{len(times)} honest GETs: median {times[len(times) // 2] * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms, slowest "
        f"{times[-1] * 1000:.1f} ms (p99 at most {BAR_S * 1000:g}); idle: median {idle[50] * 1000:.1f} ms"
    )
    failed = [status for status in statuses if status >= http.client.INTERNAL_SERVER_ERROR]
    return int(not alive or bool(failed) or largest > MEMORY_MIB or p99 > BAR_S)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))

"""Compare a whole song in process (submit, running, succeeded, audio, webhook, ledger) with a song of the yardstick.

    python -m contract_tests.bench.journey

Both make songs in turn, so that a busy machine slows both. Prints the medians of five rounds, and fails when the best
round is over the bar.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable

import httpx

from contract_tests.bench import yardstick
from contract_tests.journeys import song

BAR = 8.0
"""The mock validates, journals, signs and delivers where the yardstick answers from a dictionary."""

ROUNDS, SONGS = 5, 25


def seconds(make_song: Callable[[httpx.Client, int], None], client: httpx.Client, number: int) -> float:
    """Return how long one song takes."""
    start = time.perf_counter()
    make_song(client, number)
    return time.perf_counter() - start


def main() -> int:
    """Run and print; return 1 over the bar."""
    ours, theirs = song.make_client(), yardstick.make_client()
    gc.collect()
    gc.freeze()  # the contract and its validators, which every full collection would walk through again
    ratios = []
    for first in range(0, ROUNDS * SONGS, SONGS):
        pairs = [
            (seconds(song.make_song, ours, number), seconds(yardstick.make_song, theirs, number))
            for number in range(first, first + SONGS)
        ]
        mock, reference = (statistics.median(times) for times in zip(*pairs, strict=True))
        ratios.append(mock / reference)
        print(f"a whole song: {mock * 1000:.1f} ms; yardstick {reference * 1000:.1f} ms; ratio {ratios[-1]:.2f}")
    print(f"best ratio {min(ratios):.2f} (at most {BAR:g})")
    return int(min(ratios) > BAR)


if __name__ == "__main__":
    sys.exit(main())

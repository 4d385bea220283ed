"""A whole song, in process: every step is correct, and not much slower than with the smallest possible mock."""

from __future__ import annotations

import itertools

from contract_tests.bench import yardstick
from contract_tests.journeys.song import make_client, make_song
from contract_tests.support import speed

BAR = 20
"""More than twice the limit of `make bench`, which runs alone; tests run beside other load."""

SONGS = 8
"""Songs of the smallest mock in one measurement: as long as one song of the mock, so that other load slows both alike."""


def test_song_from_submit_to_ledger_takes_a_few_times_as_long_as_the_smallest_mock() -> None:
    numbers = itertools.count()
    client, reference = make_client(), yardstick.make_client()

    def make_reference_songs() -> None:
        for _ in range(SONGS):
            yardstick.make_song(reference, 0)

    took = speed.units(lambda: make_song(client, next(numbers)), make_reference_songs, tries=15)

    assert took * SONGS <= BAR

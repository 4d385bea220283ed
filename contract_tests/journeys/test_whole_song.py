"""Three minutes of the service's work, in process: every step right, and not much slower than the smallest mock."""

from __future__ import annotations

import itertools

from contract_tests.bench import yardstick
from contract_tests.journeys.song import make_client, make_song
from contract_tests.support import speed

BAR = 20
"""More than twice what `make bench` demands, which runs alone; tests run beside other load."""


def test_song_from_submit_to_ledger_takes_a_few_times_as_long_as_the_smallest_mock() -> None:
    numbers = itertools.count()
    client, reference = make_client(), yardstick.make_client()

    took = speed.units(lambda: make_song(client, next(numbers)), lambda: yardstick.make_song(reference, 0), tries=15)

    assert took <= BAR

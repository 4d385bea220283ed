"""Ids and random numbers: both from the seed alone."""

from __future__ import annotations

import uuid

from aimusic_mock.domain.ids import Ids, rng


def test_ids_of_one_seed_come_again_in_the_same_order() -> None:
    assert [Ids(1).new("task") for _ in range(3)] != [Ids(2).new("task") for _ in range(3)]
    one, other = Ids(1), Ids(1)
    assert [one.new("task") for _ in range(50)] == [other.new("task") for _ in range(50)]


def test_ids_are_version_4_uuids_and_all_different() -> None:
    ids = Ids(1)
    created = [ids.new(kind) for kind in ("task", "clip", "persona") for _ in range(500)]
    assert len(set(created)) == 1500
    assert all(str(uuid.UUID(item)) == item and uuid.UUID(item).version == 4 for item in created)


def test_ids_of_a_kind_do_not_depend_on_other_kinds() -> None:
    one, other = Ids(1), Ids(1)
    one.new("clip")
    assert one.new("task") == other.new("task")


def test_ids_reset_come_again() -> None:
    ids = Ids(1)
    first = ids.new("task"), ids.request()
    ids.reset()
    assert (ids.new("task"), ids.request()) == first


def test_request_id_has_its_prefix_and_no_hyphens() -> None:
    created = Ids(1).request()
    assert created.startswith("req_")
    assert len(created) == 36
    assert "-" not in created


def test_chance_depends_on_seed_and_subject_only() -> None:
    ids = Ids(1)
    drawn = ids.rng("song", 4).random()
    ids.new("song")
    assert ids.rng("song", 4).random() == drawn == rng(1, "song", 4).random()
    assert ids.rng("song", 5).random() != drawn
    assert Ids(2).rng("song", 4).random() != drawn


def test_chance_about_any_text_is_drawn() -> None:
    assert rng("\ud800").random() != rng("\ud801").random()

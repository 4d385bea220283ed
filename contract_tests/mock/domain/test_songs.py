"""Songs: composed from a brief and random numbers, and from nothing else."""

from __future__ import annotations

import ast
import random
from typing import Any

import pytest
from attrs import NOTHING, evolve, fields

from aimusic_mock.domain.songs import INSTRUMENTAL, LENGTH_S, SHORT_LENGTH_S, Brief, Song, compose, join

RIVER = Brief(description="a folk song about a slow river")


def _compose(brief: Brief, seed: int = 1) -> Song:
    return compose(brief, random.Random(seed))


def test_song_of_one_brief_and_seed_is_the_same() -> None:
    assert _compose(RIVER) == _compose(RIVER)


def test_song_of_another_seed_differs() -> None:
    assert _compose(RIVER, 1) != _compose(RIVER, 2)


def test_song_of_another_prompt_differs_and_takes_up_its_words() -> None:
    river, desert = _compose(RIVER), _compose(Brief(description="a folk song about a burning desert"))
    assert river.lyrics != desert.lyrics
    assert "river" in river.lyrics
    assert "desert" in desert.lyrics


def test_song_keeps_whatever_the_brief_gives() -> None:
    provided: dict[str, Any] = {
        "title": "Mine",
        "style": "ska",
        "lyrics": "[Verse]\nMy words",
        "model": "sonic-v5",
        "negative": "drums",
        "style_weight": 0.25,
        "weirdness": 0.75,
        "duration_s": 12.5,
        "seed": 99,
        "labels": {"mood": "calm"},
        "continues": "c0",
        "continue_at": 3.5,
        "section": True,
    }
    song = _compose(Brief(**provided))
    assert {name: getattr(song, name) for name in provided} == provided


@pytest.mark.parametrize("brief", [RIVER, Brief(lyrics="[Verse]\nA river")])
def test_song_without_a_voice_has_the_marker_for_lyrics(brief: Brief) -> None:
    song = _compose(evolve(brief, instrumental=True))
    assert song.lyrics == INSTRUMENTAL == "[Instrumental]"
    assert song.sung == ""


def test_song_of_nothing_at_all_is_an_instrumental_with_a_title() -> None:
    song = _compose(Brief())
    assert song.lyrics == INSTRUMENTAL
    assert song.title
    assert song.style


def test_song_made_from_another_takes_over_what_the_brief_leaves_open() -> None:
    source = _compose(evolve(RIVER, title="Source", style="ska", model="sonic-v4"))
    song = _compose(Brief(source=source), seed=5)
    assert (song.title, song.style, song.model, song.lyrics) == ("Source", "ska", "sonic-v4", source.lyrics)
    assert song.seed != source.seed


@pytest.mark.parametrize(
    ("model", "range_s"),
    [("sonic-v3-5", SHORT_LENGTH_S), ("sonic-v4", SHORT_LENGTH_S), ("sonic-v5", LENGTH_S), (None, LENGTH_S)],
)
def test_song_length_depends_on_the_model(model: str | None, range_s: tuple[float, float]) -> None:
    lengths = [_compose(evolve(RIVER, model=model), seed).duration_s for seed in range(50)]
    assert range_s[0] <= min(lengths) < max(lengths) <= range_s[1]
    assert all(length == round(length, 2) for length in lengths)


def test_stem_is_named_after_its_part(song: Song) -> None:
    stem = song.named_part("backing vocals")
    assert (stem.title, stem.part) == ("Paper Boats - Backing Vocals", "backing vocals")
    assert stem.duration_s == song.duration_s


def test_join_plays_one_song_after_the_other(song: Song) -> None:
    whole = join(song, evolve(song, title="More", lyrics="[Bridge]\nOn", duration_s=20.25))
    assert (whole.title, whole.lyrics, whole.duration_s) == ("Paper Boats", "[Verse]\nRow on\n\n[Bridge]\nOn", 120.75)


def test_join_cuts_the_first_song_where_the_second_continues_it(song: Song) -> None:
    part = evolve(song, continues="c0", continue_at=30.0, duration_s=20.0)
    assert join(song, part).duration_s == 50
    assert join(song, evolve(part, continue_at=1000.0)).duration_s == 120.5


def test_join_of_a_chain_counts_every_part_once(song: Song) -> None:
    second = evolve(song, continues="first", continue_at=60.0, duration_s=50.0)
    third = evolve(song, continues="second", continue_at=40.0, duration_s=25.0)
    tail = join(second, third)
    assert (tail.continues, tail.continue_at) == ("first", 60.0)
    whole = join(song, tail)
    assert whole.duration_s == 60 + 40 + 25
    assert whole.continues is None


def test_join_of_a_section_keeps_the_length_of_the_song(song: Song) -> None:
    assert join(song, evolve(song, duration_s=8.0, section=True)).duration_s == song.duration_s


def test_join_of_instrumentals_has_the_marker_once(song: Song) -> None:
    silent = evolve(song, lyrics=INSTRUMENTAL)
    assert join(silent, silent).lyrics == INSTRUMENTAL
    assert join(silent, song).lyrics == song.lyrics


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "x"),
        ("seed", 2),
        ("model", "sonic-v3-5"),
        ("style_weight", 0.0),
        ("section", True),
        ("continue_at", 0.0),
        ("labels", {"genre": "Folk"}),
    ],
)
def test_identity_differs_with_every_field(song: Song, name: str, value: object) -> None:
    assert evolve(song, **{name: value}).identity != song.identity


def test_identity_leaves_out_fields_with_their_defaults() -> None:
    song = Song(title="Paper Boats", style="folk", lyrics="Row on", duration_s=90.0, seed=1)
    names = [name for name, _ in ast.literal_eval(song.identity)]
    assert names == sorted(field.name for field in fields(Song) if field.default is NOTHING)

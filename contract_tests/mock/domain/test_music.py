"""What is measured in a song: tempo, notes, alignment, all inside the song's length."""

from __future__ import annotations

from itertools import pairwise

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from aimusic_mock.domain import music
from aimusic_mock.domain.songs import INSTRUMENTAL, Song
from contract_tests.support import speed

SUNG = Song("t", "folk", "words", 100.0, 7)


@pytest.mark.parametrize(
    ("style", "bpm"),
    [("folk, 92 bpm", 92), ("128BPM techno", 128), ("20 bpm", 20), ("999  Bpm", 999)],
)
def test_tempo_named_in_the_style_is_the_tempo(song: Song, style: str, bpm: int) -> None:
    tempo = music.tempo(evolve(song, style=style))
    assert tempo.average == bpm
    assert 0 < tempo.lowest < bpm < tempo.highest
    assert tempo.beat_s == 60 / bpm


@pytest.mark.parametrize("style", ["", "folk", "00 bpm", "10 bpm", "1234 bpm", "bpm 90", "90 bpms"])
def test_tempo_not_named_is_an_ordinary_one(song: Song, style: str) -> None:
    tempo = music.tempo(evolve(song, style=style))
    assert music.TEMPO_BPM[0] <= tempo.average <= music.TEMPO_BPM[1]
    assert music.tempo(evolve(song, style=style)) == tempo


def test_tempo_differs_from_song_to_song(song: Song) -> None:
    assert len({music.tempo(evolve(song, seed=seed)).average for seed in range(20)}) > 5


def test_notes_lie_inside_the_song_and_do_not_overlap(song: Song) -> None:
    result = music.notes(song)
    assert list(result) == ["Electric Bass", "Piano", "Synth Voice"]
    for line in result.values():
        assert line[0].start == 0
        assert song.duration_s - 5 < line[-1].end <= song.duration_s
        assert all(0 <= note.pitch <= 127 and 0 < note.velocity <= 1 for note in line)
        assert all(one.start < one.end <= other.start + 1e-6 for one, other in pairwise(line))


def test_notes_follow_from_the_seed_and_the_tempo(song: Song) -> None:
    assert music.notes(song) == music.notes(evolve(song, title="other"))
    assert music.notes(song) != music.notes(evolve(song, seed=8))
    slow, fast = (music.notes(evolve(song, style=f"{bpm} bpm"))["Piano"] for bpm in (60, 120))
    assert (len(slow), len(fast)) == (100, 201)


def test_notes_of_a_song_without_length_are_none(song: Song) -> None:
    assert music.notes(evolve(song, duration_s=0.0)) == {"Electric Bass": [], "Piano": [], "Synth Voice": []}


LYRICS = [
    "one two",
    "[Verse]\nRow on\n\n[Chorus]\nHome, home!\n",
    "  \n leading space",
    "trailing space \n\n",
    "ends in a tag [Outro]\n",
    "an [unclosed tag",
    "a [ b ] c ] [[nested]] [",
    "[Verse][Chorus]\nwords",
    "河\u3000の歌\r\n\tx",
]


@pytest.mark.parametrize("lyrics", LYRICS)
def test_alignment_words_join_to_the_lyrics(song: Song, lyrics: str) -> None:
    assert "".join(word.text for word in music.alignment(evolve(song, lyrics=lyrics))) == lyrics


def test_alignment_gives_tags_to_the_word_after_them(song: Song) -> None:
    words = music.alignment(evolve(song, lyrics="[Verse]\nRow on\n\n[Chorus]\nHome"))
    assert [word.text for word in words] == ["[Verse]\nRow ", "on\n\n", "[Chorus]\nHome"]


@given(st.text("ab[] \n", max_size=60), st.floats(0, 500))
def test_alignment_is_whole_rising_and_inside_the_song(lyrics: str, duration_s: float) -> None:
    song = evolve(SUNG, lyrics=lyrics, duration_s=round(duration_s, 2))
    words = music.alignment(song)
    assert not words or "".join(word.text for word in words) == lyrics
    times = [moment for word in words for moment in (word.start, word.end)]
    assert times == sorted(times)
    assert all(0 <= moment <= song.duration_s for moment in times)
    assert all(0 <= word.confidence <= 1 for word in words)


def test_alignment_leaves_room_before_the_first_word(song: Song) -> None:
    words = music.alignment(song)
    assert words[0].start == music.INTRO_S
    assert words[0].end > words[0].start


@pytest.mark.parametrize("lyrics", [INSTRUMENTAL, "", " \n", "[Verse]", "[Verse]\n\n[Chorus]\n"])
def test_alignment_of_nothing_sung_is_empty(song: Song, lyrics: str) -> None:
    assert music.alignment(evolve(song, lyrics=lyrics)) == []


HOSTILE = {
    "opening": "[" * 5000,
    "closing": "]" * 5000,
    "pairs": "[]" * 2500,
    "unclosed_words": "[a " * 1700,
    "spaces": " " * 4999 + "x",
    "open_then_spaces": "[" + " " * 4998 + "x",
    "digits": "12 " * 1700,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_measured_in_time(song: Song, name: str) -> None:
    hostile = evolve(song, lyrics=HOSTILE[name], style=HOSTILE[name])

    def measure() -> None:
        music.alignment(hostile)
        music.tempo(hostile)

    assert speed.units(measure) < 10

"""Titles, lyrics and tags: the mock's own words around the customer's."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimusic_mock.domain import lyrics

SUBJECT = "a folk song about a slow river and don't forget the willow"


def test_keywords_are_the_words_that_say_something_each_once() -> None:
    assert lyrics.keywords("[Verse]\nThe river, the River and an old_boat! 42 of it") == ["river", "old_boat"]


def test_lyrics_of_one_seed_are_the_same_and_of_another_differ() -> None:
    assert lyrics.lyrics(SUBJECT, random.Random(1)) == lyrics.lyrics(SUBJECT, random.Random(1))
    assert lyrics.lyrics(SUBJECT, random.Random(1)) != lyrics.lyrics(SUBJECT, random.Random(2))


def test_lyrics_of_another_subject_differ() -> None:
    assert lyrics.lyrics("river", random.Random(1)) != lyrics.lyrics("desert", random.Random(1))


def test_lyrics_have_five_sections_and_the_same_chorus_twice() -> None:
    sections = lyrics.lyrics(SUBJECT, random.Random(1)).split("\n\n")
    tags = ["[Verse]", "[Chorus]", "[Verse 2]", "[Bridge]", "[Chorus]"]
    assert [section.split("\n")[0] for section in sections] == tags
    assert sections[1] == sections[4]
    assert [section.count("\n") for section in sections] == [4, 3, 4, 2, 3]


@pytest.mark.parametrize("subject", ["", "[Verse]", "the of and", "42", "\x00", "河の歌", "{a} {b.__class__} {0}"])
def test_words_about_anything_are_written(subject: str) -> None:
    rng = random.Random(1)
    assert lyrics.title(subject, rng)
    assert "{" not in lyrics.lyrics(subject, rng)


def test_title_capitalises_words_as_people_do() -> None:
    titles = {lyrics.title("don't", random.Random(seed)) for seed in range(20)}
    assert any("Don't" in title for title in titles)
    assert not any("Don'T" in title for title in titles)


@given(st.text(max_size=400), st.integers())
def test_title_has_at_most_80_characters_and_no_space_at_its_ends(subject: str, seed: int) -> None:
    title = lyrics.title(subject, random.Random(seed))
    assert 0 < len(title) <= 80
    assert title == title.strip()


def test_title_about_one_endless_word_is_cut() -> None:
    assert len(lyrics.title("x" * 10_000, random.Random(1))) <= 80


def test_lyrics_about_a_megabyte_are_short() -> None:
    assert len(lyrics.lyrics("x" * 1_000_000, random.Random(1))) < 200_000


def test_style_begins_with_the_genre_that_was_named() -> None:
    assert lyrics.style("some JAZZ at night", random.Random(1)).startswith("jazz, ")
    assert len(lyrics.style("", random.Random(1)).split(", ")) == 3


def test_upsampled_style_keeps_the_tags() -> None:
    text = lyrics.upsampled_style("ska,  punk ,", random.Random(1))
    assert re.match(r"A [a-z ]+ (slow|mid-tempo|upbeat|driving) track of ska and punk, with ", text)
    assert "no fixed style" in lyrics.upsampled_style(" , ", random.Random(1))

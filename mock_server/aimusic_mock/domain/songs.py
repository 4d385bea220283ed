"""Songs, the content of clips, and their composition from a brief.

A song follows from its brief and its random numbers alone, so the same seed sings the same song.
It knows no field names of the API: the handlers write the brief.
"""

from __future__ import annotations

import random
from collections.abc import Mapping

from attrs import NOTHING, evolve, field, fields, frozen

from aimusic_mock.domain import lyrics as words
from aimusic_mock.domain.sizes import text_bytes

OF_PART = " > "
"""Between the name of a stem and the name of a stem of it."""

INSTRUMENTAL = "[Instrumental]"
"""The lyrics of a song without a voice, as the service shows them."""

SHORT_MODELS = ("sonic-v3-5", "sonic-v4")
SHORT_LENGTH_S = (75.0, 119.0)
LENGTH_S = (120.0, 239.0)
"""The FAQ's rough lengths of one generation: about two minutes for the old models, about four for the others."""

MAX_DURATION_S = 7200.0
"""The longest song, in seconds. Parts can be joined without end, and the size of a file or a list of notes must have one."""


OVERHEAD_BYTES = 500
"""The size of a song without its texts, roughly."""


@frozen
class Song:
    """The content of a clip: `duration_s` in seconds, `seed` decides the notes.

    An extension `continues` another clip (its id) from `continue_at` on, in seconds; a `section` replaces a stretch.
    """

    title: str
    style: str
    lyrics: str
    duration_s: float
    seed: int
    model: str | None = None
    description: str | None = None
    negative: str | None = None
    style_weight: float | None = None
    weirdness: float | None = None
    vocal_variation: float | None = None
    part: str | None = None
    continues: str | None = None
    continue_at: float | None = None
    section: bool = False
    labels: Mapping[str, str] = field(factory=dict)

    @property
    def identity(self) -> str:
        """The fields that differ from their defaults, as text.

        Ids are made from it, so that another field of `Song` changes no id of a song that does not use it.
        """
        values = {attribute.name: getattr(self, attribute.name) for attribute in fields(Song)}
        return repr(
            sorted((name, value) for name, value in values.items() if name not in _OPTIONAL or value != _OPTIONAL[name])
        )

    @property
    def size(self) -> int:
        """The size in bytes, roughly."""
        texts = (self.title, self.style, self.lyrics, self.model, self.description, self.negative, self.part)
        return OVERHEAD_BYTES + text_bytes(*texts, *self.labels.values())

    @property
    def sung(self) -> str:
        """The lyrics, empty without a voice."""
        return "" if self.lyrics == INSTRUMENTAL else self.lyrics

    def named_part(self, part: str) -> Song:
        """Return the stem `part` of this song, or of this stem."""
        of_part = part if self.part is None else f"{self.part}{OF_PART}{part}"
        return evolve(self, title=f"{self.title} - {part.title()}", part=of_part)


_PLAIN = Song(title="", style="", lyrics="", duration_s=0.0, seed=0)
_OPTIONAL = {
    attribute.name: getattr(_PLAIN, attribute.name) for attribute in fields(Song) if attribute.default is not NOTHING
}
"""The fields with a default, and the default."""


@frozen
class Brief:
    """The wishes of a request. None leaves the choice to the composer.

    `description` and `subject` are topics of the lyrics; the song repeats the description as it was sent.
    """

    title: str | None = None
    style: str | None = None
    lyrics: str | None = None
    description: str | None = None
    subject: str | None = None
    instrumental: bool = False
    model: str | None = None
    negative: str | None = None
    style_weight: float | None = None
    weirdness: float | None = None
    vocal_variation: float | None = None
    duration_s: float | None = None
    seed: int | None = None
    source: Song | None = None
    continues: str | None = None
    continue_at: float | None = None
    section: bool = False
    labels: Mapping[str, str] = field(factory=dict)


def compose(brief: Brief, rng: random.Random) -> Song:
    """Make a song from a brief.

    Args:
        brief: the wishes.
        rng: makes the choices that the brief leaves open.

    Returns:
        A song with the lyrics of the brief, or with lyrics written from its description.
    """
    source = brief.source
    text = _lyrics(brief, rng)
    subject = _subject(brief) or brief.lyrics or (source.lyrics if source else "") or brief.style or ""
    title = brief.title or (source.title if source else None) or words.title(subject, rng)
    style = brief.style
    if style is None:
        style = (source.style if source else None) or words.style(subject, rng)
    duration_s = _length_s(brief, rng)
    seed = rng.getrandbits(32)
    return Song(
        title=title,
        style=style,
        lyrics=text,
        duration_s=duration_s,
        seed=seed if brief.seed is None else brief.seed,
        model=brief.model or (source.model if source else None),
        description=brief.description,
        negative=brief.negative,
        style_weight=brief.style_weight,
        weirdness=brief.weirdness,
        vocal_variation=brief.vocal_variation,
        continues=brief.continues,
        continue_at=brief.continue_at,
        section=brief.section,
        labels=brief.labels,
    )


def another_take(song: Song, brief: Brief, rng: random.Random) -> Song:
    """Return another version of the song: other notes, and another length unless the brief has one."""
    drawn = _length_s(brief, rng)
    return evolve(song, duration_s=drawn, seed=rng.getrandbits(32))


def join(first: Song, second: Song) -> Song:
    """Return the song that plays `first`, up to where `second` continues it, and then `second`.

    It continues as `first` does. A section goes into `first`, whose length stays as it is. The lyrics end at the
    contract's limit, as songs can be joined again and again.
    """
    head_s = first.duration_s if second.continue_at is None else min(first.duration_s, second.continue_at)
    return evolve(
        second,
        title=first.title,
        lyrics="\n\n".join(filter(None, (first.sung, second.sung)))[: words.MAX_LYRICS] or INSTRUMENTAL,
        duration_s=first.duration_s if second.section else round(head_s + second.duration_s, 2),
        continues=first.continues,
        continue_at=first.continue_at,
        section=first.section,
    )


def _length_s(brief: Brief, rng: random.Random) -> float:
    if brief.duration_s is not None:
        return brief.duration_s
    return round(rng.uniform(*(SHORT_LENGTH_S if brief.model in SHORT_MODELS else LENGTH_S)), 2)


def _subject(brief: Brief) -> str | None:
    return brief.description or brief.subject


def _lyrics(brief: Brief, rng: random.Random) -> str:
    if brief.instrumental:
        return INSTRUMENTAL
    if brief.lyrics:
        return brief.lyrics
    if subject := _subject(brief):
        return words.lyrics(subject, rng)
    return brief.source.lyrics if brief.source else INSTRUMENTAL

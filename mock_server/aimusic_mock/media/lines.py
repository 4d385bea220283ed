"""What each part plays and when, as arrays of sample numbers: taken from the notes and words that the replies show."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence

import numpy as np
from attrs import define, evolve, frozen
from numpy.typing import NDArray

from aimusic_mock.domain import music
from aimusic_mock.domain.songs import Song
from aimusic_mock.media.tables import RATE

BAR = 4
"""Beats in a bar."""


@frozen(eq=False)
class Line:
    """Notes of one voice, none over another: first sample, the one after the last, pitch, loudness 0 to 1."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    pitches: NDArray[np.int64]
    levels: NDArray[np.float32]

    def within(self, start: int, stop: int) -> range:
        """Return the numbers of the notes that sound from sample `start` to before `stop`."""
        first = int(np.searchsorted(self.ends, start, side="right"))
        return range(first, max(first, int(np.searchsorted(self.starts, stop, side="left"))))

    def moved(self, semitones: int, every: int = 1) -> Line:
        """Return the line higher or lower, with the last one of `every` notes only."""
        chosen = slice(every - 1, None, every)
        return Line(self.starts[chosen], self.ends[chosen], self.pitches[chosen] + semitones, self.levels[chosen])

    def halved(self) -> Line:
        """Return the line with notes of half the length."""
        return evolve(self, ends=(self.starts + self.ends) // 2)


def _line(notes: Iterable[tuple[float, float, int, float]]) -> Line:
    rows = list(notes)
    times = np.array([row[:2] for row in rows], dtype=np.float64).reshape(-1, 2)
    samples = np.rint(times * RATE).astype(np.int64)
    return Line(
        starts=samples[:, 0],
        ends=samples[:, 1],
        pitches=np.array([row[2] for row in rows], dtype=np.int64),
        levels=np.array([row[3] for row in rows], dtype=np.float32),
    )


@define(slots=False)
class Score:
    """Everything that is played in a song; each line is worked out when it is first asked for."""

    song: Song

    @functools.cached_property
    def _notes(self) -> dict[str, list[music.Note]]:
        return music.notes(self.song)

    @functools.cached_property
    def instruments(self) -> dict[str, Line]:
        """The lines of the notes that the midi reply shows, by the names of its instruments."""
        return {
            name: _line((note.start, note.end, note.pitch, note.velocity) for note in notes)
            for name, notes in self._notes.items()
        }

    @functools.cached_property
    def sung(self) -> Line:
        """The voice's line where there are words, each word on the notes that it meets; nothing elsewhere."""
        words = [(word.start, word.end) for word in music.alignment(self.song)]
        notes = self._notes[music.VOICE] if words else []
        return _line(_meetings(notes, words))

    def beats(self, offset: float) -> Line:
        """Return a hit on each beat, `offset` beats late, the pitch being the number of the beat in its bar."""
        times = (np.arange(self.beat_count) + offset) * self._beat_s
        hits = [(at, at + self._beat_s, number % BAR, 1.0) for number, at in enumerate(times)]
        return _line(hits)

    @property
    def beat_count(self) -> int:
        """How many beats the song has."""
        return int(self.song.duration_s / self._beat_s) + 1

    def rises(self) -> Line:
        """Return a swell over the last bar of every four."""
        bars = range(3 * BAR, self.beat_count, 4 * BAR)
        return _line((first * self._beat_s, (first + BAR) * self._beat_s, 0, 1.0) for first in bars)

    @functools.cached_property
    def _beat_s(self) -> float:
        return music.tempo(self.song).beat_s


def _meetings(
    notes: Sequence[music.Note], words: Sequence[tuple[float, float]]
) -> Iterable[tuple[float, float, int, float]]:
    """Cut words at the notes they meet; both come in order of time, so one pass over each is enough."""
    at = 0
    for begin, end in words:
        while at < len(notes) and notes[at].end <= begin:
            at += 1
        ahead = at
        while ahead < len(notes) and notes[ahead].start < end:
            note = notes[ahead]
            cut = (max(begin, note.start), min(end, note.end))
            yield (*cut, note.pitch, note.velocity)
            ahead += 1

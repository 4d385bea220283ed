"""A song as samples: twelve parts, each within its own share of full scale, and the mix as the sum of their samples.

Every part is rounded to whole samples by itself and no sum can clip, so the stems add up to the mix exactly.
A sample depends on the song and its own number alone, never on the stretch that was asked for.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from aimusic_mock.domain import music
from aimusic_mock.domain.ids import rng
from aimusic_mock.domain.songs import OF_PART, Song
from aimusic_mock.media import tables
from aimusic_mock.media.lines import Line, Score
from aimusic_mock.media.tables import PHASE_SHIFT, RATE, Samples

RELEASE_S = 0.012
"""How long before its end a note begins to fade, in seconds: a tone that is cut off clicks."""

VIBRATO_HZ = 5.5
"""What singers do, five to six times a second."""

VIBRATO_TURN = 0.12
"""How far the vibrato moves the phase, in turns: about one percent of the pitch at 400 Hz."""


@frozen
class Tone:
    """How a part with a pitch sounds.

    Args:
        colours: strengths of the harmonics; several are taken by turns, like vowels.
        attack_s: how long a note takes to be loud, in seconds.
        fall: 0 for a note that keeps its loudness, 1 for one that dies away.
        vibrato: whether the pitch trembles.
    """

    colours: tuple[tuple[float, ...], ...]
    attack_s: float
    fall: float
    vibrato: bool = False


@frozen
class Hit:
    """How a part without a pitch sounds: cuts of a recording each, chosen by the beat."""

    hits: Callable[[], tuple[Samples, ...]]


@frozen
class Swell:
    """Noise that grows from nothing."""


@frozen
class Part:
    """One of the twelve parts: the loudest sample that it may have, what it plays, and how that sounds."""

    peak: int
    line: Callable[[Score], Line]
    voice: Tone | Hit | Swell


VOWELS = ((1.0, 0.7, 0.5, 0.2), (1.0, 0.3, 0.1, 0.3), (1.0, 0.9, 0.2, 0.1, 0.1))

PARTS = {
    "vocals": Part(7000, lambda score: score.sung, Tone(VOWELS, 0.02, 0.2, vibrato=True)),
    "backing vocals": Part(2200, lambda score: score.sung.moved(-12), Tone(VOWELS[1:], 0.04, 0.3)),
    "drums": Part(6000, lambda score: score.beats(0.0), Hit(tables.drums)),
    "bass": Part(5000, lambda score: score.instruments[music.BASS], Tone(((1.0, 0.6, 0.3, 0.1),), 0.008, 0.5)),
    "guitar": Part(
        2000,
        lambda score: score.instruments[music.BASS].moved(19).halved(),
        Tone(((1.0, 0.5, 0.6, 0.2, 0.3),), 0.003, 1.0),
    ),
    "keyboard": Part(3000, lambda score: score.instruments[music.PIANO], Tone(((1.0, 0.4, 0.2, 0.1),), 0.004, 0.9)),
    "percussion": Part(1800, lambda score: score.beats(0.5), Hit(tables.shaker)),
    "strings": Part(
        1500, lambda score: score.instruments[music.BASS].moved(24), Tone(((1.0, 0.5, 0.33, 0.25, 0.2),), 0.25, 0.0)
    ),
    "synth": Part(1200, lambda score: score.instruments[music.VOICE], Tone(((1.0, 0.0, 0.33, 0.0, 0.2),), 0.01, 0.3)),
    "fx": Part(800, lambda score: score.rises(), Swell()),
    "brass": Part(
        800, lambda score: score.instruments[music.BASS].moved(12, every=4), Tone(((1.0, 0.9, 0.8, 0.5),), 0.05, 0.4)
    ),
    "woodwinds": Part(
        900, lambda score: score.instruments[music.PIANO].moved(12, every=4), Tone(((1.0, 0.1, 0.3),), 0.04, 0.2)
    ),
}
"""All parts, by the names of the full separation. Their peaks add up to 32,200: below 32,767, what 16 bits can say."""

LEAD = "vocals"

REST = "instrumental"
"""The other part of the basic separation. Its partner is called the same as in the full one, so it is all but that."""

BYTES_PER_BEAT = 400
"""What a song's lines take: about a dozen notes a beat, 28 bytes each."""

TABLES_BYTES = 18 * (4 << tables.TABLE_BITS)
"""What the tones of all parts take."""


def length(song: Song) -> int:
    """Return how many samples a song has, at least one."""
    return max(1, round(song.duration_s * RATE))


@define
class Sound:
    """A song, or the part of it that the song is, as samples."""

    song: Song
    _score: Score = field(init=False)
    _lines: dict[str, Line] = field(factory=dict, init=False)
    _tables: dict[str, tuple[Samples, ...]] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self._score = Score(self.song)

    @property
    def weight(self) -> int:
        """How many bytes the sound comes to hold."""
        return TABLES_BYTES + BYTES_PER_BEAT * self._score.beat_count

    def samples(self, start: int, stop: int) -> NDArray[np.int16]:
        """Return the samples from `start` to before `stop`; before the song and after it there is silence.

        Raises:
            KeyError: no voice plays this part.
        """
        mixed = np.zeros(stop - start, dtype=np.int16)
        first, last = max(0, start), min(stop, length(self.song))
        if first < last:
            inner = mixed[first - start : last - start]
            for name in _played(self.song.part):
                inner += self._part(name, first, last)
        return mixed

    def _part(self, name: str, start: int, stop: int) -> NDArray[np.int16]:
        part = PARTS[name]
        if name not in self._lines:
            self._lines[name] = part.line(self._score)
        line, wave = self._lines[name], np.zeros(stop - start, dtype=np.float32)
        for number in line.within(start, stop):
            begin, end = int(line.starts[number]), int(line.ends[number])
            first, last = max(begin, start), min(end, stop)
            age = np.arange(first - begin, last - begin, dtype=np.uint32)
            note = self._note(name, part.voice, number, int(line.pitches[number]), age, end - begin)
            wave[first - start : first - start + note.size] = note * line.levels[number]
        rounded: NDArray[np.int16] = np.rint(wave * np.float32(part.peak)).astype(np.int16)
        return rounded

    def _note(
        self, name: str, voice: Tone | Hit | Swell, number: int, pitch: int, age: NDArray[np.uint32], whole: int
    ) -> Samples:
        """Return the samples of one note that are `age` samples old, of `whole` samples in all."""
        if isinstance(voice, Tone):
            if name not in self._tables:
                self._tables[name] = _tables(self.song.seed, name, voice)
            colours = self._tables[name]
            return _wave(voice, colours[number % len(colours)], pitch, age) * _loudness(voice, age, whole)
        if isinstance(voice, Hit):
            hits = voice.hits()
            hit = hits[pitch % len(hits)]
            return hit[int(age[0]) : int(age[0]) + age.size]
        noise = tables.noise()
        grown: Samples = age.astype(np.float32) / np.float32(whole)
        swell: Samples = noise[age % np.uint32(noise.size)] * grown * grown
        return swell


def _played(part: str | None) -> list[str]:
    """Return the parts that a stem holds, of a stem of a stem what both hold: mostly nothing."""
    played = list(PARTS)
    for item in part.split(OF_PART) if part is not None else ():
        if item not in (*PARTS, REST):
            raise KeyError(item)
        played = [name for name in played if (name != LEAD if item == REST else name == item)]
    return played


def _tables(seed: int, name: str, voice: Tone) -> tuple[Samples, ...]:
    """Return the tones of a part, a little different in each song."""
    draw = rng(seed, "colour", name)
    return tuple(tables.period([item * draw.uniform(0.7, 1.3) for item in colour]) for colour in voice.colours)


def _wave(voice: Tone, table: Samples, pitch: int, age: NDArray[np.uint32]) -> Samples:
    phase = age * _step(440.0 * 2 ** ((pitch - 69) / 12))  # MIDI's pitch 69 is the A of 440 Hz
    if voice.vibrato:
        swing = tables.sine()[(age * _step(VIBRATO_HZ)) >> np.uint32(PHASE_SHIFT)]
        phase += (swing * np.float32(VIBRATO_TURN * 2**32)).astype(np.int64).astype(np.uint32)
    wave: Samples = table[phase >> np.uint32(PHASE_SHIFT)]
    return wave


def _step(hertz: float) -> np.uint32:
    """Return how far a phase goes in one sample."""
    return np.uint32(round(hertz * 2**32 / RATE))


def _loudness(voice: Tone, age: NDArray[np.uint32], whole: int) -> Samples:
    # Sums and products only: exact for each sample by itself, which numpy's fast exponentials need not be.
    old = age.astype(np.float32)
    rise = old * np.float32(1 / (voice.attack_s * RATE))
    end = (np.float32(whole) - old) * np.float32(1 / (RELEASE_S * RATE))
    gate = np.minimum(np.minimum(rise, end), np.float32(1))
    left = np.float32(1) - old * np.float32(voice.fall / whole)
    loudness: Samples = gate * left * left
    return loudness

"""What can be measured in a song: tempo, notes, the timing of its words.

All of it follows from the song's seed, style and length. The replies of the tools show it and `media` plays it, so that
they agree with one another.
"""

from __future__ import annotations

import re
from itertools import pairwise

from attrs import frozen

from aimusic_mock.domain.ids import rng
from aimusic_mock.domain.songs import Song

_NAMED_TEMPO = re.compile(r"\b(\d{2,3})\s*bpm\b", re.IGNORECASE)
TEMPO_BPM = (72, 148)
"""Where most songs lie; a style that names its own tempo has that one."""

SLOWEST_BPM = 20
"""A named tempo below this is taken for a slip of the pen; 0 would make a beat endless."""

MIDI_STEPS = 127
VELOCITIES = [step / MIDI_STEPS for step in range(48, 111)]
"""From rather soft to rather loud."""

SCALE = (0, 2, 4, 7, 9)
"""The major pentatonic scale, in semitones: any order of its notes is a tune."""

BASS, PIANO, VOICE = "Electric Bass", "Piano", "Synth Voice"
INSTRUMENTS = ((BASS, 36, 2.0), (PIANO, 60, 1.0), (VOICE, 67, 1.0))
"""Name, lowest pitch, and how long a note lasts, in beats."""

INTRO_S = 4.0


@frozen
class Tempo:
    """A song's tempo, in beats per minute."""

    average: float
    highest: float
    lowest: float

    @property
    def beat_s(self) -> float:
        """The length of a beat, in seconds."""
        return 60.0 / self.average


@frozen
class Note:
    """One note: MIDI pitch 0 to 127, start and end in seconds, velocity 0 to 1."""

    pitch: int
    start: float
    end: float
    velocity: float


@frozen
class Word:
    """One sung word with its white space and section tag; times in seconds, confidence 0 to 1."""

    text: str
    start: float
    end: float
    confidence: float


def tempo(song: Song) -> Tempo:
    """Return a song's tempo: the one that its style names, or one of its own."""
    draw = rng(song.seed, "tempo")
    named = _NAMED_TEMPO.search(song.style)
    average = float(draw.randint(*TEMPO_BPM))
    if named and int(named.group(1)) >= SLOWEST_BPM:
        average = float(named.group(1))
    spread = draw.choice((0.25, 0.5, 1.0, 1.75))
    return Tempo(average=average, highest=average + spread, lowest=average - spread)


def notes(song: Song) -> dict[str, list[Note]]:
    """Return the notes of each instrument, from the beginning to the end of the song."""
    beat_s = tempo(song).beat_s
    return {name: _line(song, name, low, beats * beat_s) for name, low, beats in INSTRUMENTS}


def alignment(song: Song) -> list[Word]:
    """Return the words of a song with their times; none for a song without a voice."""
    texts = _sung_words(song.sung)
    draw = rng(song.seed, "alignment")
    first, last = min(INTRO_S, song.duration_s * 0.1), song.duration_s * 0.97
    weights = [len(text.strip()) + 2 for text in texts]
    step = (last - first) / max(1, sum(weights))
    marks, at = [first], first
    for weight in weights:
        at += weight * step
        marks.append(at)
    return [
        Word(text, round(start, 2), round(end, 2), round(draw.uniform(0.86, 0.99), 3))
        for text, (start, end) in zip(texts, pairwise(marks), strict=True)
    ]


def _line(song: Song, name: str, low: int, length: float) -> list[Note]:
    draw = rng(song.seed, "notes", name)
    count = int(song.duration_s / length)
    times = [round(number * length, 6) for number in range(count + 1)]
    # Drawn all at once: a long song has thousands of notes.
    pitches = draw.choices([low + octave + step for octave in (0, 12) for step in SCALE], k=count)
    loudness = draw.choices(VELOCITIES, k=count)
    return [Note(*note) for note in zip(pitches, times, times[1:], loudness, strict=False)]


def _sung_words(lyrics: str) -> list[str]:
    """Split lyrics into words that keep all white space and section tags: joined again, they are the lyrics."""
    words: list[str] = []
    held = ""
    for piece in re.findall(r"\[[^\[\]]*\]\s*|[^\s\[]+\s*|\[|\s+", lyrics):
        # Tags and leading white space cling to the word after them, or to the last word when none comes.
        if piece.isspace() or (piece.startswith("[") and piece != "["):
            held += piece
        else:
            words.append(held + piece)
            held = ""
    if held and words:
        words[-1] += held
    return words

"""What is heard: the notes, words and beats that the replies tell of, and parts that add up to the mix."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve
from numpy.typing import NDArray

from aimusic_mock.contract.bundle import Contract
from aimusic_mock.domain import music
from aimusic_mock.domain.songs import INSTRUMENTAL, Song
from aimusic_mock.media import formats
from aimusic_mock.media.sound import LEAD, PARTS, REST, Sound, length
from aimusic_mock.media.tables import RATE
from contract_tests.support.audio import SHORT


def samples_of(song: Song, part: str | None = None) -> NDArray[np.int16]:
    return Sound(evolve(song, part=part)).samples(0, length(song))


def pitch_heard(samples: NDArray[np.int16]) -> float:
    """Return the strongest pitch as a MIDI number."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(samples.size), 1 << 17))
    return 69 + 12 * float(np.log2(np.argmax(spectrum[1:]) + 1) + np.log2(RATE / (1 << 17) / 440))


def energy(samples: NDArray[np.int16]) -> float:
    return float(np.sum(samples.astype(np.float64) ** 2))


def test_parts_are_those_of_the_contract(api_contract: Contract) -> None:
    named = {
        name: operation.task.parts
        for name, operation in api_contract.operations.items()
        if operation.task and operation.task.parts
    }
    assert named == {
        "separate_sonic_stems_basic": (LEAD, REST),
        "separate_sonic_stems_full": tuple(PARTS),
    }


def test_parts_cannot_clip_together() -> None:
    assert sum(part.peak for part in PARTS.values()) <= 32767


@pytest.mark.parametrize("seed", range(5))
def test_part_stays_within_its_share(seed: int) -> None:
    song = evolve(SHORT, seed=seed, duration_s=20.0, style="")
    for name, part in PARTS.items():
        assert 0 < np.abs(samples_of(song, name)).max() <= part.peak, name


@pytest.mark.parametrize("parts", [(LEAD, REST), tuple(PARTS)], ids=["basic", "full"])
def test_stems_add_up_to_the_mix_exactly(parts: tuple[str, ...]) -> None:
    total = sum(samples_of(SHORT, part).astype(np.int64) for part in parts)
    assert np.array_equal(total, samples_of(SHORT))


@pytest.mark.parametrize("part", [None, *PARTS])
def test_sample_does_not_depend_on_how_the_song_is_cut(part: str | None) -> None:
    song = evolve(SHORT, part=part)
    cut = [Sound(song).samples(at, min(at + 7919, length(song))) for at in range(0, length(song), 7919)]
    assert np.array_equal(np.concatenate(cut), Sound(song).samples(0, length(song)))


def test_sound_outside_the_song_is_silence() -> None:
    around = Sound(SHORT).samples(-500, length(SHORT) + 500)
    assert not around[:500].any()
    assert not around[-500:].any()
    assert np.array_equal(around[500:-500], samples_of(SHORT))


@pytest.mark.parametrize(
    ("part", "instrument"), [("bass", music.BASS), ("keyboard", music.PIANO), ("synth", music.VOICE)]
)
def test_part_plays_its_notes(part: str, instrument: str) -> None:
    samples = samples_of(SHORT, part)
    notes = music.notes(SHORT)[instrument]
    assert len(notes) >= 10
    for note in notes:
        cut = samples[round(note.start * RATE) : round(note.end * RATE)]
        assert pitch_heard(cut) == pytest.approx(note.pitch, abs=0.3)


def test_vocals_sing_the_voice_line_on_the_words_only() -> None:
    samples = samples_of(SHORT, LEAD)
    words = music.alignment(SHORT)
    first, last = round(words[0].start * RATE), round(words[-1].end * RATE)
    assert not samples[:first].any()
    assert not samples[last:].any()
    for word in words:
        sung = samples[round(word.start * RATE) : round(word.end * RATE)]
        assert energy(sung) / sung.size > 500**2
    for note in music.notes(SHORT)[music.VOICE]:
        begin, end = max(note.start, words[0].start), min(note.end, words[-1].end)
        if end - begin > 0.4:
            # A vibrato and the words' own edges smear the pitch a little.
            assert pitch_heard(samples[round(begin * RATE) : round(end * RATE)]) == pytest.approx(note.pitch, abs=0.6)


@pytest.mark.parametrize("part", [LEAD, "backing vocals"])
def test_voices_of_a_song_without_words_are_silent(part: str) -> None:
    assert not samples_of(evolve(SHORT, lyrics=INSTRUMENTAL), part).any()
    assert samples_of(evolve(SHORT, lyrics=INSTRUMENTAL)).any()


@pytest.mark.parametrize("bpm", [60, 97, 148])
@pytest.mark.parametrize("part", [None, "drums"])
def test_beat_is_heard_on_the_grid_of_the_tempo(bpm: int, part: str | None) -> None:
    song = evolve(SHORT, style=f"{bpm} bpm", duration_s=30.0)
    samples = samples_of(song, part)
    moments = np.arange(1, int(29 * bpm / 60)) * 60 / music.tempo(song).average
    window = round(0.02 * RATE)
    rises = [
        energy(samples[at : at + window]) - energy(samples[at - window : at])
        for at in np.rint(moments * RATE).astype(int)
    ]
    between = np.rint((moments + 0.27 * 60 / bpm) * RATE).astype(int)
    others = [energy(samples[at : at + window]) - energy(samples[at - window : at]) for at in between]
    assert np.median(rises) > 0
    assert np.median(rises) > 4 * np.median(np.abs(others))


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [("vocals", "vocals", "vocals"), ("instrumental", "drums", "drums"), ("vocals", "instrumental", None)],
)
def test_stem_of_a_stem_is_what_both_hold(first: str, second: str, same: str | None) -> None:
    both = samples_of(SHORT, SHORT.named_part(first).named_part(second).part)
    assert np.array_equal(both, samples_of(SHORT, same)) if same else not both.any()


def test_takes_of_a_song_differ() -> None:
    one, two = (samples_of(evolve(SHORT, seed=seed)).astype(np.float64) for seed in (7, 8))
    # Not 0: they have the same tempo, and so the same drums.
    assert abs(np.corrcoef(one, two)[0, 1]) < 0.5


def test_song_sounds_the_same_each_time() -> None:
    assert np.array_equal(samples_of(SHORT), samples_of(evolve(SHORT)))


@pytest.mark.parametrize("bpm", [20, 999])
@pytest.mark.parametrize("duration_s", [0.01, 0.3, 5.0])
def test_extreme_tempo_and_length_are_played(bpm: int, duration_s: float) -> None:
    song = evolve(SHORT, style=f"{bpm} bpm", duration_s=duration_s)
    assert samples_of(song).size == round(duration_s * RATE)
    assert samples_of(song).any()


def test_waveform_is_that_of_the_vocals() -> None:
    words = music.alignment(SHORT)
    points = formats.waveform(SHORT, 0.0, 10.3)
    assert len(points) == 64
    assert all(-127 <= low <= 0 <= high <= 127 for low, high in points)
    assert max(high for _, high in points) > 60
    step = 10.3 / 64
    for number, (low, high) in enumerate(points):
        silent = (number + 1) * step < words[0].start or number * step > words[-1].end
        assert ((low, high) == (0, 0)) == silent, number


def test_waveform_shows_the_samples_of_its_stretch() -> None:
    start, end = round(3.0 * RATE), round(5.0 * RATE)
    cut = samples_of(SHORT, LEAD)[start:end].astype(np.float64) * 127 / PARTS[LEAD].peak
    steps = cut.reshape(64, -1)
    assert formats.waveform(SHORT, 3.0, 5.0) == pytest.approx(
        np.stack([np.floor(steps.min(axis=1)), np.ceil(steps.max(axis=1))], axis=1)
    )


@pytest.mark.parametrize(("start_s", "end_s"), [(500.0, 10.3), (0.0, 0.0), (20.0, 50.0)])
def test_waveform_of_no_stretch_or_after_the_end_is_silence(start_s: float, end_s: float) -> None:
    assert formats.waveform(SHORT, start_s, end_s) == [[0, 0]] * 64

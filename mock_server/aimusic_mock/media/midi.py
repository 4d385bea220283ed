"""The notes of a song as a MIDI file: one track for each instrument, exactly the notes that the midi reply shows."""

from __future__ import annotations

import io

import mido  # type: ignore[import-untyped]

from aimusic_mock.domain import music
from aimusic_mock.domain.songs import Song
from aimusic_mock.media.file import File

TICKS = 960
"""Steps of a beat. Notes begin and end on beats, so any number would do; this one is usual."""

_DRUM_CHANNEL = 9
"""The channel that plays drums only, so no instrument may take it."""


def open_file(song: Song) -> File:
    """Return the notes of a song as MIDI."""
    tempo = music.tempo(song)
    score = mido.MidiFile(type=1, ticks_per_beat=TICKS)
    score.tracks.append(mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(tempo.average))]))
    for channel, (name, notes) in enumerate(music.notes(song).items()):
        score.tracks.append(_track(name, notes, channel + (channel >= _DRUM_CHANNEL), tempo.beat_s))
    written = io.BytesIO()
    score.save(file=written)
    return File(written.getvalue(), written.tell())


def _track(name: str, notes: list[music.Note], channel: int, beat_s: float) -> mido.MidiTrack:
    track = mido.MidiTrack([mido.MetaMessage("track_name", name=name)])
    at = 0
    for note in notes:
        begin, end = (round(moment / beat_s * TICKS) for moment in (note.start, note.end))
        velocity = round(note.velocity * music.MIDI_STEPS)
        track.append(mido.Message("note_on", channel=channel, note=note.pitch, velocity=velocity, time=begin - at))
        track.append(mido.Message("note_off", channel=channel, note=note.pitch, time=end - begin))
        at = end
    return track

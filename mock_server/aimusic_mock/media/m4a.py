"""Songs as M4A: AAC in one chunk behind its tables, so that a player can begin at once and seek anywhere."""

from __future__ import annotations

from aimusic_mock.domain.songs import Song
from aimusic_mock.media import aac, boxes
from aimusic_mock.media.file import File
from aimusic_mock.media.sound import Sound, length

BLOCK = 70
"""Packets in a block: three seconds."""


def open_file(song: Song) -> File:
    """Return a song as M4A."""
    sound, samples = Sound(song), length(song)
    count = packet_count(samples)
    header = _header(samples, count)

    def render(number: int) -> bytes:
        first = number * BLOCK
        return b"".join(aac.packets(sound, first, min(BLOCK, count - first)))

    size = len(header) + count * aac.PACKET_BYTES
    return File(header, size, BLOCK * aac.PACKET_BYTES, -(-count // BLOCK), render, len(header) + sound.weight)


def packet_count(samples: int) -> int:
    """Return how many packets so many samples take, the priming included."""
    return -(-(samples + aac.PRIMING) // aac.FRAME)


def sound_track(number: int, samples: int, per_chunk: tuple[int, int], chunks: list[int]) -> boxes.Track:
    """Return the track of a song's sound."""
    count = packet_count(samples)
    return boxes.Track(
        number=number,
        entry=boxes.aac_entry(aac.CONFIG, aac.BIT_RATE),
        duration=samples,
        skipped=aac.PRIMING,
        deltas=[(count, aac.FRAME)],
        sizes=boxes.same_size(count, aac.PACKET_BYTES),
        per_chunk=per_chunk,
        chunks=chunks,
    )


def _header(samples: int, count: int) -> bytes:
    brands = boxes.box("ftyp", b"M4A ", bytes(4), b"M4A mp42isom")
    data = boxes.box("mdat")[4:]
    head = b""
    # Twice: only when the tables are written is it known how long they are, and so where the packets begin.
    for _ in range(2):
        begin = len(head)
        head = brands + boxes.movie(samples, sound_track(1, samples, (count, count), [begin]))
        head += (8 + count * aac.PACKET_BYTES).to_bytes(4, "big") + data
    return head

"""The boxes of an MP4 file: ISO/IEC 14496-12, and -14 and -15 for the decoder configuration of AAC and H.264.

All times are in samples of sound, for the tracks and for the movie, so that no length is ever rounded.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from attrs import frozen

from aimusic_mock.media.tables import RATE

_UNITY = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
"""The matrix that leaves a picture as it is: ones in 16.16 bits, the last one in 2.30."""

_LANGUAGE = 0x55C4
"""`und`, undetermined: three letters of five bits, counted from `a` as 1."""

_ENABLED = 7
"""A track's flags: enabled, in the movie, in its preview."""


@frozen
class Track:
    """One track of a movie.

    Args:
        number: its id, from 1 on.
        entry: how its samples are coded: a box of `stsd`.
        duration: its length as it is shown, in audio samples.
        skipped: what players leave out at its beginning, in audio samples.
        deltas: pairs of a count and the length of each of so many samples, in audio samples.
        sizes: what `same_size` or `own_sizes` says of its samples.
        per_chunk: samples in each chunk but the last, and in the last.
        chunks: the place of each chunk, in bytes from the beginning of the file.
        picture: width and height, None for sound.
    """

    number: int
    entry: bytes
    duration: int
    skipped: int
    deltas: Sequence[tuple[int, int]]
    sizes: bytes
    per_chunk: tuple[int, int]
    chunks: Sequence[int]
    picture: tuple[int, int] | None = None


def box(kind: str, *parts: bytes) -> bytes:
    """Return a box with its length and name."""
    inner = b"".join(parts)
    return struct.pack(">I4s", 8 + len(inner), kind.encode("ascii")) + inner


def full(kind: str, *parts: bytes, flags: int = 0) -> bytes:
    """Return a box with version 0 and flags."""
    return box(kind, struct.pack(">I", flags), *parts)


def same_size(count: int, size: int) -> bytes:
    """Return the table of so many samples of one size, in bytes."""
    return struct.pack(">II", size, count)


def own_sizes(sizes: Sequence[int]) -> bytes:
    """Return the table of samples that have these sizes, in bytes."""
    return struct.pack(f">II{len(sizes)}I", 0, len(sizes), *sizes)


def movie(duration: int, *tracks: Track) -> bytes:
    """Return `moov`: everything that a player must know before the samples come."""
    times = struct.pack(">IIII", 0, 0, RATE, duration)  # not dated: one song, one file
    rate_and_volume = struct.pack(">IHHII", 0x10000, 0x100, 0, 0, 0)
    head = full("mvhd", times, rate_and_volume, _UNITY, bytes(24), struct.pack(">I", len(tracks) + 1))
    return box("moov", head, *map(_track, tracks))


def _track(track: Track) -> bytes:
    width, height = track.picture or (0, 0)
    head = full(
        "tkhd",
        struct.pack(">IIIII", 0, 0, track.number, 0, track.duration),
        struct.pack(">IIHHHH", 0, 0, 0, 0, 0 if track.picture else 0x100, 0),
        _UNITY,
        struct.pack(">II", width << 16, height << 16),
        flags=_ENABLED,
    )
    edit = full("elst", struct.pack(">IIIHH", 1, track.duration, track.skipped, 1, 0))
    length = sum(count * delta for count, delta in track.deltas)
    media = box(
        "mdia",
        full("mdhd", struct.pack(">IIIIHH", 0, 0, RATE, length, _LANGUAGE, 0)),
        full("hdlr", struct.pack(">I4s12x", 0, b"vide" if track.picture else b"soun"), b"\0"),
        box(
            "minf",
            full("vmhd", bytes(8), flags=1) if track.picture else full("smhd", bytes(4)),
            box("dinf", full("dref", struct.pack(">I", 1), full("url ", flags=1))),  # the samples are in this file
            _table(track),
        ),
    )
    return box("trak", head, box("edts", edit), media)


def _table(track: Track) -> bytes:
    deltas = [struct.pack(">II", count, delta) for count, delta in track.deltas]
    runs = [struct.pack(">III", 1, track.per_chunk[0], 1)]
    if track.per_chunk[1] != track.per_chunk[0]:
        last = struct.pack(">III", len(track.chunks), track.per_chunk[1], 1)
        runs = [last] if len(track.chunks) == 1 else [*runs, last]
    return box(
        "stbl",
        full("stsd", struct.pack(">I", 1), track.entry),
        full("stts", struct.pack(">I", len(deltas)), *deltas),
        full("stsc", struct.pack(">I", len(runs)), *runs),
        full("stsz", track.sizes),
        full("stco", struct.pack(f">I{len(track.chunks)}I", len(track.chunks), *track.chunks)),
    )


def aac_entry(config: bytes, bit_rate: int) -> bytes:
    """Return the entry of an AAC track with one channel."""
    descriptor = _descriptor(5, config)
    # 0x40: MPEG-4 audio; 0x15: an audio stream.
    coded = _descriptor(4, struct.pack(">BB3sII", 0x40, 0x15, bytes(3), bit_rate, bit_rate), descriptor)
    stream = _descriptor(3, struct.pack(">HB", 0, 0), coded, _descriptor(6, b"\x02"))
    head = struct.pack(">6xH8xHHIHH", 1, 1, 16, 0, RATE, 0)
    return box("mp4a", head, full("esds", stream))


def h264_entry(width: int, height: int, sequence: bytes, pictures: bytes) -> bytes:
    """Return the entry of an H.264 track with one sequence and one picture parameter set."""
    # Version 1, profile and level as in the set, lengths of four bytes (3 and six set bits), one set (and three).
    config = b"\x01" + sequence[1:4] + b"\xff\xe1" + struct.pack(">H", len(sequence)) + sequence
    config += b"\x01" + struct.pack(">H", len(pictures)) + pictures
    dots_per_inch = 72 << 16
    head = struct.pack(">6xH16xHHIIIH32xHh", 1, width, height, dots_per_inch, dots_per_inch, 0, 1, 24, -1)
    return box("avc1", head, box("avcC", config))


def _descriptor(tag: int, *parts: bytes) -> bytes:
    inner = b"".join(parts)
    return bytes((tag, len(inner))) + inner  # one byte of length is enough below 128

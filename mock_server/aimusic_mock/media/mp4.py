"""Videos: the cover for as long as the song plays, H.264 and AAC.

The picture never moves, so it is encoded once and shown again every two seconds. Each time it is followed by the sound
that belongs to it, so a player needs no more than what it has read.
"""

from __future__ import annotations

import struct
from fractions import Fraction

import av
import numpy as np
from attrs import frozen

from aimusic_mock.domain.songs import Song
from aimusic_mock.media import aac, boxes, cover
from aimusic_mock.media.file import File
from aimusic_mock.media.m4a import packet_count, sound_track
from aimusic_mock.media.sound import Sound, length

SIDE = 360
"""Width and height, in pixels."""

PER_PICTURE = 47
"""Packets of sound to a picture: two seconds."""

PICTURE_SAMPLES = PER_PICTURE * aac.FRAME

_CHUNK = PER_PICTURE * aac.PACKET_BYTES
_START_CODE = b"\x00\x00\x01"
_SEQUENCE, _PICTURES, _EXPLANATION = 7, 8, 6
"""Types of H.264's units: both parameter sets, and what only explains."""


@frozen
class _Still:
    """The cover as H.264: a sample entry, and two samples that are shown by turns.

    Two, because a decoder may take two equal ones in a row for one that was sent twice.
    """

    entry: bytes
    first: bytes
    second: bytes


def open_file(song: Song) -> File:
    """Return the video of a song."""
    sound, samples = Sound(song), length(song)
    still = _still(song)
    packets, pictures = packet_count(samples), -(-samples // PICTURE_SAMPLES)
    header = _header(still, samples, pictures)
    # A block is two pictures with their sound, so that all blocks have one size.
    block_bytes = len(still.first) + len(still.second) + 2 * _CHUNK
    blocks = -(-pictures // 2)

    def render(number: int) -> bytes:
        shown = range(2 * number, min(2 * number + 2, pictures))
        last = packets if number == blocks - 1 else shown.stop * PER_PICTURE
        sounds = aac.packets(sound, shown.start * PER_PICTURE, last - shown.start * PER_PICTURE)
        one, two = b"".join(sounds[:PER_PICTURE]), b"".join(sounds[PER_PICTURE:])
        return still.first + one + still.second + two if len(shown) == 2 else still.first + one + two

    pixels = len(still.first) * blocks + len(still.second) * (pictures - blocks)
    size = len(header) + pixels + packets * aac.PACKET_BYTES
    return File(header, size, block_bytes, blocks, render, len(header) + block_bytes + sound.weight)


def _header(still: _Still, samples: int, pictures: int) -> bytes:
    brands = boxes.box("ftyp", b"isom", struct.pack(">I", 512), b"isomiso2avc1mp41")
    sizes = [len((still.first, still.second)[number % 2]) for number in range(pictures)]
    packets = packet_count(samples)
    head = b""
    # Twice: only when the tables are written is it known how long they are, and so where the samples begin.
    for _ in range(2):
        at, picture_offsets, sound_offsets = len(head), [], []
        for size in sizes:
            picture_offsets.append(at)
            sound_offsets.append(at + size)
            at += size + _CHUNK
        picture_track = boxes.Track(
            number=1,
            entry=still.entry,
            duration=samples,
            skipped=0,
            deltas=[(pictures - 1, PICTURE_SAMPLES), (1, samples - (pictures - 1) * PICTURE_SAMPLES)],
            sizes=boxes.own_sizes(sizes),
            per_chunk=(1, 1),
            chunks=picture_offsets,
            picture=(SIDE, SIDE),
        )
        last = packets - (pictures - 1) * PER_PICTURE
        head = brands + boxes.movie(samples, picture_track, sound_track(2, samples, (PER_PICTURE, last), sound_offsets))
        head += struct.pack(">I4s", 8 + sum(sizes) + packets * aac.PACKET_BYTES, b"mdat")
    return head


def _still(song: Song) -> _Still:
    codec = av.CodecContext.create("libx264", "w")
    codec.width, codec.height, codec.pix_fmt = SIDE, SIDE, "yuv420p"
    codec.time_base, codec.framerate, codec.gop_size = Fraction(1, 1), Fraction(1, 1), 1
    # One thread: with more, the bytes would depend on the machine.
    codec.options = {"preset": "veryfast", "tune": "stillimage", "crf": "26", "profile": "main", "threads": "1"}
    pixels = np.asarray(cover.picture(song).resize((SIDE, SIDE)))
    frame = av.VideoFrame.from_ndarray(pixels, format="rgb24").reformat(format="yuv420p")
    coded: list[bytes] = []
    for number in range(2):
        frame.pts = number
        coded += map(bytes, codec.encode(frame))
    coded += map(bytes, codec.encode(None))
    sets = {unit[0] & 31: unit for unit in _units(coded[0])}
    entry = boxes.h264_entry(SIDE, SIDE, sets[_SEQUENCE], sets[_PICTURES])
    return _Still(entry, *(_sample(packet) for packet in coded))


def _units(packet: bytes) -> list[bytes]:
    """Split a stream of H.264 at its start codes."""
    return [unit.rstrip(b"\x00") for unit in packet.split(_START_CODE) if unit.rstrip(b"\x00")]


def _sample(packet: bytes) -> bytes:
    """Return the picture alone, each of its units after its length, as MP4 has them."""
    left_out = (_SEQUENCE, _PICTURES, _EXPLANATION)
    return b"".join(struct.pack(">I", len(unit)) + unit for unit in _units(packet) if unit[0] & 31 not in left_out)

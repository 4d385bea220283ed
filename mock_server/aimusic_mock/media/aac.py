"""Songs as packets of AAC that all have one size, so that the tables of a file need not know what is in them.

The encoder's packets vary; each is filled up with AAC's own fill elements, which decoders skip.
"""

from __future__ import annotations

from aimusic_mock.media.encoding import Encoder
from aimusic_mock.media.sound import Sound
from aimusic_mock.media.tables import RATE

FRAME = 1024
"""Samples in a packet."""

PRIMING = FRAME
"""Samples that decode to nothing useful before the first of the song; players leave them out as the file tells them."""

PACKET_BYTES = 360
"""Bytes of each packet: 67.5 kbit/s, a fifth more than what the encoder is asked for, since its packets vary."""

CONFIG = bytes.fromhex("130856e500")
"""AudioSpecificConfig: AAC-LC, 24 kHz, one channel, and no doubled rate, which decoders would look for at 24 kHz."""

BIT_RATE = 8 * PACKET_BYTES * RATE // FRAME

_RATES = (56_000, 40_000, 24_000, 12_000)
"""Bits a second to try by turns, until each packet of a stretch fits: where sound sets in, the encoder is generous."""

_SILENCE = bytes.fromhex("01000007")
"""A packet of one silent channel, for a packet that fits at no rate."""

# Noise substitution lets the decoder make up noise; without it, two decoders give one sound.
_ENCODER = Encoder("aac", "fltp", FRAME, delay=FRAME, warm_up=4, options={"aac_coder": "fast", "aac_pns": "0"})

_FILL, _END = 6, 7
"""Names of elements, three bits each."""


def packets(sound: Sound, first: int, count: int) -> list[bytes]:
    """Return `count` packets from number `first` on; packet 0 is the priming."""
    chosen = [_SILENCE] * count
    missing = set(range(count))
    for bit_rate in _RATES:
        tried = _ENCODER.encode(sound, first - PRIMING // FRAME, count, bit_rate)
        fitting = {number for number in missing if len(tried[number]) <= PACKET_BYTES}
        for number in fitting:
            chosen[number] = tried[number]
        missing -= fitting
        if not missing:
            break
    return [filled(packet, PACKET_BYTES) for packet in chosen]


def filled(packet: bytes, size: int) -> bytes:
    """Return a packet with fill elements before its end, so that it has `size` bytes."""
    bits = int.from_bytes(packet, "big")
    # The end element is the last bits that are set, and up to seven zeros follow it.
    behind = (bits & -bits).bit_length() - 1
    body = bits >> (behind + 3)
    room = 8 * size - (8 * len(packet) - behind - 3) - 3
    while room >= 7:  # an empty fill element: its name, and a count in four bits
        count = (room - 7) // 8
        if count < 15:
            body, room = (body << 3 | _FILL) << 4 | count, room - 7 - 8 * count
        else:  # 15 says that eight more bits count on from 14
            count = min((room - 15) // 8, 14 + 255)
            body, room = ((body << 3 | _FILL) << 4 | 15) << 8 | (count - 14), room - 15 - 8 * count
        body <<= 8 * count
    return ((body << 3 | _END) << room).to_bytes(size, "big")

"""Runs an encoder of FFmpeg over one stretch of a song, so that stretches can be encoded apart and put together.

An encoder is a machine with a memory: it is given some frames before the stretch to warm up on and some after it to
look ahead to, and what it makes of those is thrown away.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import cast

import av
import numpy as np
from attrs import frozen
from av.audio.codeccontext import AudioCodecContext

from aimusic_mock.media.sound import Sound
from aimusic_mock.media.tables import RATE


@frozen
class Encoder:
    """A codec and how it is set.

    Args:
        name: FFmpeg's name of it.
        layout: FFmpeg's name of the form of its samples.
        frame: samples in a frame.
        delay: how many samples later than it went in a sample comes out of the decoder.
        warm_up: frames before a stretch that make the encoder's memory right: with fewer, the joints can be heard in the
            noise, and with more nothing changes.
        options: FFmpeg's options of it.
    """

    name: str
    layout: str
    frame: int
    delay: int
    warm_up: int
    options: Mapping[str, str]

    def encode(self, sound: Sound, first: int, count: int, bit_rate: int) -> list[bytes]:
        """Return `count` packets from number `first` on, where packet n gives the samples from n frames on.

        Args:
            sound: what is encoded.
            first: the number of the first packet; before 0 there is silence.
            count: how many.
            bit_rate: bits a second.
        """
        codec = self._open(bit_rate)
        # A packet too many at the end, so that the last wanted one does not hear the silence of the flush.
        start = (first - self.warm_up) * self.frame + self.delay
        frames = self.warm_up + count + 2
        signal = sound.samples(start, start + frames * self.frame)
        samples = signal if self.layout.startswith("s16") else signal.astype(np.float32) / np.float32(32768)
        packets: list[bytes] = []
        for number in range(frames):
            piece = samples[None, number * self.frame : (number + 1) * self.frame]
            packet = av.AudioFrame.from_ndarray(np.ascontiguousarray(piece), format=self.layout, layout="mono")
            packet.sample_rate, packet.pts, packet.time_base = RATE, number * self.frame, Fraction(1, RATE)
            packets += map(bytes, codec.encode(packet))
        packets += map(bytes, codec.encode(None))
        return packets[self.warm_up : self.warm_up + count]

    def _open(self, bit_rate: int) -> AudioCodecContext:
        codec = cast("AudioCodecContext", av.CodecContext.create(self.name, "w"))
        codec.sample_rate, codec.bit_rate, codec.time_base = RATE, bit_rate, Fraction(1, RATE)
        codec.layout, codec.format = "mono", self.layout
        codec.options = dict(self.options)
        codec.open()
        return codec

"""Single periods of tones, noise and drum hits: the material that sounds are cut from.

All values lie from -1 to 1. They are made once, so that a sample never depends on how a song was cut into blocks.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aimusic_mock.domain.ids import rng

Samples = NDArray[np.float32]

RATE = 24_000
"""Samples a second. Frames of MPEG-2 layer III have one size at this rate, and it is ample for tones below 12 kHz."""

TABLE_BITS = 12
"""A period has 2**12 samples: what rounding to one of them adds lies 70 dB below the tone."""

PHASE_SHIFT = 32 - TABLE_BITS
"""A phase is a 32 bit number that wraps around; its upper bits are the place in the table."""

_TURN = np.linspace(0.0, 2 * np.pi, 1 << TABLE_BITS, endpoint=False)


def period(harmonics: Sequence[float]) -> Samples:
    """Return one period of a tone with these strengths of its harmonics, the loudest sample being 1."""
    wave = np.zeros_like(_TURN)
    for number, strength in enumerate(harmonics, start=1):
        wave += strength * np.sin(number * _TURN)
    scaled: Samples = (wave / np.abs(wave).max()).astype(np.float32)
    return scaled


@functools.cache
def sine() -> Samples:
    """Return one period of a pure tone."""
    return period((1.0,))


@functools.cache
def noise() -> Samples:
    """Return a second of noise, the same in every installation: numpy's own may change with its version."""
    raw = np.frombuffer(rng("noise").randbytes(RATE), dtype=np.uint8).astype(np.float32)
    return (raw - np.float32(127.5)) / np.float32(127.5)


@functools.cache
def drums() -> tuple[Samples, ...]:
    """Return the hits of the drums: a kick, and a kick with a snare."""
    age = np.arange(RATE // 4) / RATE
    # From 150 Hz down to 50 Hz within a few hundredths of a second, as a drumhead does.
    kick = np.sin(2 * np.pi * (50 * age + 100 * 0.03 * (1 - np.exp(-age / 0.03)))) * np.exp(-age / 0.07)
    snare = noise()[: age.size] * np.exp(-age / 0.05)
    return kick.astype(np.float32), (0.5 * kick + 0.5 * snare).astype(np.float32)


@functools.cache
def shaker() -> tuple[Samples, ...]:
    """Return the hit of the percussion: high noise, gone at once."""
    age = np.arange(RATE // 16) / RATE
    bright = np.diff(noise()[: age.size + 1]) / 2
    return ((bright * np.exp(-age / 0.012)).astype(np.float32),)

from typing import Literal

NuroInstrument = Literal[
    "acoustic guitar",
    "banjo",
    "bass",
    "bass guitar",
    "brass",
    "cello",
    "double bass",
    "drums",
    "electric guitar",
    "flute",
    "glockenspiel",
    "guitar",
    "harp",
    "keyboard",
    "marimba",
    "organ",
    "percussion",
    "piano",
    "saxophone",
    "strings",
    "synth",
    "synthesizer",
    "trumpet",
    "ukulele",
    "violin",
]

NURO_INSTRUMENT_VALUES: set[NuroInstrument] = {
    "acoustic guitar",
    "banjo",
    "bass",
    "bass guitar",
    "brass",
    "cello",
    "double bass",
    "drums",
    "electric guitar",
    "flute",
    "glockenspiel",
    "guitar",
    "harp",
    "keyboard",
    "marimba",
    "organ",
    "percussion",
    "piano",
    "saxophone",
    "strings",
    "synth",
    "synthesizer",
    "trumpet",
    "ukulele",
    "violin",
}


def check_nuro_instrument(value: str) -> NuroInstrument:
    if value in NURO_INSTRUMENT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NURO_INSTRUMENT_VALUES!r}")

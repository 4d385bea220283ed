from typing import Literal

NuroTimbre = Literal[
    "Bright",
    "Cute_AUDIO_TIMBRE",
    "Electrified voice",
    "Husky",
    "Loud and sonorous",
    "Powerful",
    "Sexy/Lazy",
    "Sweet_AUDIO_TIMBRE",
    "Warm",
]

NURO_TIMBRE_VALUES: set[NuroTimbre] = {
    "Bright",
    "Cute_AUDIO_TIMBRE",
    "Electrified voice",
    "Husky",
    "Loud and sonorous",
    "Powerful",
    "Sexy/Lazy",
    "Sweet_AUDIO_TIMBRE",
    "Warm",
}


def check_nuro_timbre(value: str) -> NuroTimbre:
    if value in NURO_TIMBRE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NURO_TIMBRE_VALUES!r}")

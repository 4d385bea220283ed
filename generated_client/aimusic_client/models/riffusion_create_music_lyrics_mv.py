from typing import Literal

RiffusionCreateMusicLyricsMv = Literal["FUZZ-1.0", "FUZZ-1.0 Pro", "FUZZ-1.1", "FUZZ-1.1 Pro"]

RIFFUSION_CREATE_MUSIC_LYRICS_MV_VALUES: set[RiffusionCreateMusicLyricsMv] = {
    "FUZZ-1.0",
    "FUZZ-1.0 Pro",
    "FUZZ-1.1",
    "FUZZ-1.1 Pro",
}


def check_riffusion_create_music_lyrics_mv(value: str) -> RiffusionCreateMusicLyricsMv:
    if value in RIFFUSION_CREATE_MUSIC_LYRICS_MV_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {RIFFUSION_CREATE_MUSIC_LYRICS_MV_VALUES!r}"
    )

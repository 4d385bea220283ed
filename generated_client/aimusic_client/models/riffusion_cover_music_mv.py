from typing import Literal

RiffusionCoverMusicMv = Literal["FUZZ-1.0", "FUZZ-1.0 Pro", "FUZZ-1.1", "FUZZ-1.1 Pro"]

RIFFUSION_COVER_MUSIC_MV_VALUES: set[RiffusionCoverMusicMv] = {
    "FUZZ-1.0",
    "FUZZ-1.0 Pro",
    "FUZZ-1.1",
    "FUZZ-1.1 Pro",
}


def check_riffusion_cover_music_mv(value: str) -> RiffusionCoverMusicMv:
    if value in RIFFUSION_COVER_MUSIC_MV_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {RIFFUSION_COVER_MUSIC_MV_VALUES!r}"
    )

from typing import Literal

RiffusionReplaceMusicMv = Literal["FUZZ-1.0", "FUZZ-1.0 Pro", "FUZZ-1.1", "FUZZ-1.1 Pro"]

RIFFUSION_REPLACE_MUSIC_MV_VALUES: set[RiffusionReplaceMusicMv] = {
    "FUZZ-1.0",
    "FUZZ-1.0 Pro",
    "FUZZ-1.1",
    "FUZZ-1.1 Pro",
}


def check_riffusion_replace_music_mv(value: str) -> RiffusionReplaceMusicMv:
    if value in RIFFUSION_REPLACE_MUSIC_MV_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {RIFFUSION_REPLACE_MUSIC_MV_VALUES!r}"
    )

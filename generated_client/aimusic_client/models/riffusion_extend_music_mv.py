from typing import Literal

RiffusionExtendMusicMv = Literal["FUZZ-1.0", "FUZZ-1.0 Pro", "FUZZ-1.1", "FUZZ-1.1 Pro"]

RIFFUSION_EXTEND_MUSIC_MV_VALUES: set[RiffusionExtendMusicMv] = {
    "FUZZ-1.0",
    "FUZZ-1.0 Pro",
    "FUZZ-1.1",
    "FUZZ-1.1 Pro",
}


def check_riffusion_extend_music_mv(value: str) -> RiffusionExtendMusicMv:
    if value in RIFFUSION_EXTEND_MUSIC_MV_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {RIFFUSION_EXTEND_MUSIC_MV_VALUES!r}"
    )

from typing import Literal

RiffusionSwapMusicSoundMv = Literal["FUZZ-1.0", "FUZZ-1.0 Pro", "FUZZ-1.1", "FUZZ-1.1 Pro"]

RIFFUSION_SWAP_MUSIC_SOUND_MV_VALUES: set[RiffusionSwapMusicSoundMv] = {
    "FUZZ-1.0",
    "FUZZ-1.0 Pro",
    "FUZZ-1.1",
    "FUZZ-1.1 Pro",
}


def check_riffusion_swap_music_sound_mv(value: str) -> RiffusionSwapMusicSoundMv:
    if value in RIFFUSION_SWAP_MUSIC_SOUND_MV_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {RIFFUSION_SWAP_MUSIC_SOUND_MV_VALUES!r}"
    )

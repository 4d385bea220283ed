from typing import Literal

RiffusionSwapUploadMusicVocalsMv = Literal["FUZZ-1.0", "FUZZ-1.0 Pro", "FUZZ-1.1", "FUZZ-1.1 Pro"]

RIFFUSION_SWAP_UPLOAD_MUSIC_VOCALS_MV_VALUES: set[RiffusionSwapUploadMusicVocalsMv] = {
    "FUZZ-1.0",
    "FUZZ-1.0 Pro",
    "FUZZ-1.1",
    "FUZZ-1.1 Pro",
}


def check_riffusion_swap_upload_music_vocals_mv(value: str) -> RiffusionSwapUploadMusicVocalsMv:
    if value in RIFFUSION_SWAP_UPLOAD_MUSIC_VOCALS_MV_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {RIFFUSION_SWAP_UPLOAD_MUSIC_VOCALS_MV_VALUES!r}"
    )

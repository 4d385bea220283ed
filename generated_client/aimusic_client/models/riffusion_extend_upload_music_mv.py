from typing import Literal

RiffusionExtendUploadMusicMv = Literal["FUZZ-1.0", "FUZZ-1.0 Pro", "FUZZ-1.1", "FUZZ-1.1 Pro"]

RIFFUSION_EXTEND_UPLOAD_MUSIC_MV_VALUES: set[RiffusionExtendUploadMusicMv] = {
    "FUZZ-1.0",
    "FUZZ-1.0 Pro",
    "FUZZ-1.1",
    "FUZZ-1.1 Pro",
}


def check_riffusion_extend_upload_music_mv(value: str) -> RiffusionExtendUploadMusicMv:
    if value in RIFFUSION_EXTEND_UPLOAD_MUSIC_MV_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {RIFFUSION_EXTEND_UPLOAD_MUSIC_MV_VALUES!r}"
    )

from typing import Literal

RiffusionCoverUploadMusicMv = Literal["FUZZ-1.0", "FUZZ-1.0 Pro", "FUZZ-1.1", "FUZZ-1.1 Pro"]

RIFFUSION_COVER_UPLOAD_MUSIC_MV_VALUES: set[RiffusionCoverUploadMusicMv] = {
    "FUZZ-1.0",
    "FUZZ-1.0 Pro",
    "FUZZ-1.1",
    "FUZZ-1.1 Pro",
}


def check_riffusion_cover_upload_music_mv(value: str) -> RiffusionCoverUploadMusicMv:
    if value in RIFFUSION_COVER_UPLOAD_MUSIC_MV_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {RIFFUSION_COVER_UPLOAD_MUSIC_MV_VALUES!r}"
    )

from typing import Literal

RiffusionReplaceUploadMusicMv = Literal["FUZZ-1.0", "FUZZ-1.0 Pro", "FUZZ-1.1", "FUZZ-1.1 Pro"]

RIFFUSION_REPLACE_UPLOAD_MUSIC_MV_VALUES: set[RiffusionReplaceUploadMusicMv] = {
    "FUZZ-1.0",
    "FUZZ-1.0 Pro",
    "FUZZ-1.1",
    "FUZZ-1.1 Pro",
}


def check_riffusion_replace_upload_music_mv(value: str) -> RiffusionReplaceUploadMusicMv:
    if value in RIFFUSION_REPLACE_UPLOAD_MUSIC_MV_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {RIFFUSION_REPLACE_UPLOAD_MUSIC_MV_VALUES!r}"
    )

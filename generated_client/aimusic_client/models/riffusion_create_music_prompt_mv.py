from typing import Literal

RiffusionCreateMusicPromptMv = Literal["FUZZ-1.0", "FUZZ-1.0 Pro", "FUZZ-1.1", "FUZZ-1.1 Pro"]

RIFFUSION_CREATE_MUSIC_PROMPT_MV_VALUES: set[RiffusionCreateMusicPromptMv] = {
    "FUZZ-1.0",
    "FUZZ-1.0 Pro",
    "FUZZ-1.1",
    "FUZZ-1.1 Pro",
}


def check_riffusion_create_music_prompt_mv(value: str) -> RiffusionCreateMusicPromptMv:
    if value in RIFFUSION_CREATE_MUSIC_PROMPT_MV_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {RIFFUSION_CREATE_MUSIC_PROMPT_MV_VALUES!r}"
    )

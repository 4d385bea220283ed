from typing import Literal

ProducerRetiredTaskTaskType = Literal[
    "cover_music",
    "cover_upload_music",
    "extend_music",
    "extend_upload_music",
    "music_variation",
    "replace_music",
    "replace_upload_music",
    "swap_music_sound",
    "swap_music_vocals",
]

PRODUCER_RETIRED_TASK_TASK_TYPE_VALUES: set[ProducerRetiredTaskTaskType] = {
    "cover_music",
    "cover_upload_music",
    "extend_music",
    "extend_upload_music",
    "music_variation",
    "replace_music",
    "replace_upload_music",
    "swap_music_sound",
    "swap_music_vocals",
}


def check_producer_retired_task_task_type(value: str) -> ProducerRetiredTaskTaskType:
    if value in PRODUCER_RETIRED_TASK_TASK_TYPE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {PRODUCER_RETIRED_TASK_TASK_TYPE_VALUES!r}"
    )

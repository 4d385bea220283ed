from typing import Literal

NuroSegmentName = Literal["bridge", "chorus", "inst", "intro", "outro", "verse"]

NURO_SEGMENT_NAME_VALUES: set[NuroSegmentName] = {
    "bridge",
    "chorus",
    "inst",
    "intro",
    "outro",
    "verse",
}


def check_nuro_segment_name(value: str) -> NuroSegmentName:
    if value in NURO_SEGMENT_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NURO_SEGMENT_NAME_VALUES!r}")

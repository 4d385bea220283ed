from typing import Literal

VocalGender = Literal["f", "m"]

VOCAL_GENDER_VALUES: set[VocalGender] = {
    "f",
    "m",
}


def check_vocal_gender(value: str) -> VocalGender:
    if value in VOCAL_GENDER_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {VOCAL_GENDER_VALUES!r}")

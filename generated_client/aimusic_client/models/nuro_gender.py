from typing import Literal

NuroGender = Literal["Female", "Male"]

NURO_GENDER_VALUES: set[NuroGender] = {
    "Female",
    "Male",
}


def check_nuro_gender(value: str) -> NuroGender:
    if value in NURO_GENDER_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NURO_GENDER_VALUES!r}")

from typing import Literal

SonicReplaceModel = Literal["sonic-v4", "sonic-v4-5", "sonic-v4-5-plus", "sonic-v5", "sonic-v5-5"]

SONIC_REPLACE_MODEL_VALUES: set[SonicReplaceModel] = {
    "sonic-v4",
    "sonic-v4-5",
    "sonic-v4-5-plus",
    "sonic-v5",
    "sonic-v5-5",
}


def check_sonic_replace_model(value: str) -> SonicReplaceModel:
    if value in SONIC_REPLACE_MODEL_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SONIC_REPLACE_MODEL_VALUES!r}")

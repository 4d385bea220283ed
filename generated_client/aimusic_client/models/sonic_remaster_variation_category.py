from typing import Literal

SonicRemasterVariationCategory = Literal["high", "normal", "subtle"]

SONIC_REMASTER_VARIATION_CATEGORY_VALUES: set[SonicRemasterVariationCategory] = {
    "high",
    "normal",
    "subtle",
}


def check_sonic_remaster_variation_category(value: str) -> SonicRemasterVariationCategory:
    if value in SONIC_REMASTER_VARIATION_CATEGORY_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {SONIC_REMASTER_VARIATION_CATEGORY_VALUES!r}"
    )

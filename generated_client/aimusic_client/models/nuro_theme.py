from typing import Literal

NuroTheme = Literal[
    "achievement",
    "children",
    "christmas",
    "discovery",
    "drama",
    "education",
    "every day",
    "family",
    "fantasy",
    "health",
    "holiday",
    "hope",
    "inspirational",
    "journey",
    "kids",
    "lifestyle",
    "love",
    "media",
    "meditation",
    "motivational",
    "progress",
    "real estate",
    "sales",
    "science",
    "technology",
    "training",
    "vacation",
    "world",
]

NURO_THEME_VALUES: set[NuroTheme] = {
    "achievement",
    "children",
    "christmas",
    "discovery",
    "drama",
    "education",
    "every day",
    "family",
    "fantasy",
    "health",
    "holiday",
    "hope",
    "inspirational",
    "journey",
    "kids",
    "lifestyle",
    "love",
    "media",
    "meditation",
    "motivational",
    "progress",
    "real estate",
    "sales",
    "science",
    "technology",
    "training",
    "vacation",
    "world",
}


def check_nuro_theme(value: str) -> NuroTheme:
    if value in NURO_THEME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NURO_THEME_VALUES!r}")

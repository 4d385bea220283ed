"""Writes titles, lyrics and style tags from a few words.

The lines are the mock's own. They take up the words that were sent, so that a test can tell one song from another.
"""

from __future__ import annotations

import random
import re

MAX_READ = 5000
"""Characters of a text that are looked at: the longest documented text; some calls set no limit at all."""

_WORD = re.compile(r"[^\W\d_][\w'-]*")
_SECTION = re.compile(r"\[[^\[\]]*\]")
_FILLER_WORDS = (
    "a about an and are as at be by for from has have in into is it its let me my of on or our over song sung that the"
    " their there they this to tune turn up was we when where which will with you your verse chorus"
)
_FILLERS = frozenset(_FILLER_WORDS.split())
_SPARE_WORDS = ("harbour", "lantern", "river", "winter", "paper", "window", "ember", "meadow")
_VERSE = (
    "I left a light for the {a}",
    "The {a} is humming by the door",
    "Nobody told me the {b} would stay",
    "We counted {a} after {a}",
    "Half of the morning belongs to the {b}",
    "And the {b} leans in to the {a}",
    "Somebody painted the {a} in blue",
    "All of the {b} I have ever known",
)
_CHORUS = (
    "Oh {a}, carry me over",
    "Sing it again for the {b}",
    "{a} and {b}, we are going home",
    "Hold on, hold on to the {a}",
    "There is room for us under the {b}",
)
_BRIDGE = ("Slow down, {a}, slow down", "What if the {b} was never gone", "One more turn around the {a}")
_TITLES = ("{a}", "{a} and {b}", "The Last {a}", "{a} in {b}", "Under the {a}")
_GENRES = ("indie pop", "folk", "soul", "synth pop", "country rock", "ambient", "jazz", "dream pop")
_MOODS = ("warm", "bright", "wistful", "driving", "gentle", "late night")
_COLOURS = ("acoustic guitar", "soft piano", "brushed drums", "analog synth", "upright bass", "close vocals")
_STYLE_WORDS = frozenset(word for name in (*_GENRES, *_MOODS, *_COLOURS) for word in name.split())
"""What a song sounds like is not what it is about."""

MAX_TITLE = 80
"""The API's own limit of a title, in characters."""

MAX_STYLE = 1000
"""The API's own limit of a style (`tags`), in characters."""

MAX_LYRICS = 5000
"""The API's own limit of lyrics (`prompt`), in characters."""


def keywords(text: str) -> list[str]:
    """Return the words of a text that say something, in lower case, each once, in order."""
    words = (word.lower() for word in _WORD.findall(_SECTION.sub(" ", text[:MAX_READ])))
    return list(dict.fromkeys(word for word in words if word not in _FILLERS and len(word) > 2))


def title(subject: str, rng: random.Random) -> str:
    """Return a title about `subject`, at most 80 characters."""
    first, second = _two_words(subject, rng)
    return rng.choice(_TITLES).format(a=_capitalised(first), b=_capitalised(second))[:MAX_TITLE].rstrip()


def lyrics(subject: str, rng: random.Random) -> str:
    """Return a song text about `subject`: verse, chorus, verse, bridge, chorus, with section tags."""
    chorus = _section("[Chorus]", _CHORUS, 3, subject, rng)
    parts = [
        _section("[Verse]", _VERSE, 4, subject, rng),
        chorus,
        _section("[Verse 2]", _VERSE, 4, subject, rng),
        _section("[Bridge]", _BRIDGE, 2, subject, rng),
        chorus,
    ]
    return "\n\n".join(parts)


def style(subject: str, rng: random.Random) -> str:
    """Return style tags, separated by commas, that begin with a genre named in `subject` if there is one."""
    named = [genre for genre in _GENRES if genre in subject.lower()]
    return ", ".join([named[0] if named else rng.choice(_GENRES), rng.choice(_MOODS), rng.choice(_COLOURS)])


def upsampled_style(tags: str, rng: random.Random) -> str:
    """Return a long description of a few style tags."""
    named = [tag.strip() for tag in tags.split(",") if tag.strip()]
    colours = ", ".join(rng.sample(_COLOURS, 3))
    tempo = rng.choice(("slow", "mid-tempo", "upbeat", "driving"))
    return f"A {rng.choice(_MOODS)} {tempo} track of {' and '.join(named) or 'no fixed style'}, with {colours}"


def _section(tag: str, lines: tuple[str, ...], count: int, subject: str, rng: random.Random) -> str:
    sung = []
    for line in rng.sample(lines, count):
        first, second = _two_words(subject, rng)
        sung.append(_capitalised(line.format(a=first, b=second)))
    return "\n".join([tag, *sung])


def _capitalised(text: str) -> str:
    # Not str.title, which writes "Don'T".
    return text[0].upper() + text[1:]


def _two_words(subject: str, rng: random.Random) -> tuple[str, str]:
    words = [word for word in keywords(subject)[:24] if word not in _STYLE_WORDS]
    spare = [word for word in _SPARE_WORDS if word not in words]
    first = rng.choice(words or spare)
    others = [word for word in words if word != first] or [word for word in spare if word != first]
    return first, rng.choice(others)

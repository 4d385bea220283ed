"""Sanitize untrusted text for terminals, for single lines, and for file names. Pure.

A title may come from anyone. Unsanitized, it could move the cursor, overwrite other output, set the window's title, or
name a file outside of the folder.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from pathlib import PurePosixPath

import httpx

from aimusic._tasks.clip import BaseClip, Kind

_SEQUENCES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\x9b[0-?]*[ -/]*[@-~]"  # the same with a one-character introducer
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c|$)"  # OSC, DCS and the like: titles, links
    r"|\x1b[ -/]*[0-~]"  # two characters: reset and the like
)
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that change the direction of text, and so could disguise a name."""

NAME_BYTES = 80
"""The longest title in a file name, in bytes: with id, suffix and `.part`, far below the usual limit of 255."""

_SUFFIXES: dict[Kind, tuple[str, ...]] = {
    "audio": (".mp3", ".m4a", ".wav", ".flac", ".ogg"),
    "wav": (".wav",),
    "image": (".jpg", ".jpeg", ".png", ".webp"),
    "video": (".mp4", ".webm", ".mov"),
}
"""The suffixes that are kept from a file's URL; the first one replaces any other."""


def line(text: str) -> str:
    """Return a text as one line without control sequences."""
    return " ".join(lines(text).split())


def lines(text: str) -> str:
    """Return a text without control sequences, but with its line breaks."""
    kept = _SEQUENCES.sub("", text.replace("\r\n", "\n"))
    return "".join(_harmless(character) for character in kept)


def _harmless(character: str) -> str:
    if character == "\n":
        return character
    category = unicodedata.category(character)
    if category == "Cs":
        return "\N{REPLACEMENT CHARACTER}"  # a lone surrogate, which JSON allows but no encoding can represent
    if category in {"Zl", "Zp"} or character in "\t\r\v\f":
        return " "
    return "" if category == "Cc" or character in _DIRECTIONS else character


def file_name(title: str, identity: str, url: str, kind: Kind) -> str:
    """Return the file name of a song: `<title>-<first 8 characters of the id>` and a suffix.

    Args:
        title: The song's title.
        identity: The song's id.
        url: The file's URL.
        kind: The kind of file.
    """
    short = re.sub(r"[^0-9A-Za-z]", "", identity)[:8]
    return "-".join(part for part in (_plain(title) or "song", short) if part) + suffix(url, kind)


def clip_name(clip: BaseClip, kind: Kind) -> str:
    """Return the file name of a clip; a stem's includes its part."""
    title = " ".join(part for part in (clip.title, clip.stem_type) if part)
    return file_name(title, clip.id, clip.url(kind), kind)


def url_name(url: str, kind: Kind) -> str:
    """Return the file name for a URL."""
    return (_plain(_path(url).stem) or "file") + suffix(url, kind)


def suffix(url: str, kind: Kind) -> str:
    """Return the suffix of a file: the URL's own if it matches the kind."""
    suffix = _path(url).suffix.lower()
    return suffix if suffix in _SUFFIXES[kind] else _SUFFIXES[kind][0]


def _path(url: str) -> PurePosixPath:
    try:
        return PurePosixPath(httpx.URL(url).path)
    except httpx.InvalidURL:  # the download reports it
        return PurePosixPath()


def _plain(title: str) -> str:
    """Return a title that is valid in file names of all systems, and that shells do not take for an option."""
    words = re.sub(r'[/\\:*?"<>|\0]+', " ", line(unicodedata.normalize("NFC", title)))
    encoding = sys.getfilesystemencoding()  # older locales cannot encode every title
    words = words.encode(encoding, "replace").decode(encoding).replace("?", "_")
    words = " ".join("".join(filter(str.isprintable, words)).split()).lstrip("-.~ ")
    return words.encode()[:NAME_BYTES].decode(errors="ignore").rstrip(". ")

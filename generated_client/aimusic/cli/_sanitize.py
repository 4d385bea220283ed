"""Other people's words made harmless: for a terminal, for one line, for the name of a file.

A title comes from the service, and before that from anybody. Written as it is, it could move the cursor, rewrite what
stands above, set the window's title, or name a file outside of the folder. Pure; knows no terminal.
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
    r"|\x9b[0-?]*[ -/]*[@-~]"  # the same, begun with one character
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c|$)"  # OSC, DCS and the like: titles, links
    r"|\x1b[ -/]*[0-~]"  # two characters: reset and the like
)
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of writing: behind one, a name can read as another."""

NAME_BYTES = 80
"""The longest title in a file's name: with id, suffix and `.part` it stays far below the 255 bytes of common systems."""

_SUFFIXES: dict[Kind, tuple[str, ...]] = {
    "audio": (".mp3", ".m4a", ".wav", ".flac", ".ogg"),
    "wav": (".wav",),
    "image": (".jpg", ".jpeg", ".png", ".webp"),
    "video": (".mp4", ".webm", ".mov"),
}
"""What the address of a file may end in; the first one is taken where it ends in something else."""


def line(text: str) -> str:
    """Return a text as one line without anything that a terminal would obey."""
    return " ".join(lines(text).split())


def lines(text: str) -> str:
    """Return a text without anything that a terminal would obey, but with its line breaks."""
    kept = _SEQUENCES.sub("", text.replace("\r\n", "\n"))
    return "".join(_harmless(character) for character in kept)


def _harmless(character: str) -> str:
    if character == "\n":
        return character
    category = unicodedata.category(character)
    if category == "Cs":
        return "\N{REPLACEMENT CHARACTER}"  # half of a pair, which JSON can spell and no encoding can write
    if category in {"Zl", "Zp"} or character in "\t\r\v\f":
        return " "
    return "" if category == "Cc" or character in _DIRECTIONS else character


def file_name(title: str, identity: str, url: str, kind: Kind) -> str:
    """Return the name for a song's file: `<title>-<first 8 of the id>`, and a suffix.

    Args:
        title: The song's title.
        identity: Its id.
        url: Where the file is.
        kind: What it is.
    """
    short = re.sub(r"[^0-9A-Za-z]", "", identity)[:8]
    return "-".join(part for part in (_plain(title) or "song", short) if part) + suffix(url, kind)


def clip_name(clip: BaseClip, kind: Kind) -> str:
    """Return the name for a file of a clip; a stem's says which part it is."""
    title = " ".join(part for part in (clip.title, clip.stem_type) if part)
    return file_name(title, clip.id, clip.url(kind), kind)


def url_name(url: str, kind: Kind) -> str:
    """Return the name for a file of which only the address is known."""
    return (_plain(_path(url).stem) or "file") + suffix(url, kind)


def suffix(url: str, kind: Kind) -> str:
    """Return the suffix of a file: the address's own where it fits the kind."""
    suffix = _path(url).suffix.lower()
    return suffix if suffix in _SUFFIXES[kind] else _SUFFIXES[kind][0]


def _path(url: str) -> PurePosixPath:
    try:
        return PurePosixPath(httpx.URL(url).path)
    except httpx.InvalidURL:  # which the download is going to say
        return PurePosixPath()


def _plain(title: str) -> str:
    """Return a title as part of a file's name, which any system takes and no shell takes for an option."""
    words = re.sub(r'[/\\:*?"<>|\0]+', " ", line(unicodedata.normalize("NFC", title)))
    encoding = sys.getfilesystemencoding()  # in an old locale it cannot spell every title
    words = words.encode(encoding, "replace").decode(encoding).replace("?", "_")
    words = " ".join("".join(filter(str.isprintable, words)).split()).lstrip("-.~ ")
    return words.encode()[:NAME_BYTES].decode(errors="ignore").rstrip(". ")

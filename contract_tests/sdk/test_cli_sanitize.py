"""Sanitizing untrusted text for terminals and file names."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimusic._tasks.clip import Kind
from aimusic.cli import _sanitize

URL = "https://cdn.example/files/song.mp3"
ID = "b1b04f5b-16a8-44b0-aa02-0db0e170b929"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;owned\x07title", "title"),
        ("\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\", "click"),
        ("\x9b2Jgone", "gone"),
        ("\x9d0;owned\x9ctitle", "title"),
        ("\x1bPdcs\x1b\\after", "after"),
        ("\x1bcreset", "reset"),
        ("half \x1b[", "half"),
        ("one\r\ntwo\rthree\tfour", "one two three four"),
        ("a\x00b\x08c\x7fd\x85e", "abcde"),
        ("user\u202egnp.exe", "usergnp.exe"),
        ("a\u2028b", "a b"),
        ("lone \ud83c half", "lone \N{REPLACEMENT CHARACTER} half"),
        ("[bold]not markup[/bold] :smile:", "[bold]not markup[/bold] :smile:"),
        ("Übermut 👩‍🚀 ハーバー", "Übermut 👩‍🚀 ハーバー"),
    ],
)
def test_line_of_a_hostile_text_has_no_control_sequences(text: str, shown: str) -> None:
    assert _sanitize.line(text) == shown


def test_lines_of_lyrics_keep_their_breaks() -> None:
    assert _sanitize.lines("[Verse]\r\nLamp\x1b[2J\n\nabove") == "[Verse]\nLamp\n\nabove"


@given(st.text())
def test_line_of_any_text_has_no_control_characters(text: str) -> None:
    shown = _sanitize.line(text)
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cs", "Zl", "Zp"}
    assert _sanitize.line(shown) == shown
    shown.encode()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Harbour Lamp", "Harbour Lamp-b1b04f5b.mp3"),
        ("../../etc/passwd", "etc passwd-b1b04f5b.mp3"),
        ("/absolute", "absolute-b1b04f5b.mp3"),
        ("C:\\windows\\system32", "C windows system32-b1b04f5b.mp3"),
        ("-rf", "rf-b1b04f5b.mp3"),
        (".hidden", "hidden-b1b04f5b.mp3"),
        ("~root", "root-b1b04f5b.mp3"),
        ("line\nbreak\x00\x1b[31m", "line break-b1b04f5b.mp3"),
        ("", "song-b1b04f5b.mp3"),
        ("...", "song-b1b04f5b.mp3"),
        ("CON", "CON-b1b04f5b.mp3"),
        ('a<b>c:d"e|f?g*', "a b c d e f g-b1b04f5b.mp3"),
        ("e\u0301té", "été-b1b04f5b.mp3"),
        ("é" * 300, f"{'é' * 40}-b1b04f5b.mp3"),
    ],
)
def test_file_name_of_a_title_stays_in_its_folder(title: str, name: str) -> None:
    assert _sanitize.file_name(title, ID, URL, "audio") == name


@given(st.text(), st.text())
def test_file_name_of_any_title_is_a_safe_name(title: str, identity: str) -> None:
    name = _sanitize.file_name(title, identity, URL, "audio")
    assert name.isprintable()
    assert not set(name) & set('/\\:*?"<>|')
    assert name[0] not in "-.~ "
    assert len(name.encode()) <= 120
    assert name.endswith(".mp3")


def test_file_name_is_encodable_in_an_old_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.getfilesystemencoding", lambda: "latin-1")
    assert _sanitize.file_name("été ハ", ID, URL, "audio") == "été _-b1b04f5b.mp3"


@pytest.mark.parametrize(
    ("url", "kind", "suffix"),
    [
        ("https://x.example/a.m4a?token=1.wav", "audio", ".m4a"),
        ("https://x.example/a", "audio", ".mp3"),
        ("https://x.example/a.exe", "audio", ".mp3"),
        ("https://x.example/a.PNG", "image", ".png"),
        ("https://x.example/a.sh", "image", ".jpg"),
        ("https://x.example/a.mp3", "wav", ".wav"),
        ("https://x.example/a.mp4", "video", ".mp4"),
    ],
)
def test_suffix_of_a_url_matches_the_kind(url: str, kind: Kind, suffix: str) -> None:
    assert _sanitize.suffix(url, kind) == suffix


def test_url_name_is_the_last_part_of_the_url() -> None:
    assert _sanitize.url_name("https://x.example/media/..%2f..%2fetc%2fsong.mp3?sig=1", "audio") == "song.mp3"
    assert _sanitize.url_name("https://x.example/", "audio") == "file.mp3"
    assert _sanitize.url_name("https://x.example:port/a.mp3", "audio") == "file.mp3"

"""The half file of a download: who holds it, what is left of it, and where the file goes in the end."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import BinaryIO

import pytest

from aimusic._downloads import part_file
from aimusic._downloads.part_file import destination, open_part
from aimusic._downloads.rules import PartialFile


@pytest.fixture
def final(tmp_path: Path) -> Path:
    return tmp_path / "song.mp3"


def names(final: Path) -> set[str]:
    return {path.name.removeprefix(final.name) for path in final.parent.iterdir()}


def test_half_file_is_found_again_with_its_version(final: Path) -> None:
    with open_part(final, resume=True) as part:
        part.restart('"v1"')
        part.write(b"abc")
    with open_part(final, resume=True) as part:
        assert part.partial == PartialFile(3, '"v1"')
        part.write(b"d")
        part.sync()
        assert part.place() == final
    assert (names(final), final.read_bytes()) == ({""}, b"abcd")


@pytest.mark.parametrize("mark", [b"", b'W/"v1"', b'"v1', b'"v1"\r\nX: y', b"\xff", None])
def test_half_file_of_an_unknown_version_cannot_be_gone_on_with(final: Path, mark: bytes | None) -> None:
    final.with_name("song.mp3.part").write_bytes(b"abc")
    if mark is not None:
        final.with_name("song.mp3.part.etag").write_bytes(mark)
    with open_part(final, resume=True) as part:
        assert part.partial == PartialFile()


def test_half_file_in_use_is_left_alone(final: Path) -> None:
    with open_part(final, resume=True) as first:
        first.restart('"v1"')
        first.write(b"abc")
        first.sync()
        with open_part(final, resume=True) as second, open_part(final, resume=True) as third:
            assert [part.path.name for part in (second, third)] == ["song.mp3.2.part", "song.mp3.3.part"]
            assert second.partial == PartialFile()
            second.restart('"v2"')
            second.write(b"def")
            second.place()
        assert final.read_bytes() == b"def"
        assert names(final) == {"", ".part", ".part.etag"}  # what nobody would go on with is gone
        first.place()
    assert final.read_bytes() == b"abc"


def test_half_file_of_nothing_is_removed(final: Path) -> None:
    with open_part(final, resume=True) as part:
        part.restart('"v1"')
    assert names(final) == set()


def test_file_that_was_placed_just_before_it_is_locked_is_not_touched(
    final: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = part_file._lock

    def late(file: BinaryIO) -> None:
        monkeypatch.setattr(part_file, "_lock", lock)
        final.with_name("song.mp3.part").replace(final)  # another download is ready just now
        lock(file)

    final.with_name("song.mp3.part").write_bytes(b"whole")
    monkeypatch.setattr(part_file, "_lock", late)
    with open_part(final, resume=True) as part:
        part.restart()
        part.write(b"half")
    assert (final.read_bytes(), names(final)) == (b"whole", {"", ".part"})


def test_file_system_without_locks_gives_everybody_a_file_of_their_own(
    final: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: BinaryIO) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(part_file, "_lock", refuse)
    with open_part(final, resume=True) as first, open_part(final, resume=True) as second:
        assert first.path != second.path
        first.write(b"abc")
        first.place()
    assert (final.read_bytes(), ".2.part" in names(final)) == (b"abc", False)


def test_link_in_the_place_of_the_half_file_is_not_followed(final: Path) -> None:
    victim = final.with_name("victim")
    victim.write_bytes(b"mine")
    final.with_name("song.mp3.part").symlink_to(victim)
    with pytest.raises(OSError, match="symbolic"):
        open_part(final, resume=True)
    assert victim.read_bytes() == b"mine"


def test_file_has_the_usual_mode(final: Path) -> None:
    final.with_name("usual").touch()
    with open_part(final, resume=True) as part:
        part.place()
    assert final.stat().st_mode == final.with_name("usual").stat().st_mode


def test_target_is_a_file_or_in_a_folder_that_exists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert destination("song.mp3", "river.mp3") == Path("song.mp3")
    assert destination(tmp_path, "river.mp3") == tmp_path / "river.mp3"
    assert destination(f"{tmp_path}/", "river.mp3") == tmp_path / "river.mp3"
    for missing in (tmp_path / "no" / "song.mp3", f"{tmp_path}{os.sep}no{os.sep}"):
        with pytest.raises(FileNotFoundError, match="The folder does not exist") as caught:
            destination(missing, "river.mp3")
        assert caught.value.filename == str(tmp_path / "no")
    (tmp_path / "river.mp3").mkdir()
    with pytest.raises(IsADirectoryError):
        destination(tmp_path, "river.mp3")

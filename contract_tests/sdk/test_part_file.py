"""The `.part` file of a download: its lock, what can be resumed, and the destination."""

from __future__ import annotations

import errno
import os
import socket
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


def test_part_file_is_resumed_with_its_version(final: Path) -> None:
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
def test_part_file_of_an_unknown_version_cannot_be_resumed(final: Path, mark: bytes | None) -> None:
    final.with_name("song.mp3.part").write_bytes(b"abc")
    if mark is not None:
        final.with_name("song.mp3.part.etag").write_bytes(mark)
    with open_part(final, resume=True) as part:
        assert part.partial == PartialFile()


def test_part_file_in_use_is_not_touched(final: Path) -> None:
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
        assert names(final) == {"", ".part", ".part.etag"}  # numbered files are removed
        first.place()
    assert final.read_bytes() == b"abc"


def test_empty_part_file_is_removed(final: Path) -> None:
    with open_part(final, resume=True) as part:
        part.restart('"v1"')
    assert names(final) == set()


def test_file_that_was_placed_just_before_it_is_locked_is_not_touched(
    final: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = part_file._lock

    def late(file: BinaryIO) -> None:
        monkeypatch.setattr(part_file, "_lock", lock)
        final.with_name("song.mp3.part").replace(final)  # another download completes at this moment
        lock(file)

    final.with_name("song.mp3.part").write_bytes(b"whole")
    monkeypatch.setattr(part_file, "_lock", late)
    with open_part(final, resume=True) as part:
        part.restart()
        part.write(b"half")
    assert (final.read_bytes(), names(final)) == (b"whole", {"", ".part"})


def test_file_system_without_locks_gives_each_download_its_own_file(
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


def test_symbolic_link_instead_of_the_part_file_is_not_followed(final: Path) -> None:
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


def test_destination_is_a_file_or_in_an_existing_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert destination("song.mp3", "river.mp3") == Path("song.mp3")
    assert destination(tmp_path, "river.mp3") == tmp_path / "river.mp3"
    assert destination(f"{tmp_path}/", "river.mp3") == tmp_path / "river.mp3"
    (tmp_path / "river.mp3").mkdir()
    with pytest.raises(IsADirectoryError):
        destination(tmp_path, "river.mp3")


@pytest.mark.parametrize("path", ["no/song.mp3", f"no{os.sep}"], ids=["file", "folder"])
def test_destination_in_a_missing_folder_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(FileNotFoundError, match="The folder does not exist") as caught:
        destination(f"{tmp_path}{os.sep}{path}", "river.mp3")
    assert caught.value.filename == str(tmp_path / "no")


@pytest.mark.parametrize("device", ["/dev/full", "/dev/null", "/dev/zero"])
def test_device_is_refused(tmp_path: Path, device: str) -> None:
    link = tmp_path / "song.mp3"
    link.symlink_to(device)
    for path in (Path(device), link):
        with pytest.raises(OSError, match="is a device, FIFO or socket; pass the path of a file") as caught:
            open_part(path, resume=True)
        assert caught.value.filename == str(path)
    assert names(link) == {""}
    assert Path(device).is_char_device()
    assert not Path(f"{device}.part").exists()


def test_fifo_and_socket_are_refused(final: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    os.mkfifo(final)
    address = Path(os.path.relpath(tmp_path_factory.mktemp("s"))) / "s"  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(address))
        for path in (final, address):
            with pytest.raises(OSError, match="FIFO or socket"):
                open_part(path, resume=True)
    assert final.is_fifo()
    assert names(final) == {""}


@pytest.mark.parametrize("name", ["song.mp3.part", "song.mp3.part.etag"])
def test_fifo_instead_of_a_part_file_does_not_block(final: Path, name: str) -> None:
    fifo = final.with_name(name)
    os.mkfifo(fifo)
    if name.endswith(".part"):
        with pytest.raises(OSError, match="not a regular file; remove it"):
            open_part(final, resume=True)
    else:
        with open_part(final, resume=True) as part:
            assert part.partial == PartialFile()


@pytest.mark.parametrize("is_dangling", [False, True])
def test_symbolic_link_is_kept_and_its_target_replaced(tmp_path: Path, is_dangling: bool) -> None:
    folder = tmp_path / "library"
    folder.mkdir()
    target, middle, link = folder / "river.mp3", tmp_path / "middle", tmp_path / "song.mp3"
    middle.symlink_to(Path("library") / "river.mp3")
    link.symlink_to(middle)
    if not is_dangling:
        target.write_bytes(b"old")
    with open_part(link, resume=True) as part:
        part.restart('"v1"')
        part.write(b"new")
        assert {path.name for path in folder.iterdir()} - {"river.mp3"} == {"river.mp3.part", "river.mp3.part.etag"}
        assert part.place() == link
    assert (link.is_symlink(), middle.is_symlink(), target.is_symlink()) == (True, True, False)
    assert (target.read_bytes(), {path.name for path in folder.iterdir()}) == (b"new", {"river.mp3"})


def test_symbolic_link_that_leads_nowhere_is_refused(final: Path) -> None:
    final.symlink_to(final.parent / "no" / "river.mp3")
    with pytest.raises(FileNotFoundError, match="The folder does not exist"):
        open_part(final, resume=True)
    loop = final.with_name("loop")
    loop.symlink_to(loop)
    with pytest.raises(OSError, match="symbolic links") as caught:
        open_part(loop, resume=True)
    assert caught.value.errno == errno.ELOOP


def test_part_file_with_another_hard_link_is_not_written_to(final: Path) -> None:
    backup = final.with_name("backup")
    backup.write_bytes(b"mine")
    final.with_name("song.mp3.part").hardlink_to(backup)
    final.with_name("song.mp3.part.etag").write_text('"v1"')
    with open_part(final, resume=True) as part:
        assert part.partial == PartialFile()
        part.restart('"v1"')
        part.write(b"new")
        part.place()
    assert (final.read_bytes(), backup.read_bytes(), final.with_name("song.mp3.part").read_bytes()) == (
        b"new",
        b"mine",
        b"mine",
    )


def test_other_hard_links_of_the_destination_keep_their_content(final: Path) -> None:
    final.write_bytes(b"old")
    final.with_name("backup").hardlink_to(final)
    with open_part(final, resume=True) as part:
        part.write(b"new")
        part.place()
    assert (final.read_bytes(), final.with_name("backup").read_bytes()) == (b"new", b"old")


@pytest.mark.parametrize("code", ["EINVAL", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EPERM"])
def test_volume_without_hard_links_and_fsync_is_usable(final: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(getattr(errno, code), os.strerror(getattr(errno, code)))

    monkeypatch.setattr(os, "fsync", refuse)
    monkeypatch.setattr(os, "link", refuse)
    with open_part(final, resume=True) as part:
        part.write(b"abc")
        part.sync()
        part.place()
    assert final.read_bytes() == b"abc"


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EDQUOT])
def test_error_of_the_disk_is_raised(final: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    def fail(_: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    with open_part(final, resume=True) as part:
        part.write(b"abc")
        with pytest.raises(OSError, match=os.strerror(code)):
            part.sync()
    assert not final.exists()

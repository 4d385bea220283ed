"""The half file of a download, which belongs to one download at a time, and its way to the place where it is wanted.

It is `<name>.part`; beside it, `<name>.part.etag` says of which version of the file it is a half. Nothing stands at the
path itself until all of it has come, and what stood there before stays until then. Knows nothing of HTTP.

A `.part` file is locked by the download that owns it; the OS releases the lock if the process dies. A second download uses
`<name>.2.part`, which is never resumed: both downloads complete, and the last one stays.
"""

from __future__ import annotations

import errno
import os
import sys
from itertools import count
from pathlib import Path
from typing import BinaryIO, Self

from attrs import define, field

from aimusic._downloads.rules import Held, strong

if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        # Not lockf: its locks belong to the process, and would not part two threads.
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


_MOVES_OPEN_FILES = os.name != "nt"  # Windows neither renames nor removes a file that is open

_FLAGS = (
    os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
)
"""No O_TRUNC: until it is locked, the file may belong to another download. Links are not followed."""

_TRIES = 10
"""How often a half file may be put in its place by others just before it is locked here; then it is left to them."""


@define(eq=False)
class PartFile:
    """A half file in use; leaving the `with` block closes it, and removes what is of no use.

    Attributes:
        final: Where the file is wanted.
        path: Where it is until it is whole.
        size: Its bytes.
        is_lasting: Whether a later download will find it.
    """

    final: Path
    path: Path
    is_lasting: bool
    _file: BinaryIO = field(alias="file", repr=False)
    _etag: str | None = field(default=None, alias="etag")
    size: int = field(init=False)
    _is_placed: bool = field(default=False, init=False)

    def __attrs_post_init__(self) -> None:
        self.size = self._file.seek(0, os.SEEK_END)

    @property
    def held(self) -> Held:
        """What can be gone on with."""
        return Held(self.size, self._etag) if self._etag else Held()

    def restart(self, etag: str | None = None) -> None:
        """Throw away what has come; an ETag says which version comes next."""
        # In this order a crash at any moment leaves either no mark, or one that tells the truth.
        self._mark.unlink(missing_ok=True)
        self._file.seek(0)
        self._file.truncate()
        self.size, self._etag = 0, etag
        if etag and self.is_lasting:
            with self._mark.open("x", encoding="ascii") as mark:
                mark.write(etag)

    def write(self, piece: bytes) -> None:
        """Add a piece.

        Raises:
            OSError: The disk is full, or worse.
        """
        self._file.write(piece)
        self.size += len(piece)

    def sync(self) -> None:
        """Make sure that it stands on the disk: a name must not survive a power cut without its bytes."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def place(self) -> Path:
        """Put it where it is wanted, in one step."""
        if not _MOVES_OPEN_FILES:
            self._file.close()
        self.path.replace(self.final)
        self._is_placed = True
        self._mark.unlink(missing_ok=True)
        return self.final

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        is_useless = not self._is_placed and not (self.is_lasting and self.size)
        try:
            if is_useless and _MOVES_OPEN_FILES:
                self._remove()  # while it is still locked
        finally:
            self._file.close()
        if is_useless and not _MOVES_OPEN_FILES:
            self._remove()

    def _remove(self) -> None:
        self._mark.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)

    @property
    def _mark(self) -> Path:
        return _mark_of(self.path)


def target(path: str | os.PathLike[str], name: str) -> Path:
    """Return where a file goes: the path, or, when that is a folder, a file of this name in it.

    Raises:
        FileNotFoundError: The folder is not there.
        IsADirectoryError: There is a folder of that name.
    """
    # `new/` is a folder that is not there, which Path would take for a file.
    chosen, folder = Path(path), Path(os.path.dirname(os.fspath(path)))  # noqa: PTH120
    if chosen.is_dir():
        chosen, folder = chosen / name, chosen
    if not folder.is_dir():
        raise FileNotFoundError(errno.ENOENT, "There is no such folder, and a download makes none", str(folder))
    if chosen.is_dir():
        raise IsADirectoryError(errno.EISDIR, "There is a folder of the file's name", str(chosen))
    return chosen


def open_part(final: Path, *, resume: bool) -> PartFile:
    """Take hold of the half file of a path, or of one beside it when another download has it.

    Args:
        final: Where the file is wanted.
        resume: Whether what an earlier download left may be gone on with.

    Raises:
        OSError: The folder must not be written to.
    """
    path = final.with_name(f"{final.name}.part")
    file = _claim(path)
    if file is not None:
        return PartFile(final, path, is_lasting=True, file=file, etag=_version(path) if resume else None)
    for number in count(2):
        path = final.with_name(f"{final.name}.{number}.part")
        try:
            return PartFile(final, path, is_lasting=False, file=_open(path, os.O_EXCL))
        except FileExistsError:
            continue
    raise AssertionError("counting never ends")


def _claim(path: Path) -> BinaryIO | None:
    for _ in range(_TRIES):
        file = _open(path)
        try:
            _lock(file)
            if os.path.samestat(os.fstat(file.fileno()), path.lstat()):
                return file
        except FileNotFoundError:
            pass
        except OSError:  # it is locked, or this file system knows no locks
            file.close()
            return None
        # Between opening and locking it was put in its place: it is now a whole file, and must not be touched.
        file.close()
    return None


def _open(path: Path, flags: int = 0) -> BinaryIO:
    return os.fdopen(os.open(path, _FLAGS | flags, 0o666), "r+b")  # the usual mode: the user's umask decides


def _version(path: Path) -> str | None:
    try:
        return strong(_mark_of(path).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _mark_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.etag")

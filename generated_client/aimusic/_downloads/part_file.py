"""The `.part` file of a download: locking, writing, and the move to the destination. Knows nothing of HTTP.

The content goes to `<name>.part`; beside it, `<name>.part.etag` holds the ETag of the version being downloaded. The
destination is replaced only when the download is complete; if it is a symbolic link, the link's target is replaced, and the
`.part` file is beside the target.

A `.part` file is locked by the download that owns it; the OS releases the lock if the process dies. A second download uses
`<name>.2.part`, which is never resumed: both downloads complete, and the last one stays.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from itertools import count
from pathlib import Path
from typing import BinaryIO, Self

from attrs import define, field

from aimusic._downloads.rules import PartialFile, strong_etag

if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        # Not lockf: its locks belong to the process, so they would not separate two threads.
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


_MOVES_OPEN_FILES = os.name != "nt"  # Windows neither renames nor removes a file that is open

_FLAGS = (
    os.O_RDWR
    | os.O_CREAT
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
)
"""No O_TRUNC: until it is locked, the file may belong to another download. Symbolic links are not followed, and opening a
FIFO does not block."""

_NO_FSYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EPERM})
"""Errors of a volume that does not support fsync, such as some network and FUSE file systems."""

_TRIES = 10
"""Attempts to lock a `.part` file that other downloads keep moving to its destination; then a numbered one is used."""


@define(eq=False)
class PartFile:
    """A locked `.part` file. Leaving the `with` block closes it, and removes it if it cannot be resumed.

    Attributes:
        final: The destination.
        target: The file to replace: the destination, or the target of that link.
        path: The path of the `.part` file.
        size: Its size in bytes.
        is_lasting: Whether a later download can resume it.
    """

    final: Path
    target: Path
    path: Path
    is_lasting: bool
    _file: BinaryIO = field(alias="file", repr=False)
    _etag: str | None = field(default=None, alias="etag")
    size: int = field(init=False)
    _is_placed: bool = field(default=False, init=False)

    def __attrs_post_init__(self) -> None:
        self.size = self._file.seek(0, os.SEEK_END)

    @property
    def partial(self) -> PartialFile:
        """The content that the next request can continue."""
        return PartialFile(self.size, self._etag) if self._etag else PartialFile()

    def restart(self, etag: str | None = None) -> None:
        """Discard the content, and record the ETag of the version to download."""
        # In this order a crash at any moment leaves either no mark or a correct one.
        self._mark.unlink(missing_ok=True)
        self._file.seek(0)
        self._file.truncate()
        self.size, self._etag = 0, etag
        if etag and self.is_lasting:
            with self._mark.open("x", encoding="ascii") as mark:
                mark.write(etag)

    def write(self, chunk: bytes) -> None:
        """Append a chunk.

        Raises:
            OSError: The chunk cannot be written, for example because the disk is full.
        """
        self._file.write(chunk)
        self.size += len(chunk)

    def sync(self) -> None:
        """Flush to disk, if the volume supports it, so that a power cut after `place` cannot leave an empty file."""
        self._file.flush()
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            if error.errno not in _NO_FSYNC:
                raise

    def place(self) -> Path:
        """Move the file to its destination atomically, and return the destination."""
        if not _MOVES_OPEN_FILES:
            self._file.close()
        self.path.replace(self.target)
        self._is_placed = True
        self._mark.unlink(missing_ok=True)
        return self.final

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        is_useless = not self._is_placed and not (self.is_lasting and self.size)
        try:
            if is_useless and _MOVES_OPEN_FILES:
                self._remove()  # while the lock is held
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


def destination(path: str | os.PathLike[str], name: str) -> Path:
    """Return the destination of a file: the path itself or, if that is a folder, a file with this name in it.

    Raises:
        FileNotFoundError: The folder does not exist.
        IsADirectoryError: The destination is a folder.
    """
    # `new/` means a folder, but Path drops the slash.
    chosen, folder = Path(path), Path(os.path.dirname(os.fspath(path)))  # noqa: PTH120
    if chosen.is_dir():
        chosen, folder = chosen / name, chosen
    _require_folder(folder)
    if chosen.is_dir():
        raise IsADirectoryError(errno.EISDIR, "A folder has the file's name", str(chosen))
    return chosen


def _require_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise FileNotFoundError(errno.ENOENT, "The folder does not exist; create it before the download", str(folder))


def open_part(final: Path, *, resume: bool) -> PartFile:
    """Open and lock the `.part` file of a destination, or a numbered one if another download holds the lock.

    A `.part` file with further hard links is not used either: writing to it would change the other files.

    Args:
        final: The destination.
        resume: Whether to continue an earlier download.

    Raises:
        OSError: The file cannot be created, for example because the folder is read-only, or the destination is a device,
            FIFO or socket.
    """
    target = _target(final)
    path = target.with_name(f"{target.name}.part")
    file = _claim(path)
    if file is not None:
        return PartFile(final, target, path, is_lasting=True, file=file, etag=_version(path) if resume else None)
    for number in count(2):
        path = target.with_name(f"{target.name}.{number}.part")
        try:
            return PartFile(final, target, path, is_lasting=False, file=_open(path, os.O_EXCL))
        except FileExistsError:
            continue
    raise AssertionError("counting never ends")


def _target(final: Path) -> Path:
    try:
        is_file = stat.S_ISREG(final.stat().st_mode)
    except FileNotFoundError:
        is_file = True  # a new file, or a link to one
    if not is_file:
        message = "The destination is a device, FIFO or socket; pass the path of a file or folder"
        raise OSError(errno.EINVAL, message, str(final))
    if not final.is_symlink():
        return final
    target = final.resolve()
    _require_folder(target.parent)
    return target


def _claim(path: Path) -> BinaryIO | None:
    for _ in range(_TRIES):
        file = _open(path)
        try:
            _lock(file)
            status = os.fstat(file.fileno())
            if os.path.samestat(status, path.lstat()):
                if status.st_nlink == 1:
                    return file
                file.close()
                return None
        except FileNotFoundError:
            pass
        except OSError:  # locked, or the file system does not support locks
            file.close()
            return None
        # Between opening and locking, the file was moved to its destination: it is complete, and must not be touched.
        file.close()
    return None


def _open(path: Path, flags: int = 0) -> BinaryIO:
    descriptor = os.open(path, _FLAGS | flags, 0o666)  # the umask applies
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return os.fdopen(descriptor, "r+b")
    os.close(descriptor)
    raise OSError(errno.EINVAL, "This is not a regular file; remove it before the download", str(path))


def _version(path: Path) -> str | None:
    mark = _mark_of(path)
    try:
        return strong_etag(mark.read_text(encoding="ascii")) if mark.is_file() else None
    except (OSError, ValueError):
        return None


def _mark_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.etag")

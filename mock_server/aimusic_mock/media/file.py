"""A file as its length, its header and numbered blocks, and a reader that fetches them as they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import define, field, frozen


def _no_block(number: int) -> bytes:
    raise IndexError(f"the file has no block {number}")


@frozen
class File:
    """What a rendered file is made of.

    Args:
        header: the bytes before the blocks; for a small file, all of it.
        size: the length of the whole file, in bytes.
        block_bytes: the length of each block but the last, which may be shorter or a little longer.
        blocks: how many there are.
        render: makes the block with this number, counted from 0; equal calls give equal bytes.
        weight: how much memory the file keeps between two blocks, in bytes, its header included.
        lead_bytes: the length of the first block, where that is another: a short one is there sooner.
    """

    header: bytes = field(repr=False)
    size: int
    block_bytes: int = 1
    blocks: int = 0
    render: Callable[[int], bytes] = field(default=_no_block, repr=False)
    weight: int = field()
    lead_bytes: int = field()

    @weight.default
    def _header_only(self) -> int:
        return len(self.header)

    @lead_bytes.default
    def _like_the_others(self) -> int:
        return self.block_bytes

    def locate(self, inside: int) -> tuple[int, int]:
        """Return the block that holds a byte, counted from the end of the header, and where in it the byte is."""
        if inside < self.lead_bytes or self.blocks == 1:
            return 0, inside
        number = min(1 + (inside - self.lead_bytes) // self.block_bytes, self.blocks - 1)
        return number, inside - self.lead_bytes - (number - 1) * self.block_bytes


@define
class Reader:
    """Iterates over a file from any place; Werkzeug seeks it to the beginning of a range.

    Args:
        file: what is read.
        fetch: gives the block with this number, rendered or remembered.
    """

    file: File
    fetch: Callable[[int], bytes] = field(repr=False)
    _at: int = field(default=0, init=False)

    def seekable(self) -> bool:
        """Say that `seek` works."""
        return True

    def seek(self, at: int) -> None:
        """Go to a place, in bytes from the beginning."""
        self._at = at

    def tell(self) -> int:
        """Return the place of the next byte."""
        return self._at

    def __iter__(self) -> Reader:
        return self

    def __next__(self) -> bytes:
        file, header = self.file, self.file.header
        if self._at >= file.size:
            raise StopIteration
        if self._at < len(header):
            piece = header[self._at :]
        else:
            number, inside = file.locate(self._at - len(header))
            piece = self.fetch(number)[inside:]
        if not piece:
            raise EOFError(f"the file should have {file.size} bytes, and ends at {self._at}")
        self._at += len(piece)
        return piece

    def so_far(self, fraction: float) -> Iterator[bytes]:
        """Yield the whole blocks in the first part of the file, without its header, which states the final length.

        Args:
            fraction: the size of the part, from 0 to 1.
        """
        part = int(fraction * (self.file.size - len(self.file.header)))
        complete, _ = self.file.locate(part)
        return map(self.fetch, range(complete))

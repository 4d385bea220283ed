"""Decompress the body of a download in small pieces, so that its size can be checked before it is in memory or on disk.

Downloads request uncompressed files; some servers compress them nevertheless. httpx decompresses a chunk as a whole, which
may be a thousand times as large, and yields a body in an unknown coding as it is.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

CODINGS = frozenset({"gzip", "x-gzip", "deflate"})
"""The supported values of `Content-Encoding`."""

PIECE_BYTES = 64 * 1024
"""The largest piece: a chunk of httpx."""

_ANY_HEADER = zlib.MAX_WBITS | 32
"""Detect the header: that of gzip, or of zlib, which is what `deflate` stands for in HTTP."""


class Decoder:
    """A decompressor for the codings in `CODINGS`."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_ANY_HEADER)
        self._is_empty = True

    @property
    def is_complete(self) -> bool:
        """Whether the body may end here; an empty body is an empty file."""
        return self._is_empty or self._member.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield the decompressed content of a chunk, in pieces of at most `PIECE_BYTES`.

        Raises:
            zlib.error: The data is malformed.
        """
        while data:
            self._is_empty = False
            if self._member.eof:  # gzip allows several members in a row
                self._member = zlib.decompressobj(_ANY_HEADER)
            piece = self._member.decompress(data, PIECE_BYTES)
            while piece:
                yield piece
                data = self._member.unconsumed_tail
                # Once more after the last byte of the chunk: zlib may have kept content back.
                piece = self._member.decompress(data, PIECE_BYTES)
            data = self._member.unused_data

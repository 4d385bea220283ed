"""The only source of ids and of chance, both drawn from the seed.

The same seed and the same order of calls give the same ids; what is drawn for an id depends on that id alone.
"""

from __future__ import annotations

import hashlib
import random
import uuid


class Ids:
    """Makes the ids of one world."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._counts: dict[str, int] = {}

    def new(self, kind: str) -> str:
        """Return the next id of a kind (task, clip, persona …), written as a version 4 UUID."""
        count = self._counts.get(kind, 0)
        self._counts[kind] = count + 1
        return str(uuid.UUID(bytes=_digest(self.seed, kind, count)[:16], version=4))

    def request(self) -> str:
        """Return the id of the next request."""
        return "req_" + self.new("request").replace("-", "")

    def chance(self, *about: object) -> random.Random:
        """Return a source of chance that depends on the seed and on `about` only."""
        return chance(self.seed, *about)

    def reset(self) -> None:
        """Begin to count anew."""
        self._counts.clear()


def chance(*about: object) -> random.Random:
    """Return a source of chance that depends on `about` only."""
    return random.Random(int.from_bytes(_digest(*about), "big"))


def _digest(*about: object) -> bytes:
    return hashlib.sha256("\x1f".join(map(str, about)).encode("utf-8", "surrogatepass")).digest()

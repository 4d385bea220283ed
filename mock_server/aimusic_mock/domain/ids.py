"""The only source of ids and random numbers, both drawn from the seed.

The same seed and the same order of calls give the same ids; what is drawn for an id depends on that id alone.
"""

from __future__ import annotations

import hashlib
import random
import secrets
import threading
import uuid


class Ids:
    """Makes the ids of one world."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._lock = threading.Lock()
        self.counts: dict[str, int] = {}

    def new(self, kind: str, *about: object) -> str:
        """Return the next id of a kind (task, clip, persona …), written as a version 4 UUID.

        Args:
            kind: what the id is for; each kind is counted by itself.
            about: what else the id depends on. A clip's depends on its song, so that two worlds which give out the
                same clip id have the same song behind it, and one address can serve both.
        """
        with self._lock:
            count = self.counts.get(kind, 0)
            self.counts[kind] = count + 1
        return str(uuid.UUID(bytes=_digest(self.seed, kind, count, *about)[:16], version=4))

    def request(self) -> str:
        """Return the id of the next request."""
        return "req_" + self.new("request").replace("-", "")

    def rng(self, *about: object) -> random.Random:
        """Return a random number generator that depends on the seed and on `about` only."""
        return rng(self.seed, *about)

    def reset(self) -> None:
        """Reset the counters."""
        self.counts.clear()


def rng(*about: object) -> random.Random:
    """Return a random number generator that depends on `about` only."""
    return random.Random(int.from_bytes(_digest(*about), "big"))


def random_token() -> str:
    """Return a random token that does not depend on the seed."""
    return secrets.token_urlsafe(24)


def fingerprint(*about: object) -> str:
    """Return 12 hexadecimal digits that identify `about` without revealing it."""
    return _digest(*about).hex()[:12]


def _digest(*about: object) -> bytes:
    return hashlib.sha256("\x1f".join(map(str, about)).encode("utf-8", "surrogatepass")).digest()

"""The worlds of one mock: created on first use, each with its own clock, ids, money and rules.

A world is named by the header `X-Mock-World`; without it a request belongs to the default world, or with the setting
`worlds="key"` to a world of its key's own. A name says nothing about the key: names stand in replies and journals.
"""

from __future__ import annotations

import logging
import re
import threading
from collections import OrderedDict
from collections.abc import Callable

from attrs import define, field

from aimusic_mock.domain.ids import fingerprint
from aimusic_mock.domain.tasks import Clip
from aimusic_mock.domain.world import World
from aimusic_mock.errors import BadRequestError

HEADER = "X-Mock-World"
DEFAULT = "default"

log = logging.getLogger(__name__)

MAX_WORLDS = 256
"""Worlds that are kept; the one that was used longest ago goes. The workers of a test run need far fewer at a time."""

MAX_BYTES = 128 * 1024 * 1024
"""All worlds together, in bytes: two that are full. The worlds that were used longest ago go, as with `MAX_WORLDS`."""

CHECK_EVERY = 16
"""Uses of worlds between two checks of their bytes: adding up 256 worlds takes a millisecond."""

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""Valid names of a world; those of an inbox have the same form."""


@define
class Worlds:
    """Worlds by name, the last used one at the end. The default world stays.

    `dropped` counts the worlds that were deleted for a bound.
    """

    make: Callable[[str], World]
    dropped: int = 0
    _uses: int = 0
    _worlds: OrderedDict[str, World] = field(factory=OrderedDict, repr=False)
    _lock: threading.Lock = field(factory=threading.Lock, repr=False)

    def __attrs_post_init__(self) -> None:
        self.get(DEFAULT)

    def get(self, name: str) -> World:
        """Return the world of this name, creating it on first use.

        Raises:
            BadRequestError: the name has other characters than letters, digits, dot, hyphen and underscore, or too many.
        """
        with self._lock:
            world = self._worlds.get(name)
            if world is None:
                if not NAME.fullmatch(name):
                    raise BadRequestError(f"The {HEADER} header should be 1 to 64 letters, digits, '.', '_' or '-'.")
                world = self._worlds[name] = self.make(name)
            self._worlds.move_to_end(name)
            self._uses += 1
            if len(self._worlds) > MAX_WORLDS or self._uses % CHECK_EVERY == 0:
                self._drop_oldest(name)
            return world

    def find(self, name: str) -> World | None:
        """Return the world of this name if there is one."""
        with self._lock:
            return self._worlds.get(name)

    def drop(self, name: str) -> bool:
        """Delete a world, and return whether it existed. The default world is created again."""
        with self._lock:
            dropped = self._worlds.pop(name, None)
        if dropped is not None:
            dropped.outbox.clear()
        if name == DEFAULT:
            self.get(DEFAULT)
        return dropped is not None

    def all(self) -> list[World]:
        """Return every world, the one that was used last at the end."""
        with self._lock:
            return list(self._worlds.values())

    def find_clip(self, product: str, clip_id: str, name: str | None = None) -> tuple[World, Clip] | None:
        """Find a clip in one world or in any: the same id stands for the same song everywhere.

        Args:
            product: the clip's product.
            clip_id: the clip's id.
            name: the world to search; None for all, with preference for one in which the clip has succeeded.
        """
        worlds = self.all() if name is None else [self.get(name)]
        clips = [(world, world.store.clips.get(clip_id)) for world in worlds]
        matches = [(world, clip) for world, clip in clips if clip is not None and clip.product == product]
        return max(matches, key=lambda pair: pair[1].state(pair[0].clock.now()) == "succeeded", default=None)

    def _drop_oldest(self, used: str) -> None:
        others = [name for name in self._worlds if name not in (DEFAULT, used)]
        while others and (
            len(self._worlds) > MAX_WORLDS or sum(world.size for world in self._worlds.values()) > MAX_BYTES
        ):
            self._worlds.pop(others.pop(0)).outbox.clear()
            self.dropped += 1
            if self.dropped == 1:
                log.warning("a world was dropped: there are more than %d, or over %d bytes", MAX_WORLDS, MAX_BYTES)


def world_of_key(key: str) -> str:
    """Return the name of a key's own world."""
    return f"key-{fingerprint(key)}"


def has_expired(world: World, clip: Clip, expiry_s: float | None) -> bool:
    """Return whether a clip's files are no longer served: `expiry_s` after it ended or its files were renewed.

    Sample clips have no owner and never expire; None for `expiry_s` means that nothing does.
    """
    if expiry_s is None or clip.owner is None:
        return False
    made_at = max(clip.ends_at, world.store.renewed_at.get(clip.clip_id, 0.0))
    return world.clock.now() >= made_at + expiry_s

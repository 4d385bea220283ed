"""One isolated world: a clock, ids, and everything that it remembers."""

from __future__ import annotations

from collections.abc import Callable

from attrs import define, field

from mock_server.domain.clock import Clock
from mock_server.domain.ids import Ids
from mock_server.domain.store import Store


@define
class World:
    """What a test owns; `furnish` fills the store with accounts and samples."""

    clock: Clock
    ids: Ids
    furnish: Callable[[World], None] = field(repr=False)
    store: Store = field(factory=Store)

    def __attrs_post_init__(self) -> None:
        self.furnish(self)

    def reset(self) -> None:
        """Go back to the beginning: the same ids will come again."""
        with self.store.lock:
            self.store.clear()
            self.ids.reset()
            self.clock.reset()
            self.furnish(self)

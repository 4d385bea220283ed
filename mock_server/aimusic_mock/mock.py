"""Everything that one app works with: the contract, the settings, its worlds, and who carries its webhooks."""

from __future__ import annotations

from collections.abc import Callable
from wsgiref.types import WSGIApplication

from attrs import define, field

from aimusic_mock.contract.bundle import Contract
from aimusic_mock.domain.clock import Clock
from aimusic_mock.domain.ids import Ids
from aimusic_mock.domain.outbox import Outbox
from aimusic_mock.domain.tasks import Clip
from aimusic_mock.domain.world import World
from aimusic_mock.faults.profiles import Profile
from aimusic_mock.faults.scenarios import Catalogue
from aimusic_mock.outbound.address_policy import AddressPolicy
from aimusic_mock.outbound.probe import Prober
from aimusic_mock.replies.urls import Urls
from aimusic_mock.settings import Settings
from aimusic_mock.webhooks.attempt import Deliverer
from aimusic_mock.webhooks.dispatcher import Dispatcher
from aimusic_mock.worlds.registry import DEFAULT, Worlds
from aimusic_mock.worlds.seeding import furnish


@define
class Mock:
    """One mock of the whole service; nothing of it is shared with another app."""

    contract: Contract = field(repr=False)
    settings: Settings
    profile: Profile = field(repr=False)
    make_app: Callable[[Settings, Contract], WSGIApplication] = field(repr=False)
    worlds: Worlds = field(init=False)
    quiet_ids: Ids = field(init=False, repr=False)
    catalogue: Catalogue = field(init=False, repr=False)
    address_policy: AddressPolicy = field(init=False, repr=False)
    dispatcher: Dispatcher = field(init=False, repr=False)
    probe: Callable[[str], bool | None] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self.catalogue = Catalogue(self.contract)
        self.address_policy = AddressPolicy(self.settings.webhook_allow)
        self.dispatcher = Dispatcher(Deliverer(self.address_policy, self.settings))
        self.probe = Prober(self.address_policy).probe
        self.quiet_ids = Ids(-1)  # no world has this seed: the ids of uncounted requests are told from the others
        self.worlds = Worlds(self.make_world)

    @property
    def world(self) -> World:
        """The world of those who name none."""
        return self.worlds.get(DEFAULT)

    @property
    def urls(self) -> Urls:
        """Where the files of the replies lie."""
        return Urls(self.settings.public_url)

    def make_world(self, name: str) -> World:
        """Return a new world, furnished as the settings and the profile say."""
        settings = self.settings
        ids = Ids(settings.seed)
        world = World(
            name=name,
            clock=Clock(settings.clock, settings.start),
            ids=ids,
            furnish=furnish(self.contract.fixtures, settings, self.profile),
            outbox=Outbox(ids, streaming=settings.webhook_streaming, lab=settings.webhook_lab),
        )
        self.dispatcher.watch_world(world)
        return world

    def has_expired(self, world: World, clip: Clip) -> bool:
        """Tell whether the files of a clip are not served any more: so long after its end, or after they were renewed."""
        expiry_s = self.settings.url_expiry_s
        # Samples belong to nobody and stay as long as the contract names them.
        if expiry_s is None or clip.owner is None:
            return False
        made_at = max(clip.ends_at, world.store.renewed.get(clip.clip_id, 0.0))
        return world.clock.now() >= made_at + expiry_s

    def media_clip(self, product: str, clip_id: str, name: str | None = None) -> tuple[World, Clip] | None:
        """Find a clip by what its address tells, in one world or in any: the same id has the same song behind it.

        Args:
            product: whose clip it is.
            clip_id: the clip's id.
            name: the world to look in; None for all, those first in which the clip has ended.
        """
        worlds = self.worlds.all() if name is None else [self.worlds.get(name)]
        results = []
        for world in worlds:
            clip = world.store.clips.get(clip_id)
            if clip is not None and clip.product == product:
                results.append((world, clip))
        return max(results, key=lambda pair: pair[1].state(pair[0].clock.now()) == "succeeded", default=None)

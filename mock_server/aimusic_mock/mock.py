"""The parts of one app: contract, settings, worlds, and webhook delivery."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from attrs import define, field

from aimusic_mock.contract.bundle import Contract
from aimusic_mock.domain.clock import Clock
from aimusic_mock.domain.ids import Ids
from aimusic_mock.domain.outbox import Outbox
from aimusic_mock.domain.world import World
from aimusic_mock.faults.profiles import Profile
from aimusic_mock.faults.rules import RuleReader
from aimusic_mock.faults.scenarios import Catalogue
from aimusic_mock.outbound.address_policy import AddressPolicy
from aimusic_mock.outbound.probe import Prober
from aimusic_mock.replies.urls import Urls
from aimusic_mock.settings import Settings
from aimusic_mock.webhooks.attempt import Deliverer
from aimusic_mock.webhooks.dispatcher import Dispatcher
from aimusic_mock.worlds import seeding
from aimusic_mock.worlds.registry import DEFAULT, Worlds

if TYPE_CHECKING:
    from flask import Flask


@define
class Mock:
    """One mock of the whole service. Apps share no state.

    Args:
        contract: the contract.
        settings: the settings.
        app_factory: creates another app, for a replay.
        recorded_profile: what a replayed recording started with; None to read it from the settings.

    Raises:
        InvalidSettingError: a file of the settings, or their scenario, cannot be used.
    """

    contract: Contract = field(repr=False)
    settings: Settings
    app_factory: Callable[[Settings, Contract, Profile], Flask] = field(repr=False)
    recorded_profile: Profile | None = field(default=None, repr=False)
    profile: Profile = field(init=False, repr=False)
    worlds: Worlds = field(init=False)
    quiet_ids: Ids = field(init=False, repr=False)
    catalogue: Catalogue = field(init=False, repr=False)
    rule_reader: RuleReader = field(init=False, repr=False)
    address_policy: AddressPolicy = field(init=False, repr=False)
    dispatcher: Dispatcher = field(init=False, repr=False)
    probe: Callable[[str], bool | None] = field(init=False, repr=False)
    _fill: Callable[[World], None] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        settings = self.settings
        self.catalogue = Catalogue(self.contract)
        self.rule_reader = RuleReader(self.catalogue, self.contract, settings.strict)
        self.profile = self.recorded_profile or seeding.initial_profile(settings, self.rule_reader)
        self._fill = seeding.seed(self.contract, settings, self.profile, self.rule_reader)
        self.address_policy = AddressPolicy(self.settings.webhook_allow)
        self.dispatcher = Dispatcher(Deliverer(self.address_policy, self.settings))
        self.probe = Prober(self.address_policy).probe
        self.quiet_ids = Ids(-1)  # no world has this seed, so uncounted requests get distinct ids
        self.worlds = Worlds(self.make_world)

    @property
    def world(self) -> World:
        """The world of requests that name none."""
        return self.worlds.get(DEFAULT)

    @property
    def urls(self) -> Urls:
        """The URLs of files in replies."""
        return Urls(self.settings.public_url)

    def make_world(self, name: str) -> World:
        """Return a new world with the fixtures, settings and profile of this mock."""
        settings = self.settings
        ids = Ids(settings.seed)
        world = World(
            name=name,
            clock=Clock(settings.clock, settings.start),
            ids=ids,
            fill=self._fill,
            outbox=Outbox(ids, streaming=settings.webhook_streaming, fault=settings.webhook_fault),
        )
        self.dispatcher.watch_world(world)
        return world

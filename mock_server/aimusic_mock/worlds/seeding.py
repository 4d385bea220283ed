"""Seed a world with the contract's fixtures: accounts, and sample clips without an owner."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from aimusic_mock.domain.accounts import Account, opened
from aimusic_mock.domain.ids import rng
from aimusic_mock.domain.songs import Song
from aimusic_mock.domain.store import Persona, Vox
from aimusic_mock.domain.tasks import Clip
from aimusic_mock.domain.world import World
from aimusic_mock.faults.profiles import Profile
from aimusic_mock.settings import Settings


def seed(fixtures: Mapping[str, Any], settings: Settings, profile: Profile) -> Callable[[World], None]:
    """Return the function that fills a new or reset world."""

    def fill(world: World) -> None:
        now = world.clock.now()
        for key in settings.keys or (fixtures["account"]["key"],):
            world.store.accounts[key] = _account(key, fixtures["account"], settings, profile, now)
        for raw in fixtures["clips"]:
            world.store.put_clip(_clip(raw, now))
        for raw in fixtures["personas"]:
            world.store.personas[raw["persona_id"]] = Persona(raw["persona_id"], None, raw["name"], now)
        for raw in fixtures["voxes"]:
            world.store.voxes[raw["vox_audio_id"]] = Vox(raw["vox_audio_id"], None, raw["clip_id"])
        for rule in profile.rules:
            world.faults.add(rule)

    return fill


def _account(key: str, raw: Mapping[str, Any], settings: Settings, profile: Profile, now: float) -> Account:
    """Open an account: what the settings say goes before what the profile says, and that before the fixtures."""
    if settings.credits is not None:
        return opened(key, settings.plan, settings.credits, 0, now)
    credits = raw["credits"] if profile.credits is None else profile.credits
    extra = raw["extra_credits"] if profile.extra_credits is None else profile.extra_credits
    return opened(key, settings.plan, credits, extra, now)


def _clip(raw: Mapping[str, Any], now: float) -> Clip:
    song = Song(
        title=raw["title"],
        style=raw["style"],
        lyrics=raw["lyrics"],
        duration_s=raw["duration_s"],
        seed=rng(raw["clip_id"]).getrandbits(32),
        model=raw.get("model"),
        continues=raw.get("continues"),
        continue_at=raw.get("continue_at"),
    )
    return Clip(raw["clip_id"], raw["product"], None, now, now, now, song)

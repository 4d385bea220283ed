"""Seed a world with the contract's fixtures (accounts, and sample clips without an owner) or with a snapshot.

The files that the settings name are read here, once for a mock: an error stops its start, and nothing is half-loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aimusic_mock.contract.bundle import Contract
from aimusic_mock.domain.accounts import Account, opened
from aimusic_mock.domain.ids import rng
from aimusic_mock.domain.songs import Song
from aimusic_mock.domain.store import Persona, Vox
from aimusic_mock.domain.tasks import Clip
from aimusic_mock.domain.world import World
from aimusic_mock.errors import ApiError
from aimusic_mock.faults import documents, profiles
from aimusic_mock.faults.profiles import Profile
from aimusic_mock.faults.rules import RuleReader
from aimusic_mock.settings import SETTINGS, SNAPSHOT_BYTES, Settings
from aimusic_mock.settings.fields import InvalidSettingError
from aimusic_mock.worlds import snapshot

REPLACED_BY_SNAPSHOT = (
    "clock",
    "seed",
    "plan",
    "keys",
    "credits",
    "start",
    "profile",
    "rules",
    "scenario",
    "webhook_fault",
)
"""The settings without effect on a world that starts from a snapshot, which has its own."""


def initial_profile(settings: Settings, reader: RuleReader) -> Profile:
    """Return the rules and balances that each world starts with, from the settings `profile`, `rules` and `scenario`.

    Raises:
        InvalidSettingError: a file cannot be used, or the scenario is unknown.
    """
    accounts = len(settings.keys) or 1
    name = settings.profile
    with _naming("profile"):
        if name is not None and documents.is_path(name):
            profile = profiles.read(documents.read(Path(name)), reader, accounts=accounts)
        else:
            profile = profiles.load(name, reader)
    with _naming("scenario"):
        first = () if settings.scenario is None else (reader.read({"scenarios": settings.scenario}),)
    with _naming("rules"):
        more = (
            ()
            if settings.rules is None
            else profiles.read_rules(documents.read(Path(settings.rules)), reader, accounts)
        )
        return profiles.with_rules(profile, (*first, *more))


def seed(contract: Contract, settings: Settings, profile: Profile, reader: RuleReader) -> Callable[[World], None]:
    """Return the function that fills a new or reset world.

    Raises:
        InvalidSettingError: the snapshot cannot be read, or another setting would have no effect beside it.
    """
    if settings.snapshot is None:
        return _from_fixtures(contract.fixtures, settings, profile)
    for name in REPLACED_BY_SNAPSHOT:
        if getattr(settings, name) != SETTINGS[name].default:
            raise InvalidSettingError(
                "snapshot", f"{name} has no effect beside a snapshot, which has its own; omit one."
            )
    with _naming("snapshot"):
        document = documents.read(Path(settings.snapshot), SNAPSHOT_BYTES)
        if not isinstance(document.value, dict):
            raise document.error((), "a snapshot is a JSON object.")

    def fill(world: World) -> None:
        try:
            snapshot.restore(world, document.value, contract, reader.check)
        except ApiError as error:
            raise InvalidSettingError("snapshot", str(document.error((), error.sentence))) from error

    return fill


@contextmanager
def _naming(setting: str) -> Iterator[None]:
    """Turn the errors of what a setting names into errors of the setting."""
    try:
        yield
    except ApiError as error:
        raise InvalidSettingError(setting, error.sentence) from error
    except ValueError as error:
        raise InvalidSettingError(setting, str(error)) from error


def _from_fixtures(fixtures: Mapping[str, Any], settings: Settings, profile: Profile) -> Callable[[World], None]:
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

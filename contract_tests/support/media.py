"""Clips and tasks in a mock's store, and requests for their files."""

from __future__ import annotations

from typing import Any

from attrs import evolve
from werkzeug.test import TestResponse

from aimusic_mock.domain.tasks import Clip, Task
from contract_tests.support.audio import SHORT
from contract_tests.support.mock_app import KEY, Api


def get(api: Api, path: str, method: str = "GET", **headers: str) -> TestResponse:
    """Ask for a file as a player does: without a key."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return api.app.test_client().open(path, method=method, headers=named)


def put_clip(api: Api, product: str = "sonic", clip_id: str = "c1", **values: Any) -> Clip:
    """Put a clip of 10.3 seconds that began 100 seconds ago and ended 50 seconds ago, unless other values are given."""
    world = api.app.extensions["aimusic"].world
    now = world.clock.now()
    times = {"created_at": now - 100, "starts_at": now - 90, "ends_at": now - 50}
    clip = evolve(Clip(clip_id, product, KEY, **times, song=SHORT), **values)
    world.store.add_clip(clip)
    return clip


def put_task(api: Api, *clips: Clip, **values: Any) -> None:
    task = Task("t1", clips[0].product, "create_sonic_music", KEY, clips[0].created_at, "SonicClip", clips)
    api.app.extensions["aimusic"].world.store.put_task(evolve(task, **values))

"""Results of every method: JSON form, copies and pickles without a connection, hashes, and responses of FastAPI."""

from __future__ import annotations

import asyncio
import copy
import functools
import inspect
import json
import multiprocessing
import operator
import pickle
import shelve
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import create_autospec

import attrs
import fastapi
import httpx
import pytest
from attrs import evolve
from fastapi.encoders import jsonable_encoder
from pydantic import TypeAdapter

import aimusic
from aimusic import AIMusic
from contract_tests.sdk.results import HIDDEN, built, results
from contract_tests.support.clients import ClientFactory, Kind, Sdk
from contract_tests.support.mock_app import KEY, Api
from contract_tests.support.scripted_service import SetUp, clips

RESULTS = [
    pytest.param(built(kind, full=full), id=f"{kind.__name__}-{full}") for kind in results() for full in (False, True)
]
every_result = pytest.mark.parametrize("result", RESULTS)


def repickled(protocol: int, result: Any) -> Any:
    """Return a result after it was pickled."""
    return pickle.loads(pickle.dumps(result, protocol))  # noqa: S301 - our own


COPIES: dict[str, Callable[[Any], Any]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    **{f"pickle-{protocol}": functools.partial(repickled, protocol) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)},
}
every_copy = pytest.mark.parametrize("duplicate", COPIES.values(), ids=COPIES)


def song(sdk: Sdk, prompt: str = "la la") -> Any:
    """Return a task that has ended."""
    task = sdk.call("sonic.create", prompt)
    return sdk.run(task.wait(interval=20))


def test_results_are_found_by_the_signatures() -> None:
    names = {kind.__name__ for kind in results()}

    assert {"Task", "AsyncTask", "Clip", "AsyncClip", "Failure", "SonicVoice", "Credits", "Persona", "Upload"} <= names
    assert {"Estimate", "WebhookEvent", "SonicBpm", "SonicLyrics", "SonicMidi", "SonicStreamingEvent"} <= names


@every_result
def test_result_has_a_plain_json_form(result: Any) -> None:
    document = result.to_dict()

    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert dict(result) == document
    assert document or not attrs.fields(type(result))[0].init


@every_copy
@every_result
def test_copy_equals_the_result(result: Any, duplicate: Callable[[Any], Any]) -> None:
    copied = duplicate(result)

    assert type(copied) is type(result)
    assert copied == result
    assert copied.to_dict() == result.to_dict()
    names = {field.name for field in attrs.fields(type(result))} - HIDDEN | {"_known"}
    for name in names:
        assert getattr(copied, name, None) == getattr(result, name, None), name


@every_result
def test_result_is_hashable_or_says_that_it_is_not(result: Any) -> None:
    try:
        number = hash(result)
    except TypeError as error:
        assert str(error) == f"unhashable type: '{type(result).__name__}'"  # noqa: PT017 - either outcome is right
        assert not type(result).__module__.startswith("aimusic.")
    else:
        assert number == hash(copy.deepcopy(result))
        assert {result, copy.deepcopy(result)} == {result}


@every_result
def test_result_is_a_response_of_fastapi(result: Any) -> None:
    document = result.to_dict()

    assert jsonable_encoder({"nested": [result]}) == {"nested": [document]}  # a route without annotation
    for annotation in (type(result), list[type(result)], Any):  # type: ignore[misc] # built at run time
        adapter = TypeAdapter[Any](annotation)  # type: ignore[arg-type] # built at run time
        value, expected = ([result], [document]) if annotation == list[type(result)] else (result, document)  # type: ignore[misc]
        assert json.loads(adapter.dump_json(adapter.validate_python(value))) == expected


@every_result
def test_result_can_be_inspected_without_pydantic(result: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "pydantic")

    names = {name for name, _ in (*inspect.getmembers(result), *inspect.getmembers(type(result)))}

    assert "to_dict" in names
    assert not hasattr(result, "__pydantic_serializer__")
    assert create_autospec(result).to_dict
    assert "pydantic" not in sys.modules


def test_routes_of_an_application_return_results(client_factory: ClientFactory, api: Api) -> None:
    client = client_factory.on("sync", api).client
    task = client.sonic.create("la la").wait(interval=20)
    app = fastapi.FastAPI()
    app.get("/bare")(lambda: task)

    @app.get("/typed")
    def typed() -> aimusic.Task:
        return task

    @app.get("/clips")
    def listed() -> list[aimusic.Clip]:
        return list(task.clips)

    @app.get("/any")
    def anything() -> dict[str, Any]:
        return {"task": task, "lyrics": client.sonic.lyrics("tides"), "left": client.account.credits()}

    bare, alone, songs, mixed = asyncio.run(fetch(app, "/bare", "/typed", "/clips", "/any"))

    assert bare == alone == task.to_dict()
    assert songs == task.to_dict()["clips"]
    assert mixed["task"] == task.to_dict()
    assert [set(text) for text in mixed["lyrics"]] == [{"title", "lyrics"}] * 2
    assert mixed["left"]["total"] == client.account.credits().total
    assert set(app.openapi()["paths"]) == {"/bare", "/typed", "/clips", "/any"}


async def fetch(app: fastapi.FastAPI, *paths: str) -> list[Any]:
    """Return the JSON that an application sends for each path."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app") as client:
        return [(await client.get(path)).raise_for_status().json() for path in paths]


# Copies have no connection.


@every_copy
def test_copied_task_keeps_its_state_and_names_the_way_to_continue(
    script: SetUp, duplicate: Callable[[Any], Any]
) -> None:
    sdk, requested = script(clips("succeeded", "failed"))
    task = sdk.call("sonic.create", "la la")
    copied = duplicate(task)

    for call in (copied.refresh, copied.wait, copied.result, lambda: sdk.all(copied.updates())):
        with pytest.raises(aimusic.ConfigurationError) as caught:
            sdk.run(call())
        assert str(caught.value) == (
            "sonic task t-1 has no connection, because it was copied or unpickled: continue with "
            "client.sonic.task('t-1')."
        )
    assert requested.times == []
    resumed: Any = sdk.client.sonic.task(copied.id)
    assert resumed == copied == task
    assert (copied.request_id, copied.state) == (task.request_id, "pending")
    assert len(sdk.run(resumed.result())) == 1


@every_copy
def test_copied_task_that_has_ended_needs_no_connection(script: SetUp, duplicate: Callable[[Any], Any]) -> None:
    sdk, _ = script(clips("succeeded", "failed"), clips("failed"))
    task = sdk.run(sdk.call("sonic.create", "la la").wait())
    failed = sdk.run(sdk.call("sonic.create", "la la").wait())
    copied = duplicate(task)

    assert sdk.run(copied.result()) == task.clips[:1]
    assert sdk.run(copied.wait()) is copied
    assert sdk.run(sdk.call("sonic.extend", copied, at=3, prompt="na").refresh()).id == "t-1"
    with pytest.raises(aimusic.TaskFailedError):
        sdk.run(duplicate(failed).result())


@every_copy
def test_copied_clip_names_the_way_to_its_files(script: SetUp, tmp_path: Path, duplicate: Callable[[Any], Any]) -> None:
    sdk, _ = script(clips("succeeded", audio_url="https://files.example/a.mp3"))
    copied = duplicate(sdk.run(sdk.client.sonic.task("t-1").result())[0])

    async def awaited() -> Any:
        return await copied.download(tmp_path)

    with pytest.raises(aimusic.ConfigurationError, match=r"no connection.+client\.download\(clip\.audio_url, path\)"):
        sdk.run(awaited() if sdk.loop else copied.download(tmp_path))
    assert list(tmp_path.iterdir()) == []
    assert copied.audio_url == "https://files.example/a.mp3"


def test_pickles_contain_no_key(sdk: Sdk) -> None:
    task = song(sdk)

    assert KEY.encode() not in pickle.dumps((task, task.clips))


@pytest.mark.slow  # starts a process, which imports the package
def test_results_cross_a_process_pool(client_factory: ClientFactory, api: Api, kind: Kind) -> None:
    sdk = client_factory.on(kind, api)
    task = song(sdk)

    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(operator.methodcaller("to_dict"), [task, *task.clips]) == [
            task.to_dict(),
            *(clip.to_dict() for clip in task.clips),
        ]
        assert pool.apply(copy.copy, (task,)).clips == task.clips


def test_results_are_kept_in_a_cache(sdk: Sdk, tmp_path: Path) -> None:
    task, counted = song(sdk), list[Any]()
    with shelve.open(str(tmp_path / "songs")) as songs:  # noqa: S301 - our own
        songs[task.id] = task
    with shelve.open(str(tmp_path / "songs")) as songs:  # noqa: S301 - our own
        stored = songs[task.id]

    @functools.lru_cache
    def title(clip: Any) -> str:
        counted.append(clip)
        return str(clip.title)

    for clip in (*task.clips, *stored.clips, *task.clips):
        title(clip)
    assert counted == list(task.clips)


# Equality


def test_clips_with_another_state_differ_and_hash_alike_only_if_equal(client_factory: ClientFactory, api: Api) -> None:
    clip = song(client_factory.on("sync", api)).clips[0]
    newer = evolve(clip, raw=evolve(clip.raw, style_weight=0.5))

    assert newer != clip  # the service's own model counts, too
    assert evolve(newer, raw=clip.raw) == clip
    assert len({clip, newer, evolve(newer, raw=clip.raw)}) == 2


def test_subclass_of_a_clip_keeps_its_own_attributes(client_factory: ClientFactory, api: Api) -> None:
    clip = song(client_factory.on("sync", api)).clips[0]
    values = {field.alias: getattr(clip, field.name) for field in attrs.fields(type(clip))}
    rated = Rated(**values, stars=5)

    assert pickle.loads(pickle.dumps(rated)) == rated  # noqa: S301 - our own
    with pytest.raises(aimusic.ConfigurationError, match="no connection"):
        copy.copy(rated).download("song.mp3")


@attrs.frozen(kw_only=True)
class Rated(aimusic.Clip):
    """A clip of an application."""

    stars: int


def test_clients_that_are_closed_still_have_results() -> None:
    with AIMusic(api_key="k") as client:
        task = client.sonic.task("t-1")

    assert copy.deepcopy({"songs": [task]}) == {"songs": [task]}

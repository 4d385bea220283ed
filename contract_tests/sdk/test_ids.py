"""Ids: references to tasks, ids of another product, and the errors that name what was requested."""

from __future__ import annotations

import pickle
from typing import Any, get_args

import httpx
import pytest

import aimusic
from aimusic.cli._session import name_of
from aimusic.types import Product
from contract_tests.support.clients import ClientFactory, Kind
from contract_tests.support.scripted_service import SetUp, clips

pytestmark = pytest.mark.filterwarnings("ignore:Riffusion is deprecated:DeprecationWarning")

PRODUCTS: tuple[Product, ...] = get_args(Product)
each_product = pytest.mark.parametrize("product", PRODUCTS)


@each_product
@pytest.mark.parametrize("form", ["{id}", "{product}/{id}", " {product}/{id}\n", "\t{id}\r\n"])
def test_task_is_taken_in_every_form_that_is_printed(script: SetUp, product: Product, form: str) -> None:
    sdk, _ = script(httpx.Response(404))
    resource: Any = getattr(sdk.client, product)

    task = resource.task(form.format(product=product, id="t-1"))

    assert (task.product, task.id) == (product, "t-1")
    assert resource.task(name_of(task)) == resource.task(repr(task).split()[1]) == task


@each_product
def test_task_of_another_product_is_refused_by_name(script: SetUp, product: Product) -> None:
    sdk, requested = script(httpx.Response(404))
    for other in PRODUCTS:
        if other != product:
            with pytest.raises(aimusic.ConfigurationError) as caught:
                getattr(sdk.client, product).task(f"{other}/t-1")
            assert str(caught.value) == (
                f"Task t-1 belongs to {other}, not to {product}: use client.{other}.task('t-1')."
            )
    assert requested.times == []


@pytest.mark.parametrize("reference", ["sonic/", "sonic/..", "sonic", "Sonic/t-1", "suno/t-1", "t-1/sonic"])
def test_text_that_is_no_reference_is_an_id_or_refused(script: SetUp, reference: str) -> None:
    sdk, _ = script(httpx.Response(404))
    if reference == "sonic/..":
        with pytest.raises(aimusic.ConfigurationError, match="not a task id"):
            sdk.client.sonic.task(reference)
    else:
        assert sdk.client.sonic.task(reference).id == reference


MISTAKEN = [
    ("producer", "sonic.bpm", (), {}),
    ("nuro", "sonic.extend", (), {"at": 3, "prompt": "la"}),
    ("riffusion", "sonic.create_persona", ("Nell",), {}),
    ("sonic", "producer.download", (), {}),
    ("sonic", "producer.video_clip", (), {}),
    ("producer", "riffusion.cover", (), {"lyrics": "la"}),
    ("sonic", "riffusion.extend", (), {"at": 3, "lyrics": "la", "sound": "soft"}),
]


@pytest.mark.parametrize(("source", "method", "args", "kwargs"), MISTAKEN)
def test_clip_of_another_product_is_refused_before_it_is_sent(
    client_factory: ClientFactory, kind: Kind, source: Product, method: str, args: Any, kwargs: Any
) -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(500)

    sdk = client_factory.answering(kind, answer)
    song: Any = {"id": "c-1", "product": source, "state": "succeeded", "raw": None}
    clip, task = aimusic.Clip(**song), getattr(sdk.client, source).task("t-1")

    for value, name in ((clip, "Clip c-1"), (task, "Task t-1")):
        with pytest.raises(aimusic.ConfigurationError) as caught:
            sdk.call(method, value, *args, **kwargs)
        assert str(caught.value) == f"{name} belongs to {source}: pass a clip of {method.partition('.')[0]}."
    assert sent == []


# Errors name what was requested.


@each_product
def test_unknown_task_is_named_with_its_product(script: SetUp, kind: Kind, product: Product) -> None:
    sdk, _ = script(httpx.Response(404, json={"type": "not_found", "error": "Task not found"}))
    task: Any = getattr(sdk.client, product).task("t-1")

    for call in (task.refresh, task.wait):
        with pytest.raises(aimusic.NotFoundError) as caught:
            sdk.run(call())
        error = caught.value
        assert str(error) == f"404 not_found: Task not found. Requested: GET /api/v1/{product}/task/t-1."
        assert (error.task_id, error.message) == ("t-1", "Task not found")
        assert len(error.__notes__) == 1
        assert f"client.{product}.task('t-1').wait()" in error.__notes__[0]


@pytest.mark.parametrize(
    ("method", "args", "kwargs", "requested"),
    [
        ("sonic.bpm", ("c-9",), {}, "POST /api/v1/sonic/bpm with clip_id='c-9'"),
        (
            "sonic.mashup",
            ("c-1", "c-2"),
            {"prompt": "la"},
            "POST /api/v1/sonic/mashup with mashup_clip_ids=['c-1', 'c-2']",
        ),
        ("sonic.sing_as", ("p-1", "la"), {}, "POST /api/v1/sonic/create with persona_id='p-1'"),
        ("producer.video_clip", ("c-é",), {}, "POST /api/v1/producer/video-clip with clip_id='c-é'"),
        ("account.credits", (), {}, "GET /api/v1/get-credits"),
    ],
)
def test_unknown_resource_is_named(
    client_factory: ClientFactory, kind: Kind, method: str, args: Any, kwargs: Any, requested: str
) -> None:
    sdk = client_factory.answering(kind, lambda _request: httpx.Response(404))

    with pytest.raises(aimusic.NotFoundError) as caught:
        sdk.call(method, *args, **kwargs)

    assert str(caught.value) == f"404: Not Found. Requested: {requested}."
    assert caught.value.requested == requested


@pytest.mark.parametrize("answer", [httpx.Response(200, text="<html>"), httpx.Response(200, json={"data": [{}]})])
def test_poll_that_makes_no_sense_names_task_and_path(script: SetUp, kind: Kind, answer: httpx.Response) -> None:
    sdk, _ = script(answer)
    task: Any = sdk.client.sonic.task("t-1")

    with pytest.raises(aimusic.ResponseDecodingError) as caught:
        sdk.run(task.refresh())
    with pytest.raises(aimusic.TaskTimeoutError) as late:
        sdk.run(task.wait(0))

    for error in (caught.value, late.value.__cause__, pickle.loads(pickle.dumps(caught.value))):  # noqa: S301 - our own
        assert isinstance(error, aimusic.ResponseDecodingError)
        assert str(error).startswith("200: the response to GET /api/v1/sonic/task/t-1 does not match the contract: ")
        assert (error.task_id, len(error.__notes__)) == ("t-1", 1)
        assert "client.sonic.task('t-1').wait()" in error.__notes__[0]


def test_error_of_another_call_names_no_task(client_factory: ClientFactory, kind: Kind) -> None:
    sdk = client_factory.answering(kind, lambda _request: httpx.Response(200, text="<html>"))

    with pytest.raises(aimusic.ResponseDecodingError, match="the response to POST /api/v1/sonic/create does") as caught:
        sdk.call("sonic.create", "la")
    assert caught.value.task_id is None


def test_poll_of_a_task_that_succeeds_adds_no_note(script: SetUp) -> None:
    sdk, _ = script(clips("succeeded"))

    assert sdk.run(sdk.client.sonic.task("sonic/t-1").refresh()).state == "succeeded"

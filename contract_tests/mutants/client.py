"""Clients that send another request than the caller's, or misread a reply.

Each fault patches the generated code in this process, as if the generator had written it.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable
from typing import Any

import httpx

from aimusic import _webhooks
from aimusic_client import models
from aimusic_client.types import UNSET
from contract_tests.mutants.catalogue import Fault, plant


def client(about: str, survives: str = "") -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Plant a function that changes the client, as a fault of the same name."""

    def decorate(function: Callable[[], None]) -> Callable[[], None]:
        plant(Fault(function.__name__.replace("_", "-"), "client", about, client=function, survives=survives))
        return function

    return decorate


def reading(name: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Change the data that a model is created from."""
    model: Any = getattr(models, name)
    right = model.from_dict.__func__
    model.from_dict = classmethod(lambda cls, source: right(cls, change(dict(source))))


def writing(name: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Change the data that a model is serialised to."""
    model: Any = getattr(models, name)
    right = model.to_dict
    model.to_dict = lambda self: change(right(self))


def calling(module: str, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the request that a request function sends."""
    result = importlib.import_module(f"aimusic_client.api.{module}")
    right = result._get_kwargs

    @functools.wraps(right)
    def wrong(*args: Any, **kwargs: Any) -> dict[str, Any]:
        sent: dict[str, Any] = right(*args, **kwargs)
        change(sent)
        return sent

    setattr(result, "_get_kwargs", wrong)  # noqa: B010 - mypy treats a module's function as final


def parsing(module: str, status: int, answer: Callable[[httpx.Response], Any]) -> None:
    """Change how a request function parses the replies of one status."""
    result = importlib.import_module(f"aimusic_client.api.{module}")
    right = result._parse_response

    def wrong(*, client: Any, response: httpx.Response) -> Any:
        return answer(response) if response.status_code == status else right(client=client, response=response)

    setattr(result, "_parse_response", wrong)  # noqa: B010 - as above


def dropping(*names: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return a change that drops members."""
    return lambda source: {name: value for name, value in source.items() if name not in names}


@client("a model does not send the title")
def does_not_send_titles() -> None:
    writing("SonicCreateMusicCustom", dropping("title"))


@client("a model does not read the URL of the recording")
def does_not_read_addresses() -> None:
    reading("SonicClip", dropping("audio_url"))


@client("a model drops unknown fields")
def loses_new_fields() -> None:
    reading("SonicLyricsRequest", lambda source: {name: source[name] for name in ("description",) if name in source})


@client("a model sends null for a field that is unset")
def sends_null() -> None:
    writing("ProducerCreateMusic", lambda sent: {"seed": None, **sent})


@client("a model sends a default for a field that is unset")
def sends_defaults() -> None:
    writing("SonicExtendMusicCustom", lambda sent: {"style_weight": 0.5, **sent})


@client("a number is truncated to an integer")
def cuts_numbers() -> None:
    reading("SonicExtendMusicCustom", lambda source: {**source, "continue_at": int(source["continue_at"])})


@client("a string is trimmed")
def trims_texts() -> None:
    reading("SonicLyricsRequest", lambda source: {**source, "description": source["description"].strip()})


@client("a model accepts the bodies of another one")
def takes_other_bodies() -> None:
    reading("SonicMashupCustom", lambda source: {**source, "custom_mode": True})


@client("a model refuses a value of the contract")
def refuses_a_model() -> None:
    def check(source: dict[str, Any]) -> dict[str, Any]:
        if source.get("mv") == "sonic-v4":
            raise ValueError("sonic-v4")
        return source

    reading("SonicRemaster", check)


@client("a request goes to another path")
def asks_elsewhere() -> None:
    calling("sonic.get_sonic_wav", lambda sent: sent.update(url="/api/v1/sonic/bpm"))


@client("a request has another method")
def asks_with_put() -> None:
    calling("sonic.create_sonic_voice", lambda sent: sent.update(method="put"))


@client("a body is sent as a form")
def sends_forms() -> None:
    calling("sonic.upsample_sonic_tags", lambda sent: sent.update(data=sent.pop("json"), headers={}))


@client("the id of the task is changed")
def changes_task_ids() -> None:
    calling(
        "nuro.get_nuro_task",
        lambda sent: sent.update(url=sent["url"].upper().replace("/API/V1/NURO/TASK", "/api/v1/nuro/task")),
    )


@client("a 202 is not read")
def does_not_read_202() -> None:
    parsing("producer.get_producer_task", 202, lambda _: None)


@client("a 401 is not read")
def does_not_read_401() -> None:
    parsing("riffusion.upload_riffusion_audio", 401, lambda _: None)


@client("a failure is read as a result")
def reads_failures_as_results() -> None:
    parsing("sonic.get_sonic_task", 200, lambda response: _result(response.json()))


def _result(reply: dict[str, Any]) -> Any:
    return models.SonicTaskResult.from_dict({"data": [], **reply})


@client("a result is read as a failure")
def reads_results_as_failures() -> None:
    parsing(
        "riffusion.get_riffusion_task",
        200,
        lambda response: models.TaskFailure.from_dict({"type": "failed", **response.json()}),
    )


@client("a list is read as its first item")
def reads_one_item() -> None:
    reading("RiffusionTaskResult", lambda source: {**source, "data": source["data"][:1]})


@client("null is read as missing")
def reads_null_as_missing() -> None:
    reading("SonicClip", lambda source: {name: UNSET if value is None else value for name, value in source.items()})


@client("the sentence of an error is not read")
def does_not_read_sentences() -> None:
    reading("Error", lambda source: {**source, "error": ""})


@client("the signature of a webhook is checked over other bytes than received")
def checks_other_bytes() -> None:
    right = _webhooks._signature
    _webhooks._signature = lambda key, stamp, body: right(key, stamp, body.replace(b", ", b",").replace(b": ", b":"))

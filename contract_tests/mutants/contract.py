"""Contracts that differ from the server: a limit moved, a value dropped, a flag flipped.

The suite reads the changed contract, the mock the published one, as after an undocumented change of a service.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contract_tests.mutants.catalogue import Fault, plant

Change = Callable[[dict[str, Any]], None]


def contract(name: str, about: str, change: Change, survives: str = "") -> None:
    """Plant a change of the contract."""
    plant(Fault(name, "contract", about, contract=change, survives=survives))


def schema(name: str, change: Change) -> Change:
    """Return a change of one schema."""
    return lambda document: change(document["components"]["schemas"][name])


def operation(path: str, change: Change, method: str = "post") -> Change:
    """Return a change of one operation."""
    return lambda document: change(document["paths"][f"/api/v1{path}"][method])


def put(*path: str, value: Any) -> Change:
    """Return a change of one value."""

    def change(at: dict[str, Any]) -> None:
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = value

    return change


def drop(*path: str) -> Change:
    """Return a change that removes a key."""

    def change(at: dict[str, Any]) -> None:
        for key in path[:-1]:
            at = at[key]
        del at[path[-1]]

    return change


def without(key: str, value: Any) -> Change:
    """Return a change that removes a value from a list."""
    return lambda at: at[key].remove(value)


def with_(key: str, value: Any) -> Change:
    """Return a change that adds a value to a list."""
    return lambda at: at.setdefault(key, []).append(value)


def property_of(name: str, key: str, change: Change) -> Change:
    """Return a change of one property of a schema."""
    return lambda document: change(document["components"]["schemas"][name]["properties"][key])


def rename(key: str, other: str) -> Change:
    """Return a change that renames a key."""

    def change(at: dict[str, Any]) -> None:
        at[other] = at.pop(key)

    return change


HEADER = {"required": True, "schema": {"type": "integer"}}
MOVED_LINK = {"name": "Harbour Voice", "clip_id": "$response.body#/data/clip_id"}

# Requests.
contract("title-81", "a title may be a character longer", schema("SonicTitle", put("maxLength", value=81)))
contract("title-79", "a title must be a character shorter", schema("SonicTitle", put("maxLength", value=79)))
contract("title-empty", "a title may not be empty", schema("SonicTitle", put("minLength", value=1)))
contract("model-dropped", "a model is missing", schema("SonicModel", without("enum", "sonic-v4")))
contract("model-added", "a model does not exist", schema("SonicModel", with_("enum", "sonic-v6")))
contract(
    "weight-minimum",
    "a weight must be 0.1 at least",
    property_of("SonicCreateMusicCustom", "style_weight", put("minimum", value=0.1)),
)
contract(
    "weight-maximum",
    "a weight may be 2",
    property_of("SonicCreateMusicCustom", "style_weight", put("maximum", value=2)),
)
contract("title-required", "a song needs a title", schema("SonicCreateMusicCustom", with_("required", "title")))
contract("model-optional", "a song needs no model", schema("SonicCreateMusicCustom", without("required", "mv")))
contract("clip-optional", "a tempo needs no clip", schema("SonicClipRequest", drop("required")))
contract(
    "flag-typed",
    "a boolean is a string",
    property_of("SonicCreateMusicDescription", "make_instrumental", put("type", value="string")),
)
contract("gender-dropped", "a voice is missing", schema("VocalGender", without("enum", "m")))
contract("range-dropped", "a voice may be cut backwards", schema("SonicVoxRequest", drop("x-range")))
contract("range-length", "a voice is 5 seconds long", schema("SonicVoxRequest", put("x-range", "max_length", value=5)))
contract("retired-dropped", "nothing of Producer is retired", schema("ProducerRetiredTask", drop("x-retired")))

# Prices and tasks.
contract("price-9", "a song costs 9 credits", operation("/sonic/create", put("x-credits", "amount", value=9)))
contract("price-free", "stems are free", operation("/sonic/stems/basic", put("x-credits", "amount", value=0)))
contract("price-each-time", "every MIDI is charged", operation("/sonic/midi", drop("x-credits", "charge")))
contract("clips-3", "a song has three versions", operation("/sonic/create", put("x-task", "clips", value=3)))
contract("item-voice", "stems are a voice", operation("/sonic/stems/basic", put("x-task", "item", value="SonicVoice")))
contract("hurry", "a song ends at once", operation("/sonic/mashup", put("x-task", "duration_s", value=[0, -50])))
contract(
    "poll-moved", "songs are polled elsewhere", operation("/sonic/mashup", put("x-task", "poll", value="get_nuro_task"))
)

# Replies.
contract("too-fast-dropped", "a song has no rate limit", operation("/sonic/create", drop("responses", "429")))
contract(
    "not-found-dropped", "a task is always known", operation("/sonic/task/{task_id}", drop("responses", "404"), "get")
)
contract(
    "not-ready-dropped",
    "a task is always ready",
    operation("/producer/task/{task_id}", drop("responses", "202"), "get"),
)
contract("unauthorized-dropped", "no key is needed", operation("/sonic/lyrics", drop("responses", "401")))
contract("state-dropped", "no clip waits", property_of("SonicClip", "state", without("x-known-values", "pending")))
contract("reply-required", "every clip has a WAV", schema("SonicClip", with_("required", "wav_url")))
contract("reply-typed", "a name is a number", property_of("SonicClip", "mv", put("type", value="integer")))
contract(
    "reply-nullable", "a video is never null", property_of("RiffusionSong", "video_url", put("type", value="string"))
)
contract("reply-bounded", "no song is long", property_of("ProducerSong", "duration", put("maximum", value=20)))
contract("balance-required", "a balance has a total", schema("CreditBalance", with_("required", "total")))
contract("error-required", "an error has a code", schema("Error", with_("required", "code")))
contract(
    "header-added",
    "429 has another header",
    lambda document: document["components"]["responses"]["TooManyRequests"]["headers"].update({"X-Retry": HEADER}),
)

# Webhooks, links and paths.
contract(
    "webhook-header",
    "webhooks have another header",
    lambda document: document["webhooks"]["song.completed"]["post"]["parameters"].append(
        {"name": "X-Webhook-Version", "in": "header", **HEADER}
    ),
)
contract(
    "webhook-required",
    "a webhook has the time it was sent",
    schema("SonicCompletedEvent", with_("required", "sent_at")),
)
contract(
    "link-moved",
    "a link names another field",
    operation("/sonic/vox", put("responses", "200", "links", "persona", "requestBody", value=MOVED_LINK)),
)
contract(
    "path-renamed",
    "a path is renamed",
    lambda document: rename("/api/v1/sonic/bpm", "/api/v1/sonic/tempo")(document["paths"]),
)
contract(
    "method-changed",
    "the tempo of a clip is requested with PUT",
    lambda document: rename("post", "put")(document["paths"]["/api/v1/sonic/bpm"]),
)

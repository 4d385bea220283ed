"""Servers that accept invalid requests, refuse valid ones, or do something else than requested.

Each fault changes the request before it reaches the mock, so that the mock's correct reply is wrong for the suite.
"""

from __future__ import annotations

import json
from typing import Any

from contract_tests.mutants.catalogue import Request, before

KEY = "Bearer mock-key"


@before("GET needs no key")
def ignores_auth_of_polls(request: Request, _: dict[str, Any]) -> None:
    if request.method == "GET":
        request.environ["HTTP_AUTHORIZATION"] = KEY


@before("one POST needs no key")
def ignores_auth_of_lyrics(request: Request, _: dict[str, Any]) -> None:
    if request.path.endswith("/sonic/lyrics"):
        request.environ["HTTP_AUTHORIZATION"] = KEY


@before("every key is accepted")
def takes_any_key(request: Request, _: dict[str, Any]) -> None:
    if request.environ.get("HTTP_AUTHORIZATION", "").startswith("Bearer "):
        request.environ["HTTP_AUTHORIZATION"] = KEY


@before("the key is accepted under any scheme")
def takes_any_scheme(request: Request, _: dict[str, Any]) -> None:
    if " " in request.environ.get("HTTP_AUTHORIZATION", ""):
        request.environ["HTTP_AUTHORIZATION"] = KEY


@before("the scheme is case-sensitive")
def wants_a_capital_bearer(request: Request, _: dict[str, Any]) -> None:
    if request.environ.get("HTTP_AUTHORIZATION", "").startswith("bearer"):
        request.environ["HTTP_AUTHORIZATION"] = ""


@before("an unknown model is replaced by the newest one")
def takes_any_model(request: Request, _: dict[str, Any]) -> None:
    if request.is_submit and isinstance(request.body.get("mv"), str) and "sonic" in request.path:
        request.body["mv"] = "sonic-v5"


@before("a title that is too long is truncated")
def cuts_titles(request: Request, _: dict[str, Any]) -> None:
    if request.is_submit and isinstance(request.body.get("title"), str):
        request.body["title"] = request.body["title"][:80]


@before("a prompt that is too long is truncated")
def cuts_prompts(request: Request, _: dict[str, Any]) -> None:
    if request.is_submit and isinstance(request.body.get("prompt"), str):
        request.body["prompt"] = request.body["prompt"][:3000]


@before("a missing model is replaced by the newest one")
def fills_in_the_model(request: Request, _: dict[str, Any]) -> None:
    if request.is_submit and "sonic/create" in request.path:
        request.body.setdefault("mv", "sonic-v5")


@before("a string is accepted as a boolean")
def takes_texts_for_booleans(request: Request, _: dict[str, Any]) -> None:
    if request.is_submit and isinstance(request.body.get("custom_mode"), str):
        request.body["custom_mode"] = True


@before("null is accepted for an optional field")
def takes_null(request: Request, _: dict[str, Any]) -> None:
    if request.is_submit:
        request.body = {name: value for name, value in request.body.items() if value is not None}


@before("a weight out of range is clamped")
def clamps_weights(request: Request, _: dict[str, Any]) -> None:
    if request.is_submit and isinstance(request.body.get("style_weight"), (int, float)):
        request.body["style_weight"] = min(1, max(0, request.body["style_weight"]))


@before("the end of a range may precede its start")
def ignores_ranges(request: Request, _: dict[str, Any]) -> None:
    if request.is_submit and isinstance(request.body.get("vocal_end_s"), (int, float)):
        request.body["vocal_end_s"] = 20.0
        request.body["vocal_start_s"] = 10.0


@before("a repeated key is accepted, and its last value wins")
def takes_keys_twice(request: Request, memory: dict[str, Any]) -> None:
    del memory
    if request.is_submit:
        request.body = {**request.body, "_": 1}  # sends the body as Python has parsed it


@before("a list is accepted as its first object")
def takes_lists(request: Request, _: dict[str, Any]) -> None:
    if isinstance(request.body, list) and request.path.endswith("/lyrics"):
        request.body = {"description": "a slow river"}


@before("PUT is accepted for POST")
def takes_put_for_post(request: Request, _: dict[str, Any]) -> None:
    if request.method == "PUT":
        request.method = "POST"


@before("a poll returns the task that was polled before")
def answers_another_task(request: Request, memory: dict[str, Any]) -> None:
    if request.method == "GET" and "/sonic/task/" in request.path and request.environ.get("HTTP_AUTHORIZATION") == KEY:
        requested, previous = request.path, memory.get("requested", request.path)
        if requested != previous:
            memory["instead"] = previous
        memory["requested"] = requested
        request.path = memory.get("instead", requested)


@before("an unknown clip is replaced by a known one")
def takes_unknown_clips(request: Request, _: dict[str, Any]) -> None:
    if request.is_submit and request.path.endswith("/bpm"):
        request.body["clip_id"] = "3c1f7a52-9d0e-4b6a-8f21-6a4be1d07c95"


@before("a title is replaced")
def forgets_titles(request: Request, _: dict[str, Any]) -> None:
    if request.is_submit and isinstance(request.body.get("title"), str) and len(request.body["title"]) <= 80:
        request.body["title"] = "Untitled"


@before("tags are replaced")
def forgets_tags(request: Request, _: dict[str, Any]) -> None:
    if request.is_submit and isinstance(request.body.get("tags"), str) and 0 < len(request.body["tags"]) <= 200:
        request.body["tags"] = "pop"


@before("Nuro ignores the requested duration")
def forgets_lengths(request: Request, _: dict[str, Any]) -> None:
    requested = request.body.get("duration") if request.is_submit and "nuro" in request.path else None
    if isinstance(requested, (int, float)) and 30 < requested <= 120:
        request.body["duration"] = 30


@before("webhooks are signed with another secret")
def signs_with_another_secret(request: Request, _: dict[str, Any]) -> None:
    if request.is_submit and isinstance(request.body.get("webhook_secret"), str) and request.body["webhook_secret"]:
        request.body["webhook_secret"] += "!"


@before("webhooks are not sent")
def sends_no_webhooks(request: Request, _: dict[str, Any]) -> None:
    if request.is_submit and isinstance(request.body.get("webhook_url"), str):
        request.body.pop("webhook_url")


@before("webhooks are sent twice")
def sends_webhooks_twice(request: Request, _: dict[str, Any]) -> None:
    if request.is_submit and isinstance(request.body.get("webhook_url"), str):
        request.scenario("webhook-duplicate")


@before("webhooks carry an old date")
def sends_stale_webhooks(request: Request, _: dict[str, Any]) -> None:
    if request.is_submit and isinstance(request.body.get("webhook_url"), str):
        request.scenario("webhook-stale")


@before("tasks never end")
def never_ends(request: Request, _: dict[str, Any]) -> None:
    if request.is_submit and "riffusion" in request.path:
        request.scenario("stuck")


@before("every task fails")
def fails_tasks(request: Request, _: dict[str, Any]) -> None:
    if request.is_submit and request.path.endswith("/stems/full"):
        request.scenario("task-fails")


@before("an undocumented field is refused")
def refuses_new_fields(request: Request, _: dict[str, Any]) -> None:
    known = json.dumps(request.body) if request.is_submit else ""
    if request.path.endswith("/sonic/lyrics") and request.is_submit and set(request.body) - {"description"} and known:
        request.body = {"description": 5}

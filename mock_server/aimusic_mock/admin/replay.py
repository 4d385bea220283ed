"""Replay a recorded journal in a fresh world, and compare the replies.

A recording holds everything that a reply depends on: the settings, the start time, and the time, account and request of
each exchange. It holds no keys or secrets; no reply depends on them.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

from attrs import asdict
from werkzeug.test import Client

from aimusic_mock.api.headers import REQUEST_ID
from aimusic_mock.domain.journal import Exchange
from aimusic_mock.domain.world import World
from aimusic_mock.errors import BadRequestError
from aimusic_mock.faults import profiles
from aimusic_mock.faults.documents import Document, is_path
from aimusic_mock.faults.profiles import Profile
from aimusic_mock.mock import Mock
from aimusic_mock.redaction import hide
from aimusic_mock.settings import ALIASES, SETTINGS, Settings

VERSION = 1
MAX_DIFFERENCES = 20
"""The first difference usually explains the rest."""

METHOD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""The methods that HTTP allows (RFC 9110, 5.6.2)."""

SECRET = ("keys", "admin_token")
FILES = ("rules", "scenario", "snapshot")
"""Settings whose effect is recorded as a profile: no request names a file."""

CLOCK_PATHS = ("/__mock__/clock",)
"""Exchanges that only move the clock. They are skipped, as a replay sets the recorded time before each exchange."""

_MEMBERS = {"explanation": "explained", "truncated": "cut"}
"""Members with another name than the attribute of `Exchange`."""

_HEADERS = {"malformed": "Basic bW9jaw==", "unknown": "Bearer unknown"}


def recording(mock: Mock, world: World) -> dict[str, Any]:
    """Return a world's journal as a recording, without secrets."""
    settings = {name: getattr(mock.settings, name) for name in SETTINGS if name not in (*SECRET, *FILES)}
    settings["seed"] = world.ids.seed  # that of a snapshot may differ
    start: dict[str, Any] = {}
    files = [getattr(mock.settings, name) for name in FILES]
    if any(files) or is_path(mock.settings.profile or ""):
        settings["profile"], start = None, {"profile": mock.profile.as_json()}
    return {
        "version": VERSION,
        "settings": settings,
        **start,
        "accounts": len(world.store.accounts),
        "began_at": world.began_at,
        "dropped": world.journal.dropped,
        "exchanges": [as_json(exchange) for exchange in world.journal.exchanges()],
    }


def as_json(exchange: Exchange) -> dict[str, Any]:
    """Return an exchange with the member names of the admin API."""
    return {_MEMBERS.get(name, name): value for name, value in asdict(exchange).items()}


def replay(mock: Mock, recorded: Mapping[str, Any]) -> dict[str, Any]:
    """Send the recorded requests to a new mock with the recorded settings, and return the differences of the replies.

    Raises:
        BadRequestError: the recording is incomplete, or has invalid settings or headers.
    """
    exchanges = sorted(recorded["exchanges"], key=lambda exchange: exchange["number"])
    _check_complete(recorded, exchanges)
    keys = tuple(f"replay-{number}" for number in range(1, recorded["accounts"] + 1))
    app = mock.app_factory(_settings(recorded, keys), mock.contract, _profile(mock, recorded))
    fresh: Mock = app.extensions["aimusic"]
    world = fresh.world
    client = Client(app)
    differences: list[dict[str, Any]] = []
    for exchange in exchanges:
        if not exchange["path"].startswith(CLOCK_PATHS):
            world.clock.restore("manual", exchange["at"])
            fresh.probe = partial(_recorded_probe, exchange)
            differences += _send(client, exchange)
        else:
            # The skipped exchange took a number and an id.
            world.journal.number()
            world.ids.request()
    return {"same": not differences, "exchanges": len(exchanges), "differences": differences[:MAX_DIFFERENCES]}


def _check_complete(recorded: Mapping[str, Any], exchanges: list[Mapping[str, Any]]) -> None:
    numbers = [exchange["number"] for exchange in exchanges]
    if recorded["dropped"] or numbers != list(range(1, len(numbers) + 1)):
        raise BadRequestError("The recording is incomplete: a replay needs every exchange from the first one on.")
    for exchange in exchanges:
        if "request" in exchange["cut"]:
            raise BadRequestError(f"Exchange {exchange['number']} has a truncated request body and cannot be replayed.")
    for exchange in exchanges:
        if not METHOD.fullmatch(exchange["method"]):
            raise BadRequestError(
                f"Exchange {exchange['number']} has an invalid method; it should be an HTTP method such as GET."
            )
        headers = exchange["asked"]
        if not all(text.isprintable() for text in (exchange["content_type"], *headers, *headers.values())):
            raise BadRequestError(
                f"Exchange {exchange['number']} has an invalid header value; it should be text on one line."
            )


def _settings(recorded: Mapping[str, Any], keys: tuple[str, ...]) -> Settings:
    known = {*SETTINGS, *ALIASES} - {*SECRET, *FILES}
    settings = recorded["settings"]
    if unknown := settings.keys() - known:
        raise BadRequestError(f"The recording has unknown settings: {', '.join(sorted(unknown))}.")
    read = {name: tuple(value) if isinstance(value, list) else value for name, value in settings.items()}
    fixed = {"keys": keys, "clock": "manual", "start": recorded["began_at"], "webhooks": False, "worlds": "default"}
    try:
        return Settings(**{**read, **fixed})
    except (TypeError, ValueError) as error:
        raise BadRequestError("The recording has a setting with an invalid value.") from error


def _profile(mock: Mock, recorded: Mapping[str, Any]) -> Profile:
    """Return the rules and balances that the recording started with."""
    name = recorded["settings"].get("profile")
    try:
        if "profile" in recorded:
            return profiles.read(Document(Path("profile"), recorded["profile"]), mock.rule_reader)
        return profiles.load(name, mock.rule_reader)
    except ValueError as error:
        raise BadRequestError(f"The recording has an invalid profile: {error}.") from error


def _recorded_probe(exchange: Mapping[str, Any], _: str) -> bool | None:
    """Return the recorded result of probing an uploaded file: a replay opens no connection, so its result is stable."""
    result = exchange["explained"].get("recording")
    return None if result in (None, "suppressed") else bool(result == "there")


def _send(client: Client, exchange: Mapping[str, Any]) -> list[dict[str, Any]]:
    headers = dict(exchange["asked"])
    if exchange["content_type"]:
        headers["Content-Type"] = exchange["content_type"]
    if exchange["credential"] != "missing":
        headers["Authorization"] = _HEADERS.get(exchange["credential"], f"Bearer replay-{exchange['account']}")
    body = (exchange["request"] or "").encode("utf-8", "surrogateescape")
    # A body that was too large was not read, and so not recorded: a length is enough for the same refusal.
    too_large = exchange["status"] == HTTPStatus.REQUEST_ENTITY_TOO_LARGE and exchange["request"] is None
    length = {"CONTENT_LENGTH": str(sys.maxsize)} if too_large else {}
    try:
        response = client.open(
            exchange["path"],
            method=exchange["method"],
            headers=headers,
            data=body,
            environ_overrides=length,
            buffered=False,
        )
    except ConnectionResetError:
        return []  # the recorded exchange was cut off, too
    with response:
        replayed = {
            "status": response.status_code,
            "request_id": response.headers[REQUEST_ID],
            "reply": None
            if exchange["reply"] is None or exchange["method"] == "HEAD"
            else _text(response.iter_encoded()),
        }
    return [
        {"number": exchange["number"], "what": what, "recorded": exchange[what], "replayed": value}
        for what, value in replayed.items()
        if value != exchange[what]
        and not (what == "reply" and (_is_partial(exchange) or _is_same(exchange[what], value)))
    ]


def _is_same(recorded: object, replayed: object) -> bool:
    """Return whether two replies are equal without their secrets, which are missing in the recorded one."""
    both = isinstance(recorded, str) and isinstance(replayed, str)
    return both and _without_secrets(str(recorded)) == _without_secrets(str(replayed))


def _without_secrets(reply: str) -> str:
    text = hide(reply.encode("utf-8", "surrogatepass"))
    try:
        return json.dumps(json.loads(text))  # `hide` formats only what it changes
    except (ValueError, RecursionError):
        return text


def _is_partial(exchange: Mapping[str, Any]) -> bool:
    """Return whether the recorded body may differ from what was sent; some recordings have bodies of replies to HEAD."""
    return "reply" in exchange["cut"] or exchange["method"] == "HEAD"


def _text(body: Any) -> str:
    try:
        return b"".join(body).decode("utf-8", "replace")
    except ConnectionResetError:
        return ""

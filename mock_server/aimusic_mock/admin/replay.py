"""Plays a journal again in a fresh world, and compares.

Everything that an answer depends on is in the recording: the settings, when time began, and for each exchange its time,
its account, and what was asked. Keys and secrets are not, and no answer depends on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from attrs import asdict, fields
from werkzeug.test import Client

from aimusic_mock.api.headers import REQUEST_ID
from aimusic_mock.domain.world import World
from aimusic_mock.errors import BadRequestError
from aimusic_mock.mock import Mock
from aimusic_mock.settings import Settings

VERSION = 1
MOST_DIFFERENCES = 20
"""The first difference is the one that explains the others."""

SECRET = ("keys", "admin_token")
MOVES_TIME = ("/__mock__/clock",)
"""Exchanges that only move the clock: a replay sets the time of each exchange by itself."""

_HEADERS = {"malformed": "Basic bW9jaw==", "unknown": "Bearer unknown"}


def recording(mock: Mock, world: World) -> dict[str, Any]:
    """Return a world's journal with everything that a replay needs, without secrets."""
    return {
        "version": VERSION,
        "settings": {name: value for name, value in asdict(mock.settings).items() if name not in SECRET},
        "accounts": len(world.store.accounts),
        "began_at": world.began_at,
        "dropped": world.journal.dropped,
        "exchanges": [asdict(each) for each in world.journal.exchanges()],
    }


def replay(mock: Mock, recorded: Mapping[str, Any]) -> dict[str, Any]:
    """Ask everything again of a mock that is set as the recording says, and return what came out differently.

    Raises:
        BadRequestError: the recording has lost its beginning or a part of a body, or has settings that there are not.
    """
    exchanges = sorted(recorded["exchanges"], key=lambda each: each["number"])
    _check_whole(recorded, exchanges)
    keys = tuple(f"replay-{number}" for number in range(1, recorded["accounts"] + 1))
    app = mock.app_factory(_settings(recorded, keys), mock.contract)
    fresh: Mock = app.extensions["aimusic"]
    world = fresh.world
    client = Client(app)
    differences: list[dict[str, Any]] = []
    for each in exchanges:
        if not each["path"].startswith(MOVES_TIME):
            world.clock.restore("manual", each["at"])
            fresh.probe = partial(_probed, each)
            differences += _ask(client, each)
        else:
            # It had a number and an id of its own.
            world.journal.number()
            world.ids.request()
    return {"same": not differences, "exchanges": len(exchanges), "differences": differences[:MOST_DIFFERENCES]}


def _check_whole(recorded: Mapping[str, Any], exchanges: list[Mapping[str, Any]]) -> None:
    numbers = [each["number"] for each in exchanges]
    if recorded["dropped"] or numbers != list(range(1, len(numbers) + 1)):
        raise BadRequestError("The recording has lost its beginning: a replay needs every exchange from the first on.")
    cut = next((each["number"] for each in exchanges if "request" in each["cut"]), None)
    if cut is not None:
        raise BadRequestError(f"The recording has lost a part of the body of exchange {cut}.")
    for each in exchanges:
        if not all(text.isprintable() for text in (each["content_type"], *each["asked"], *each["asked"].values())):
            raise BadRequestError(f"The recording has a header that there cannot be, in exchange {each['number']}.")


def _settings(recorded: Mapping[str, Any], keys: tuple[str, ...]) -> Settings:
    known = {each.name for each in fields(Settings)} - set(SECRET)
    given = recorded["settings"]
    if unknown := given.keys() - known:
        raise BadRequestError(f"The recording has settings that there are not: {', '.join(sorted(unknown))}.")
    read = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    fixed = {"keys": keys, "clock": "manual", "start": recorded["began_at"], "webhooks": False, "worlds": "default"}
    try:
        return Settings(**{**read, **fixed})
    except (TypeError, ValueError) as error:
        raise BadRequestError("The recording has a setting with a value that it does not take.") from error


def _probed(each: Mapping[str, Any], _: str) -> bool | None:
    """Tell of an uploaded recording what was found then: a replay asks nobody, and gives the same answer for ever."""
    found = each["explained"].get("recording")
    return None if found is None else bool(found == "there")


def _ask(client: Client, each: Mapping[str, Any]) -> list[dict[str, Any]]:
    headers = dict(each["asked"])
    if each["content_type"]:
        headers["Content-Type"] = each["content_type"]
    if each["credential"] != "missing":
        headers["Authorization"] = _HEADERS.get(each["credential"], f"Bearer replay-{each['account']}")
    body = (each["request"] or "").encode("utf-8", "surrogateescape")
    try:
        response = client.open(each["path"], method=each["method"], headers=headers, data=body, buffered=False)
    except ConnectionResetError:
        return []  # cut off, as it was when it was recorded
    with response:
        got = {
            "status": response.status_code,
            "request_id": response.headers[REQUEST_ID],
            "reply": None if each["reply"] is None else _text(response.iter_encoded()),
        }
    return [
        {"number": each["number"], "what": what, "recorded": each[what], "replayed": now}
        for what, now in got.items()
        if now != each[what] and not (what == "reply" and "reply" in each["cut"])
    ]


def _text(body: Any) -> str:
    try:
        return b"".join(body).decode("utf-8", "replace")
    except ConnectionResetError:
        return ""

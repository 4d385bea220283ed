"""Looks whether the recording that a request names is there, before the request is dealt with.

The service sends a HEAD to the address before it fetches the file, and refuses what is not there. A host may take its time
to answer, so this happens before the world's lock is taken: it must touch nothing of a world but what can be read at any
moment. Whether the request is a good one is decided later, under the lock, where everything has its order.
"""

from __future__ import annotations

from aimusic_mock.api import json_body
from aimusic_mock.api.trace import Recording
from aimusic_mock.contract import validation
from aimusic_mock.contract.model import Operation
from aimusic_mock.errors import ApiError
from aimusic_mock.mock import Mock

ADDRESSES = ("url", "audio_url")
"""What the contract calls the address of a recording: `url`, but in Producer and for voices `audio_url`."""


def look(mock: Mock, operation: Operation, raw: bytes, mimetype: str) -> Recording | None:
    """Look whether the recording of a request is there.

    Args:
        mock: knows its own files, and how to ask for others.
        operation: what is asked.
        raw: the bytes of the body.
        mimetype: the media type of the body.

    Returns:
        None when there is nothing to look at: no recording, a bad request, or an address that may not be asked.
    """
    address = _address(operation, raw, mimetype)
    if address is None or not mock.settings.upload_probe:
        return None
    own = mock.urls.base + "/media/"
    is_there = _is_own(mock, address.removeprefix(own)) if address.startswith(own) else mock.probe(address)
    return None if is_there is None else "there" if is_there else "missing"


def _address(operation: Operation, raw: bytes, mimetype: str) -> str | None:
    if not any(name in member.properties for member in operation.bodies for name in ADDRESSES):
        return None
    try:
        parsed = json_body.parse(raw, mimetype)
        member = validation.check(operation, parsed)
    except ApiError:
        return None  # it is refused for that, and nobody's server needs to hear of it
    return next((parsed[name] for name in ADDRESSES if name in parsed and name in member.properties), None)


def _is_own(mock: Mock, path: str) -> bool:
    """Look for one of the mock's own files without asking for it: in process nobody listens at its address."""
    product, _, name = path.partition("?")[0].partition("/")
    clip_id = name.removeprefix("stream/").rpartition(".")[0]
    found = mock.media_clip(product, clip_id)
    if found is None:
        return False
    world, clip = found
    now = world.clock.now()
    return clip.state(now) == "succeeded" and not mock.has_expired(world, clip)

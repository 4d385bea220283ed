"""Probe the URL of an uploaded recording before the request is processed.

The service sends a HEAD request to the URL before it fetches the file, and refuses a URL that does not serve one. A host
may be slow, so the probe runs before the world's lock is taken: it reads only what is safe to read without the lock.
The refusal comes later, under the lock, in its place among the other checks.
"""

from __future__ import annotations

from aimusic_mock.api.context import ProbeResult
from aimusic_mock.api.json_body import Parsed
from aimusic_mock.contract.model import BodyVariant
from aimusic_mock.errors import ApiError
from aimusic_mock.mock import Mock
from aimusic_mock.server.client import Client
from aimusic_mock.worlds.registry import has_expired

ADDRESSES = ("url", "audio_url")
"""The properties that hold the URL of a recording: `url`, but `audio_url` in Producer and for voices."""


def probe(mock: Mock, parsed: Parsed | ApiError, client: Client, *, foreign: bool) -> ProbeResult | None:
    """Return whether the recording of a request is available.

    Args:
        mock: the mock, with its own files and the prober for others.
        parsed: the parsed body. An invalid request is not probed, since it is refused anyway.
        client: the client that waits for the result.
        foreign: whether a web page of another site sent the request. It must not learn which addresses exist here.

    Returns:
        None if nothing was probed: no recording, an invalid request, or a URL that must not be requested.
    """
    url = _recording_url(parsed)
    if url is None or not mock.settings.upload_probe:
        return None
    own = mock.urls.base + "/media/"
    if url.startswith(own):
        available: bool | None = _is_served(mock, url.removeprefix(own))
    elif foreign:
        return "suppressed"
    else:
        with client.waiting():
            available = mock.probe(url)
    return None if available is None else "there" if available else "missing"


def _recording_url(parsed: Parsed | ApiError) -> str | None:
    if isinstance(parsed, ApiError) or not isinstance(parsed.variant, BodyVariant):
        return None
    properties = parsed.variant.properties
    return next((parsed.body[name] for name in ADDRESSES if name in parsed.body and name in properties), None)


def _is_served(mock: Mock, path: str) -> bool:
    """Check one of the mock's own files without a request: in process, no server listens at its URL."""
    product, _, name = path.partition("?")[0].partition("/")
    clip_id = name.removeprefix("stream/").rpartition(".")[0]
    match = mock.worlds.find_clip(product, clip_id)
    if match is None:
        return False
    world, clip = match
    return clip.state(world.clock.now()) == "succeeded" and not has_expired(world, clip, mock.settings.url_expiry_s)

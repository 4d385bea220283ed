"""The media files of replies, served as a CDN would: no key, byte ranges, validators, and 404 for a missing file.

An id is looked up among the clips and never becomes part of a file path. `aimusic_mock.media` renders the content.
A stream of a song in progress has the part made so far, and no header, length or validator that would pass it off as a file.
"""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, request
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.http import is_resource_modified, parse_range_header

from aimusic_mock.api import headers
from aimusic_mock.api.context import current
from aimusic_mock.api.fault_injection import FaultPlan
from aimusic_mock.domain.ids import fingerprint
from aimusic_mock.domain.tasks import Clip
from aimusic_mock.domain.world import World
from aimusic_mock.errors import ApiError
from aimusic_mock.media import formats
from aimusic_mock.media.cache import Cache
from aimusic_mock.media.file import File, Reader
from aimusic_mock.mock import Mock
from aimusic_mock.worlds.registry import has_expired

media = Blueprint("media", __name__, url_prefix="/media")

_CACHE = "aimusic.media"


@media.record
def _make_cache(state: BlueprintSetupState) -> None:
    """Create a cache for each app."""
    mock: Mock = state.app.extensions["aimusic"]
    state.app.extensions[_CACHE] = Cache(mock.settings.media_cache_bytes)


@media.get("/<product>/<name>", provide_automatic_options=False)
def show_file(product: str, name: str) -> Response:
    """Serve a file of a clip that has succeeded."""
    world, clip, suffix = _find(product, name)
    now = world.clock.now()
    if _failed(world, clip, now) or clip.state(now) != "succeeded":
        raise _missing()
    return _respond(clip, suffix)


@media.get("/<product>/stream/<name>", provide_automatic_options=False)
def stream_file(product: str, name: str) -> Response:
    """Stream a clip in progress, or one that was in progress when its URL was issued."""
    world, clip, suffix = _find(product, name)
    now = world.clock.now()
    task = world.store.task_of(clip.clip_id)
    streams = task is not None and task.streaming and suffix == formats.STREAMED
    if not streams or _failed(world, clip, now) or clip.state(now) not in ("running", "succeeded"):
        raise _missing()
    if clip.state(now) == "succeeded":
        return _respond(clip, suffix)
    _, reader = _open(clip, suffix)
    fraction = (now - clip.starts_at) / (clip.ends_at - clip.starts_at)
    # An iterator without a length: the server sends it in chunks.
    return Response(reader.so_far(fraction), content_type=formats.TYPES[suffix], direct_passthrough=True)


def _find(product: str, name: str) -> tuple[World, Clip, str]:
    """Find the clip and format of a file name.

    Raises:
        ApiError: 404, if the product has no such format or clip, or the file has expired or is too long.
    """
    context = current()
    context.operation_id = "media"
    clip_id, _, suffix = name.rpartition(".")
    if suffix not in formats.SUFFIXES.get(product, ()):
        raise _missing()
    match = context.mock.worlds.find_clip(product, clip_id, request.headers.get(headers.WORLD))
    if match is None:
        raise _missing()
    context.world, clip = match
    FaultPlan(context).for_file()
    if any(scenario.name == "media-missing" for scenario in context.faults.scenarios):
        raise _missing()
    if has_expired(context.world, clip, context.mock.settings.url_expiry_s):
        raise _missing()
    if clip.song.duration_s > formats.LONGEST_S:
        raise ApiError(404, "not_found", f"no files are made of songs over {formats.LONGEST_S:.0f} seconds.")
    return context.world, clip, suffix


def _failed(world: World, clip: Clip, now: float) -> bool:
    """Return whether the whole task of a clip has failed: its replies then contain no files of any clip."""
    task = world.store.task_of(clip.clip_id)
    return task is not None and task.failure is not None and now >= task.failure.at


def _missing() -> ApiError:
    return ApiError(404, "not_found", "file not found.")


def _open(clip: Clip, suffix: str) -> tuple[str, Reader]:
    """Open a file of a clip, and return its ETag and a reader."""
    cache: Cache = current_app.extensions[_CACHE]
    tag = fingerprint(clip.product, clip.clip_id, suffix, formats.VERSION)
    file = cache.get(tag, lambda: formats.open_file(clip.song, suffix), lambda opened: opened.weight)
    return tag, Reader(file, lambda number: cache.get((tag, number), lambda: file.render(number), len))


def _respond(clip: Clip, suffix: str) -> Response:
    tag, reader = _open(clip, suffix)
    response = Response(reader, content_type=formats.TYPES[suffix], direct_passthrough=True)
    response.content_length = reader.file.size
    response.set_etag(tag)
    response.last_modified = datetime.fromtimestamp(clip.ends_at, UTC)
    return _conditional(response, reader.file)


def _conditional(response: Response, file: File) -> Response:
    """Apply range and condition in the order of RFC 9110: a matching If-None-Match comes before the range."""
    environ = dict(request.environ)
    unchanged = "HTTP_IF_NONE_MATCH" in environ and not is_resource_modified(environ, response.headers["ETag"])
    ranges = parse_range_header(environ.get("HTTP_RANGE"))
    # A server may ignore a range in another unit, and several ranges at once.
    single = ranges is not None and ranges.units == "bytes" and len(ranges.ranges) == 1
    if unchanged or not single or request.method != "GET":
        environ.pop("HTTP_RANGE", None)
    elif ranges and ranges.ranges[0][0] < -file.size:
        environ["HTTP_RANGE"] = "bytes=0-"  # the last million bytes of a smaller file are the whole file, not an error
    try:
        response.make_conditional(environ, accept_ranges=True, complete_length=file.size)
    except RequestedRangeNotSatisfiable as error:
        size = {"Content-Range": f"bytes */{file.size}", "Accept-Ranges": "bytes"}
        raise ApiError(416, "validation_error", "Requested Range Not Satisfiable.", size) from error
    return response

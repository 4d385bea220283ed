"""The files that replies point at, served as a CDN would: no key, ranges, validators, and 404 when there is no file.

An id is looked up among the clips and never becomes part of a path. What a file holds is rendered by `aimusic_mock.media`.
A song that is streamed while it is made is played whole: its bytes are those of the finished MP3, so that a player
that begins early misses nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, request
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.http import is_resource_modified, parse_range_header

from aimusic_mock.api import fault_injection
from aimusic_mock.api.trace import current
from aimusic_mock.domain.ids import fingerprint
from aimusic_mock.domain.tasks import Clip
from aimusic_mock.domain.world import World
from aimusic_mock.errors import ApiError
from aimusic_mock.media import formats
from aimusic_mock.media.cache import Cache
from aimusic_mock.media.file import File, Reader
from aimusic_mock.mock import Mock
from aimusic_mock.worlds.registry import HEADER as WORLD_HEADER

media = Blueprint("media", __name__, url_prefix="/media")

_CACHE = "aimusic.media"


@media.record
def _make_cache(state: BlueprintSetupState) -> None:
    """Give the app a cache of its own."""
    mock: Mock = state.app.extensions["aimusic"]
    state.app.extensions[_CACHE] = Cache(mock.settings.media_cache_bytes)


@media.get("/<product>/<name>", provide_automatic_options=False)
def show_file(product: str, name: str) -> Response:
    """Give a file of a clip that has ended well."""
    world, clip, suffix = _find(product, name)
    now = world.clock.now()
    if _failed(world, clip, now) or clip.state(now) != "succeeded":
        raise _missing()
    return _respond(clip, suffix, now)


@media.get("/<product>/stream/<name>", provide_automatic_options=False)
def stream_file(product: str, name: str) -> Response:
    """Play a clip that is being made, or that was when its address was given out."""
    world, clip, suffix = _find(product, name)
    now = world.clock.now()
    task = world.store.task_of(clip.clip_id)
    streams = task is not None and task.streaming and suffix == formats.STREAMED
    if not streams or _failed(world, clip, now) or clip.state(now) not in ("running", "succeeded"):
        raise _missing()
    return _respond(clip, suffix, now)


def _find(product: str, name: str) -> tuple[World, Clip, str]:
    """Look up what a name stands for.

    Raises:
        ApiError: 404, when the product has no such form of file or clip, or the file has expired or is too long.
    """
    mock: Mock = current_app.extensions["aimusic"]
    trace = current()
    trace.operation = "media"
    clip_id, _, suffix = name.rpartition(".")
    world_name = request.headers.get(WORLD_HEADER)
    located = mock.media_clip(product, clip_id, world_name) if suffix in formats.SUFFIXES.get(product, ()) else None
    if located is None:
        raise _missing()
    world, clip = located
    trace.world = world
    trace.wrong = fault_injection.choose_for_file(mock, world)
    if any(scenario.name == "media-missing" for scenario in trace.wrong.scenarios):
        raise _missing()
    if mock.has_expired(world, clip):
        raise _missing()
    if clip.song.duration_s > formats.LONGEST_S:
        raise ApiError(404, "not_found", f"no files are made of songs over {formats.LONGEST_S:.0f} seconds.")
    return world, clip, suffix


def _failed(world: World, clip: Clip, now: float) -> bool:
    """Tell whether the whole job that makes a clip has failed: its replies then show no files of any clip."""
    task = world.store.task_of(clip.clip_id)
    return task is not None and task.failure is not None and now >= task.failure.at


def _missing() -> ApiError:
    return ApiError(404, "not_found", "file not found.")


def _respond(clip: Clip, suffix: str, now: float) -> Response:
    cache: Cache = current_app.extensions[_CACHE]
    tag = fingerprint(clip.product, clip.clip_id, suffix, formats.VERSION)
    file = cache.get(tag, lambda: formats.open_file(clip.song, suffix), lambda opened: opened.weight)
    reader = Reader(file, lambda number: cache.get((tag, number), lambda: file.render(number), len))
    response = Response(reader, content_type=formats.TYPES[suffix], direct_passthrough=True)
    response.content_length = file.size
    response.set_etag(tag)
    if clip.ends_at <= now:  # a file that is still being made was not modified in the future
        response.last_modified = datetime.fromtimestamp(clip.ends_at, UTC)
    return _conditional(response, file)


def _conditional(response: Response, file: File) -> Response:
    """Answer a range, or a condition, in the order of RFC 9110: a matching If-None-Match comes before the range."""
    environ = dict(request.environ)
    unchanged = "HTTP_IF_NONE_MATCH" in environ and not is_resource_modified(environ, response.headers["ETag"])
    byte_range = parse_range_header(environ.get("HTTP_RANGE"))
    # A server may ignore what it does not understand, and takes several ranges at once for a mistake of the client.
    single = byte_range is not None and byte_range.units == "bytes" and len(byte_range.ranges) == 1
    if unchanged or not single or request.method != "GET":
        environ.pop("HTTP_RANGE", None)
    elif byte_range and byte_range.ranges[0][0] < -file.size:
        environ["HTTP_RANGE"] = "bytes=0-"  # the last million bytes of a smaller file are all of it, not a mistake
    try:
        response.make_conditional(environ, accept_ranges=True, complete_length=file.size)
    except RequestedRangeNotSatisfiable as error:
        headers = {"Content-Range": f"bytes */{file.size}", "Accept-Ranges": "bytes"}
        raise ApiError(416, "validation_error", "Requested Range Not Satisfiable.", headers) from error
    return response

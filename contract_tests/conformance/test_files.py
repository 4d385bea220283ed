"""Every URL in a reply leads to a file of the right media type, and audio is as long as the reply states.

Which properties hold URLs is derived from the contract. Files at hosts other than the server's own are not requested.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import av
import httpx
import pytest

from contract_tests.conformance.cases import Request, requests
from contract_tests.conformance.findings import DisagreementError
from contract_tests.conformance.target import chosen

TARGET = chosen()
MEDIA = {"audio": "audio/", "wav": "audio/", "midi": "audio/", "image": "image/", "video": "video/"}
"""The media type of a file, by the first word of the property with its URL. Another name may hold any of these."""

SLACK_S = 1.0
"""How much a stated duration may differ from the file's: one frame, and rounding to seconds."""


def cases() -> list[Request]:
    """Return one request for each kind of item that a task creates, and one for each operation without a task."""
    created = {
        request.kind.item if request.member.task else request.operation.id: request
        for request in reversed(list(requests(TARGET)))
    }
    return list(created.values())


CASES = [
    pytest.param(case, id=str(case), marks=[pytest.mark.needs("seeded")] if case.resources else []) for case in cases()
]


def files(value: Any) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield (property, URL, the object that has the property) for every file in a reply."""
    if isinstance(value, Mapping):
        for name, entry in value.items():
            if name in TARGET.spec.addresses and isinstance(entry, str):
                yield name, entry, value
            yield from files(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from files(entry)


def fetch(url: str) -> httpx.Response | None:
    """Download a file from the server, without the key; return None for a URL of another host."""
    parts = urlsplit(url)
    if TARGET.options.base_url is not None and parts.netloc != urlsplit(TARGET.origin).netloc:
        return None
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    with httpx.Client(transport=httpx.WSGITransport(app=TARGET.files), base_url=TARGET.origin) as client:
        return client.get(path)


@pytest.mark.parametrize("request_", CASES)
def test_files_of_a_reply_are_there(request_: Request) -> None:
    reply = TARGET.send(request_.operation, request_.body).json()
    about = request_.operation.id
    if request_.member.task is not None and "task_id" in reply:
        about, reply = request_.kind.poll, TARGET.finish(request_.kind, reply["task_id"])
    # One file for each property: rendering a video takes seconds, and all clips of a task are rendered the same way.
    for name, (url, owner) in {name: (url, owner) for name, url, owner in files(reply)}.items():
        response = fetch(url)
        if response is None:
            continue
        kind = response.headers.get("Content-Type", "")
        if response.status_code != 200 or not kind.startswith(media_types(name)) or not response.content:
            raise DisagreementError(about, "files", f"{name} {url}: {response.status_code} {kind}")
        stated = owner.get("duration")
        if (
            name in ("audio_url", "url")
            and kind.startswith("audio/")
            and stated is not None
            and owner.get("state", "succeeded") == "succeeded"
        ):
            length = length_s(response.content)
            if abs(length - float(stated)) > SLACK_S:
                raise DisagreementError(about, "files", f"{name} lasts {length:.1f} s, stated is {stated}")


def media_types(name: str) -> tuple[str, ...]:
    """Return how the media type of the file in a property may begin."""
    word = name.partition("_")[0]
    return (MEDIA[word],) if word in MEDIA else tuple(set(MEDIA.values()))


def length_s(content: bytes) -> float:
    """Return the length of a recording in seconds."""
    with av.open(io.BytesIO(content), mode="r") as container:
        assert container.duration is not None
        return float(container.duration / av.time_base)

"""Downloads with both clients: complete or failed, and resumed after a cut.

Where they lead and what goes along is in test_download_hosts.py, what an answer means in test_download_rules.py; names and half
files are in test_part_file.py, files that must not be saved as they are in test_download_limits.py.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from aimusic import Progress
from contract_tests.support.downloads import CHUNKED, CONTENT, TIMEOUT, URL, Fetcher, beside, script
from contract_tests.support.storage import PIECE, Storage, Stream


def test_complete_download_leaves_only_the_file(fetcher: Fetcher, storage: Storage, path: Path) -> None:
    path.write_bytes(b"old")
    observed: list[Progress] = []

    def watch(progress: Progress) -> None:
        assert path.read_bytes() == b"old"  # until the new one is complete
        observed.append(progress)

    assert fetcher.get(storage, path, on_progress=watch) == path
    assert beside(path) == {"": CONTENT}
    assert observed == [Progress(PIECE * number, len(CONTENT)) for number in range(1, 6)]
    assert [progress.fraction for progress in observed] == [0.2, 0.4, 0.6, 0.8, 1.0]
    (requested,) = storage.requests
    assert requested.headers["accept-encoding"] == "identity"
    assert "range" not in requested.headers
    assert requested.extensions["timeout"] == TIMEOUT.as_dict()
    assert str(requested.url) == URL  # the signature is sent unchanged
    (path.parent / "x").touch()
    assert path.stat().st_mode == (path.parent / "x").stat().st_mode


@pytest.mark.parametrize("signed", ["a=%2Fb%2B&c=x%20y", "X-Sig=a+b/c==", "policy=%7B%7D~*"])
def test_query_of_a_signed_url_is_sent_unchanged(fetcher: Fetcher, storage: Storage, path: Path, signed: str) -> None:
    fetcher.get(storage, path, f"https://files.example/a.mp3?{signed}")
    assert storage.requests[0].url.query == signed.encode()


def test_empty_file_and_file_of_unknown_length_are_complete(fetcher: Fetcher, path: Path) -> None:
    fetcher.get(Storage(b""), path)
    assert beside(path) == {"": b""}
    observed: list[Progress] = []
    fetcher.get(script(httpx.Response(200, headers=CHUNKED, stream=Stream(CONTENT))), path, on_progress=observed.append)
    assert beside(path) == {"": CONTENT}
    assert (observed[-1], observed[-1].fraction) == (Progress(len(CONTENT), None), None)
    assert Progress(0, 0).fraction == 1.0


def test_cut_connection_is_resumed_in_the_same_call(fetcher: Fetcher, storage: Storage, path: Path) -> None:
    storage.cuts = [1500, 2000]
    observed: list[Progress] = []
    fetcher.get(storage, path, on_progress=observed.append)
    assert beside(path) == {"": CONTENT}
    assert storage.ranges == [None, "bytes=1500-", "bytes=3500-"]
    assert [request.headers.get("if-range") for request in storage.requests] == [None, '"v1"', '"v1"']
    assert all(stream.is_closed for stream in storage.streams)
    assert fetcher.clock.slept == [0.25, 0.25]  # jitter 0.5 of 0.5 s, and not doubled after progress
    assert all(old.received < new.received for old, new in pairwise(observed))


def test_download_that_fails_is_resumed_by_the_next_call(fetcher: Fetcher, storage: Storage, path: Path) -> None:
    path.write_bytes(b"old")
    storage.cuts = [1500, 0, 0]
    error = fetcher.fail(storage, path)
    assert beside(path) == {"": b"old", ".part": CONTENT[:1500], ".part.etag": b'"v1"'}
    assert str(error) == (
        "https://files.example/songs/river.mp3 could not be downloaded: ReadError: cut. 1500 bytes are kept in "
        f"{path}.part: download to the same path again to resume."
    )
    assert error.status_code is None
    assert isinstance(error.__cause__, httpx.ReadError)
    assert fetcher.clock.slept == [0.25, 0.5]
    fetcher.get(storage, path)
    assert storage.ranges[3:] == ["bytes=1500-"]
    assert beside(path) == {"": CONTENT}


def test_progress_resets_the_count_of_retries(fetcher: Fetcher, storage: Storage, path: Path) -> None:
    storage.cuts = [700] * 7
    fetcher.get(storage, path, retries=1)
    assert (len(storage.requests), path.read_bytes()) == (8, CONTENT)


def test_bytes_of_an_earlier_download_are_not_progress(fetcher: Fetcher, path: Path) -> None:
    def cut(number: int) -> httpx.Response:
        stream = Stream(CONTENT[:1500], httpx.ReadError("cut"))
        return httpx.Response(200, headers={"ETag": f'"v{number}"', **CHUNKED}, stream=stream)

    round_ = [cut(1), httpx.Response(416), httpx.Response(500)]
    answers = [*round_, cut(2), *round_, *round_]
    error = fetcher.fail(script(*answers), path)
    assert "ReadError" in str(error)
    assert len(fetcher.clock.slept) == 2


def test_resume_false_requests_the_whole_file_and_keeps_the_part_file_until_then(
    fetcher: Fetcher, storage: Storage, path: Path
) -> None:
    storage.cuts = [1500]
    fetcher.fail(storage, path, retries=0)
    fetcher.fail(script(httpx.Response(404)), path, resume=False)
    assert beside(path)[".part"] == CONTENT[:1500]
    fetcher.get(storage, path, resume=False)
    assert storage.ranges == [None, None]
    assert beside(path) == {"": CONTENT}


@pytest.mark.parametrize("etag", ["", 'W/"v1"', "v1"])
def test_part_file_without_a_strong_etag_is_not_resumed(fetcher: Fetcher, path: Path, etag: str) -> None:
    storage = Storage(CONTENT, etag=etag, cuts=[1500])
    fetcher.get(storage, path)
    assert storage.ranges == [None, None]
    assert beside(path) == {"": CONTENT}
    storage.cuts = [1500]
    assert "kept" not in str(fetcher.fail(storage, path, retries=0))


def test_file_that_has_changed_is_downloaded_again(fetcher: Fetcher, storage: Storage, path: Path) -> None:
    storage.cuts = [1500]
    fetcher.fail(storage, path, retries=0)
    newer = Storage(CONTENT[::-1], etag='"v2"', cuts=[800])
    fetcher.get(newer, path)
    assert newer.ranges == ["bytes=1500-", "bytes=800-"]
    assert newer.requests[1].headers["if-range"] == '"v2"'
    assert beside(path) == {"": CONTENT[::-1]}


def test_host_that_ignores_if_range_is_detected(fetcher: Fetcher, storage: Storage, path: Path) -> None:
    storage.cuts = [1500]
    fetcher.fail(storage, path, retries=0)
    part = {"ETag": '"v2"', "Content-Range": f"bytes 1500-4999/{len(CONTENT)}"}
    fetcher.get(script(httpx.Response(206, headers=part, content=b"x" * 3500), storage(storage.requests[0])), path)
    assert beside(path) == {"": CONTENT}
    assert fetcher.clock.slept == []


@pytest.mark.parametrize(("there", "fetched"), [(len(CONTENT), False), (len(CONTENT) + 1, True)])
def test_part_file_of_full_size_is_complete_or_discarded(
    fetcher: Fetcher, storage: Storage, path: Path, there: int, fetched: bool
) -> None:
    path.with_name("song.mp3.part").write_bytes((CONTENT + b"x")[:there])
    path.with_name("song.mp3.part.etag").write_text('"v1"')
    observed: list[Progress] = []
    fetcher.get(storage, path, on_progress=observed.append)
    assert storage.ranges == [f"bytes={there}-", None][: 1 + fetched]
    assert observed[-1].received == len(CONTENT)
    assert beside(path) == {"": CONTENT}


@pytest.mark.parametrize(("length", "comes"), [(6000, "only 5000 of 6000 bytes"), (4500, "sent more bytes than")])
def test_body_of_the_wrong_length_is_an_error(fetcher: Fetcher, path: Path, length: int, comes: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"Content-Length": str(length)}, stream=Stream(CONTENT))

    assert comes in str(fetcher.fail(answer, path))
    assert len(fetcher.clock.slept) == 2
    assert not path.exists()


def test_shorter_range_than_requested_is_kept_and_continued(fetcher: Fetcher, path: Path) -> None:
    storage = Storage(CONTENT, cuts=[1000])
    first = storage(httpx.Request("GET", URL))
    some = {"ETag": '"v1"', "Content-Range": "bytes 1000-2999/5000"}
    last = storage(httpx.Request("GET", URL, headers={"Range": "bytes=3000-"}))
    fetcher.get(script(first, httpx.Response(206, headers=some, content=CONTENT[1000:3000]), last), path)
    assert beside(path) == {"": CONTENT}


def test_compressed_body_is_decompressed(fetcher: Fetcher, path: Path) -> None:
    import gzip  # noqa: PLC0415 - only used here

    packed = gzip.compress(CONTENT)
    headers = {"Content-Encoding": "gzip", "Content-Length": str(len(packed)), "ETag": '"v1"'}
    fetcher.get(script(httpx.Response(200, headers=headers, stream=Stream(packed))), path)
    assert beside(path) == {"": CONTENT}


@pytest.mark.parametrize("status", [429, 500, 503, 504, 520])
def test_temporary_error_is_retried(fetcher: Fetcher, storage: Storage, path: Path, status: int) -> None:
    trouble = httpx.Response(status, headers={"Retry-After": "7"})
    whole = storage(httpx.Request("GET", URL))
    fetcher.get(script(trouble, httpx.ConnectError("refused"), httpx.ReadTimeout("slow"), whole), path, retries=3)
    assert fetcher.clock.slept == [7, 0.5, 1.0]
    assert beside(path) == {"": CONTENT}
    error = fetcher.fail(script(*[httpx.Response(status)] * 3), path)
    assert (error.status_code, beside(path)) == (status, {"": CONTENT})


def test_retry_after_that_is_too_long_is_raised(fetcher: Fetcher, path: Path) -> None:
    error = fetcher.fail(script(httpx.Response(503, headers={"Retry-After": "3600"})), path)
    assert "503 and Retry-After: 3600." in str(error)
    assert (fetcher.clock.slept, beside(path)) == ([], {})


@pytest.mark.parametrize("status", [204, 206, 304, 400, 401, 403, 404, 410, 416])
def test_permanent_error_ends_the_download_at_once(fetcher: Fetcher, path: Path, status: int) -> None:
    error = fetcher.fail(script(httpx.Response(status, content=b"" if status in {204, 304} else b"x" * 9)), path)
    assert error.status_code == status
    assert ("task.refresh()" in str(error)) is (status in {401, 403, 404, 410})
    assert beside(path) == {}

"""A song from the submit to the ledger, in process: three minutes of the service's work in a few milliseconds."""

from __future__ import annotations

import gc
import hashlib
import hmac
import statistics
import time
from typing import Any

import httpx
import pytest

from mock_server import Settings, create_app

MEDIAN_S = 0.020
"""What the whole journey may take; a test suite makes hundreds of songs."""

SECRET = "s3cret"
PRICE = 10


@pytest.fixture
def client() -> httpx.Client:
    app = create_app(Settings(clock="manual", plan="unlimited", credits=100_000))
    transport = httpx.WSGITransport(app=app)
    return httpx.Client(transport=transport, base_url="http://mock", headers={"Authorization": "Bearer mock-key"})


def _states(client: httpx.Client, task_id: str) -> tuple[list[str], list[dict[str, Any]]]:
    clips = client.get(f"/api/v1/sonic/task/{task_id}").json()["data"]
    return [clip["state"] for clip in clips], clips


def _verified(message: dict[str, Any]) -> bool:
    """Check a webhook as a receiver would, with nothing of the mock's."""
    signed = f"{message['headers']['X-Webhook-Timestamp']}.{message['body']}".encode()
    return bool(
        message["headers"]["X-Webhook-Signature"]
        == f"sha256={hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()}"
    )


def _make_song(client: httpx.Client, number: int) -> None:
    before = sum(client.get("/api/v1/get-credits").json().values())
    song = {
        "custom_mode": False,
        "mv": "sonic-v5",
        "gpt_description_prompt": f"a folk song about river number {number}",
        "webhook_url": f"http://mock/__mock__/inbox/song-{number}",
        "webhook_secret": SECRET,
    }
    task_id = client.post("/api/v1/sonic/create", json=song).json()["task_id"]
    client.post("/__mock__/clock/advance", json={"seconds": 6})
    assert _states(client, task_id)[0] == ["running", "running"]
    client.post("/__mock__/clock/advance", json={"seconds": 174})
    states, clips = _states(client, task_id)
    assert states == ["succeeded", "succeeded"]
    audio = client.get(clips[0]["audio_url"], headers={"Range": "bytes=0-1535"})
    assert (audio.status_code, len(audio.content), audio.headers["Content-Type"]) == (206, 1536, "audio/mpeg")
    (message,) = client.get(f"/__mock__/inbox/song-{number}").json()["items"]
    assert _verified(message)
    ledger = client.get("/__mock__/ledger", params={"offset": number + 1}).json()
    assert ledger["balanced"]
    assert [(entry["credits"], entry["task_id"]) for entry in ledger["items"]] == [(-PRICE, task_id)]
    assert ledger["credits"] + ledger["extra_credits"] == before - PRICE


def _median_of_songs(client: httpx.Client, first: int, count: int) -> float:
    took = []
    for number in range(first, first + count):
        begun = time.perf_counter()
        _make_song(client, number)
        took.append(time.perf_counter() - begun)
    return statistics.median(took)


def test_song_from_submit_to_ledger_takes_milliseconds(client: httpx.Client) -> None:
    # Not what the tests before have left behind: looking through that is not the mock's work.
    gc.collect()
    gc.freeze()
    medians = [_median_of_songs(client, first, 20) for first in range(0, 100, 20)]
    gc.unfreeze()
    # The best of five: somebody else's load is not the mock's.
    assert min(medians) <= MEDIAN_S, f"medians {medians} s"

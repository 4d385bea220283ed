"""A song from submit to ledger, in process: everything that a user's test would check."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import httpx

from aimusic_mock import Settings, create_app

SECRET = "s3cret"
PRICE = 10


def make_client() -> httpx.Client:
    """Return a client of a new mock with a manual clock."""
    app = create_app(Settings(clock="manual", plan="unlimited", credits=100_000))
    transport = httpx.WSGITransport(app=app)
    return httpx.Client(transport=transport, base_url="http://mock", headers={"Authorization": "Bearer mock-key"})


def _states(client: httpx.Client, task_id: str) -> tuple[list[str], list[dict[str, Any]]]:
    clips = client.get(f"/api/v1/sonic/task/{task_id}").json()["data"]
    return [clip["state"] for clip in clips], clips


def _verified(message: dict[str, Any]) -> bool:
    """Check the signature of a webhook as a receiver would, without code of the mock."""
    signed = f"{message['headers']['X-Webhook-Timestamp']}.{message['body']}".encode()
    return bool(
        message["headers"]["X-Webhook-Signature"]
        == f"sha256={hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()}"
    )


def make_song(client: httpx.Client, number: int) -> None:
    """Create the song with a number, counted from 0, and check each step."""
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

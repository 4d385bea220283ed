"""The smallest stateful mock that people write themselves: Flask, a dictionary, no schema. The mock's speed is a ratio to it.

Run it under a server as `contract_tests.bench.yardstick:app`, or take `make_client` and `make_song` for one in process.
"""

from __future__ import annotations

import itertools
import threading
from typing import Any

import httpx
from flask import Flask, jsonify, request

CREDITS = 100_000
PRICE = 10
REQUESTS = 9
"""As many requests as a song takes in `contract_tests/journeys/song.py`."""


def create_app() -> Flask:
    """Return the app, with state of its own."""
    app = Flask("yardstick")
    tasks: dict[str, dict[str, Any]] = {}
    numbers, lock, account = itertools.count(1), threading.Lock(), {"credits": CREDITS}

    @app.post("/api/v1/sonic/create")
    def create() -> Any:
        body = request.get_json()
        with lock:
            task_id = f"task-{next(numbers)}"
            account["credits"] -= PRICE
            tasks[task_id] = {"task_id": task_id, "polls": 0, "prompt": body["gpt_description_prompt"]}
        return jsonify(message="success", task_id=task_id)

    @app.get("/api/v1/sonic/task/<task_id>")
    def poll(task_id: str) -> Any:
        with lock:
            task = tasks[task_id]
            task["polls"] += 1
            state = "running" if task["polls"] < 2 else "succeeded"
        clips = [{"clip_id": f"{task_id}-{number}", "state": state, "lyrics": task["prompt"]} for number in (1, 2)]
        return jsonify(code=200, data=clips)

    @app.get("/api/v1/get-credits")
    def get_credits() -> Any:
        return jsonify(account)

    return app


def make_client() -> httpx.Client:
    """Return a client of an app of its own, in process."""
    return httpx.Client(transport=httpx.WSGITransport(app=create_app()), base_url="http://yardstick")


def make_song(client: httpx.Client, number: int) -> None:
    """Make a song with as many requests as a song of the mock takes."""
    song = {
        "custom_mode": False,
        "mv": "sonic-v5",
        "gpt_description_prompt": f"a folk song about river number {number}",
    }
    task_id = client.post("/api/v1/sonic/create", json=song).json()["task_id"]
    for _ in range(REQUESTS - 2):
        clips = client.get(f"/api/v1/sonic/task/{task_id}").json()["data"]
    assert [clip["state"] for clip in clips] == ["succeeded", "succeeded"]
    client.get("/api/v1/get-credits").raise_for_status()


app = create_app()

"""The server of a session: one start, and a world of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from aimusic import AIMusic
from contract_tests.plugin.outer_project import SONG, Outside
from pytest_aimusic import AIMusicMock, AIMusicWebhooks


@pytest.fixture(scope="module")
def first_url() -> list[str]:
    """The URLs of the server in the tests of this module."""
    return []


@pytest.fixture(scope="module")
def client(aimusic_session_server: AIMusicMock) -> Iterator[AIMusic]:
    """A client that outlives a test."""
    environ = aimusic_session_server.environ
    with AIMusic(api_key=environ["AIMUSIC_API_KEY"], base_url=environ["AIMUSIC_BASE_URL"]) as client:
        yield client


def _create(mock: AIMusicMock) -> httpx.Response:
    return httpx.post(f"{mock.url}/api/v1/sonic/create", json=SONG, headers=mock.headers)


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_each_test_has_its_own_world_at_the_same_url(
    aimusic_session_server: AIMusicMock, first_url: list[str], turn: int
) -> None:
    mock = aimusic_session_server
    first_url.append(mock.url)
    assert (mock.calls, mock.tasks, mock.balance()) == ([], [], 1100)
    task = _create(mock).json()["task_id"]
    mock.scenario("500-internal")
    mock.advance(turn)

    assert (_create(mock).status_code, len(mock.calls), [known.id for known in mock.tasks]) == (500, 2, [task])
    assert set(first_url) == {mock.url}


@pytest.mark.parametrize("turn", [1, 2])
def test_fixture_of_a_module_may_use_it(client: AIMusic, aimusic_session_server: AIMusicMock, turn: int) -> None:
    assert len(client.sonic.create(description="a slow river").result()) == 2
    assert aimusic_session_server.costs()["credits"] == 10


def test_client_of_the_mock_in_this_process_waits_on_its_clock(
    aimusic_session_server: AIMusicMock, aimusic_server: AIMusicMock, aimusic_client: AIMusic, aimusic_mock: AIMusicMock
) -> None:
    began = aimusic_mock.now

    assert len(aimusic_client.sonic.create(description="a slow river").result()) == 2
    assert aimusic_mock.now > began
    for server in (aimusic_session_server, aimusic_server):
        with AIMusic(api_key=server.key, base_url=server.url) as client:
            assert len(client.sonic.create(description="a slow river").result()) == 2


@pytest.mark.aimusic(scenario="no-credits", operation="create_sonic_music", credits=3, seed=9, dialect="observed")
def test_marker_applies_to_the_world_of_its_test(client: AIMusic, aimusic_session_server: AIMusicMock) -> None:
    reply = _create(aimusic_session_server)

    assert (reply.status_code, reply.headers["X-Mock-Dialect"]) == (403, "observed")
    assert aimusic_session_server.balance() == 3


@pytest.mark.aimusic(keys=["a-key-of-mine"])
def test_key_of_the_marker_is_the_key_of_the_server(aimusic_session_server: AIMusicMock) -> None:
    assert aimusic_session_server.environ["AIMUSIC_API_KEY"] == "a-key-of-mine"
    assert _create(aimusic_session_server).status_code == 200


def test_next_test_has_the_default_key_again(aimusic_session_server: AIMusicMock) -> None:
    assert (aimusic_session_server.key, _create(aimusic_session_server).status_code) == ("mock-key", 200)


@pytest.mark.parametrize("turn", [1, 2])
def test_webhooks_of_the_test_are_caught(
    client: AIMusic, aimusic_session_server: AIMusicMock, aimusic_webhooks: AIMusicWebhooks, turn: int
) -> None:
    url, secret = "https://shop.example/", aimusic_webhooks.secret
    task = client.sonic.create(description="a slow river", webhook_url=url, webhook_secret=secret)
    aimusic_session_server.run_until_idle()

    assert [(event.task_id, event.event) for event in aimusic_webhooks.events] == [(task.id, "song.completed")]


def test_other_mocks_of_the_test_are_separate(
    aimusic_session_server: AIMusicMock, aimusic_server: AIMusicMock, aimusic_mock: AIMusicMock
) -> None:
    _create(aimusic_session_server)

    assert [len(mock.calls) for mock in (aimusic_session_server, aimusic_server, aimusic_mock)] == [1, 0, 0]


WORKER = """
import sys
from aimusic import AIMusic

client = AIMusic()
for line in sys.stdin:
    print(len(client.sonic.create(description=line).result()), flush=True)
"""

TESTS = """
import os
import subprocess
import sys
import unittest

import pytest


@pytest.fixture(scope="session")
def worker(aimusic_session_server):
    command = [sys.executable, "worker.py"]
    environ = {**os.environ, **aimusic_session_server.environ}
    with subprocess.Popen(command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.stdin.close()


def song(worker):
    worker.stdin.write("a slow river\\n")
    worker.stdin.flush()
    return worker.stdout.readline()


@pytest.mark.parametrize("number", range(4))
def test_song(worker, aimusic_session_server, number):
    assert song(worker) == "2\\n"
    aimusic_session_server.assert_called("create_sonic_music", times=1)


def test_song_without_the_server_by_name(worker):
    assert song(worker) == "2\\n"


@pytest.mark.usefixtures("worker")
class TestSong(unittest.TestCase):
    def test_balance(self):
        pass


def test_failure(worker, aimusic_session_server):
    song(worker)
    assert aimusic_session_server.balance() == 1100
"""


@pytest.mark.slow  # starts pytest
@pytest.mark.parametrize("workers", ["0", "2"])
def test_process_of_a_session_serves_every_test_of_its_worker(outside: Outside, workers: str) -> None:
    outside.write(worker=WORKER)
    done = outside.pytest("-n", workers, tests=TESTS)

    assert "1 failed, 6 passed" in done.stdout, done.stdout
    assert "\n60 credits and " in done.stdout
    assert "aimusic: requests to http://127.0.0.1:" in done.stdout
    assert "Traceback" not in done.stdout

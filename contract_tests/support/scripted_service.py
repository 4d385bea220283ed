"""A service with scripted responses to polls, under a clock that advances only when the client waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from contract_tests.support.clients import ClientFactory, Kind, Sdk, SteppingClock

WAITING = httpx.Response(202, json={"type": "not_ready", "error": "Later."})


def clips(*states: str, **more: Any) -> httpx.Response:
    """Return a response about a Sonic task whose clips have these states."""
    created = [{"clip_id": f"c-{number}", "state": state, **more} for number, state in enumerate(states)]
    return httpx.Response(200, json={"code": 200, "message": "success", "data": created})


class Script:
    """Returns answers in order, repeating the last one; records the time and the read timeout of each poll."""

    def __init__(self, clock: SteppingClock, *answers: httpx.Response | Exception) -> None:
        self.clock = clock
        self.answers = list(answers)
        self.times: list[float] = []
        self.limits: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, json={"message": "success", "task_id": "t-1"})
        self.times.append(self.clock.now)
        self.limits.append(request.extensions["timeout"]["read"])
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


SetUp = Callable[..., tuple[Sdk, Script]]


@pytest.fixture
def script(kind: Kind, client_factory: ClientFactory) -> Callable[..., tuple[Sdk, Script]]:
    """Set up a client of either kind for the real service's URL, with a script of answers."""

    def set_up(*answers: httpx.Response | Exception, **options: Any) -> tuple[Sdk, Script]:
        clock = SteppingClock(now=0.0)
        created = Script(clock, *answers)
        settings = {"base_url": "https://api.aimusicapi.ai", **options}
        return client_factory.over(kind, httpx.MockTransport(created), clock, **settings), created

    return set_up

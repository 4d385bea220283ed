"""Waiting for a task: poll times, tolerated errors, deadlines, and the identity of tasks."""

from __future__ import annotations

import asyncio
import itertools
import pickle
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

import aimusic
from aimusic import AIMusic, AsyncAIMusic
from contract_tests.support.clients import ClientFactory, Kind, SteppingClock
from contract_tests.support.mock_app import Api
from contract_tests.support.polls import both
from contract_tests.support.scripted_service import SetUp, clips


def test_new_task_is_polled_after_15_seconds_and_then_every_20(
    script: SetUp,
) -> None:
    sdk, requested = script(*[clips("running")] * 3, clips("succeeded"))

    sdk.run(sdk.call("sonic.create", "la").wait())

    assert requested.times == [15.0, 35.0, 55.0, 75.0]


@pytest.mark.parametrize("luck", [0.0, 0.25, 0.999])
def test_intervals_have_jitter(script: SetUp, luck: float) -> None:
    sdk, requested = script(clips("running"), clips("succeeded"))
    sdk.clock.luck = luck

    sdk.run(sdk.call("sonic.create", "la").wait())

    assert 13.5 <= requested.times[0] <= 16.5
    assert 18 <= requested.times[1] - requested.times[0] <= 22
    assert requested.times[0] == pytest.approx(15 * (0.9 + 0.2 * luck))


def test_task_from_an_id_is_polled_at_once(script: SetUp) -> None:
    sdk, requested = script(clips("running"), clips("succeeded"))
    task: Any = sdk.client.sonic.task("t-1")
    assert requested.times == []

    sdk.run(task.wait())

    assert requested.times == [0.0, 20.0]
    sdk.run(task.wait())
    assert requested.times == [0.0, 20.0]  # a task that has ended is not polled


@pytest.mark.parametrize(("interval", "step"), [(0, 3.0), (1, 3.0), (3, 3.0), (5.5, 5.5)])
def test_interval_is_the_callers_but_at_least_the_plans_minimum(script: SetUp, interval: float, step: float) -> None:
    sdk, requested = script(clips("running"), clips("succeeded"))

    sdk.run(sdk.call("sonic.create", "la").wait(interval=interval))

    assert requested.times == [step, 2 * step]


@pytest.mark.parametrize(("interval", "step"), [(None, 0.1), (0.02, 0.02)])
def test_server_on_this_machine_is_polled_often(script: SetUp, interval: float | None, step: float) -> None:
    sdk, requested = script(clips("running"), clips("succeeded"), base_url="http://127.0.0.1:8000")
    sdk.run(sdk.call("sonic.create", "la").wait(interval=interval))
    assert requested.times == pytest.approx([step, 2 * step])


@pytest.mark.parametrize(
    ("timeout", "times"), [(0, [0.0]), (1, [1.0]), (15, [15.0]), (40, [15.0, 35.0, 40.0]), (55, [15.0, 35.0, 55.0])]
)
def test_final_poll_is_at_the_deadline(script: SetUp, timeout: float, times: list[float]) -> None:
    sdk, requested = script(clips("running"))
    task = sdk.call("sonic.create", "la")

    with pytest.raises(aimusic.TaskTimeoutError) as caught:
        sdk.run(task.wait(timeout))

    assert (requested.times, sdk.clock.now) == (times, timeout)
    assert str(caught.value) == (
        f"sonic task t-1 was still running after {timeout:g} s. It continues: resume with client.sonic.task('t-1').wait()"
    )
    assert (caught.value.task, caught.value.task_id, caught.value.__cause__) == (task, "t-1", None)
    assert isinstance(caught.value, TimeoutError)


def test_final_poll_may_succeed(script: SetUp) -> None:
    sdk, requested = script(clips("running"), clips("succeeded"))

    assert sdk.run(sdk.call("sonic.create", "la").wait(20)).state == "succeeded"
    assert requested.times == [15.0, 20.0]


def test_poll_timeout_is_shortened_near_the_deadline(script: SetUp) -> None:
    sdk, requested = script(clips("running"))

    with pytest.raises(aimusic.TaskTimeoutError):
        sdk.run(sdk.call("sonic.create", "la").wait(42))

    assert requested.limits == [27.0, 7.0, 5.0]


def test_wait_without_a_deadline_continues(script: SetUp) -> None:
    sdk, requested = script(*[clips("running")] * 200, clips("succeeded"))

    sdk.run(sdk.client.sonic.task("t-1").wait(None))

    assert (len(requested.times), sdk.clock.now) == (201, 4000.0)
    assert set(requested.limits) == {30.0}


@pytest.mark.parametrize(
    "wrong", [{"timeout": -1}, {"timeout": float("nan")}, {"interval": -1}, {"interval": float("inf")}]
)
def test_invalid_time_is_refused(script: SetUp, wrong: dict[str, Any]) -> None:
    sdk, requested = script(clips("running"))

    with pytest.raises(aimusic.ConfigurationError, match=next(iter(wrong))):
        sdk.run(sdk.client.sonic.task("t-1").wait(**wrong))
    assert requested.times == []


TROUBLES: tuple[httpx.Response | Exception, ...] = (
    httpx.Response(429),
    httpx.Response(500),
    httpx.Response(503),
    httpx.Response(504, text="<html>"),
    httpx.Response(200, text="<html>"),
    httpx.Response(200, json={"data": [{}]}),
    httpx.Response(200, json={"data": [{"clip_id": 5, "state": "running"}]}),
    httpx.ReadTimeout("late"),
    httpx.ConnectError("refused"),
    ConnectionResetError("gone"),
)


@pytest.mark.parametrize("trouble", TROUBLES, ids=str)
def test_temporary_error_is_tolerated_at_the_usual_interval(script: SetUp, trouble: httpx.Response | Exception) -> None:
    sdk, requested = script(trouble, trouble, trouble, clips("succeeded"))

    assert sdk.run(sdk.client.sonic.task("t-1").wait()).state == "succeeded"
    assert requested.times == [0.0, 20.0, 40.0, 60.0]


def test_last_error_is_the_cause_of_the_timeout(script: SetUp) -> None:
    sdk, requested = script(httpx.ReadTimeout("late"))

    with pytest.raises(aimusic.TaskTimeoutError) as caught:
        sdk.run(sdk.client.sonic.task("t-1").wait(50))

    assert isinstance(caught.value.__cause__, aimusic.APITimeoutError)
    assert requested.times == [0.0, 20.0, 40.0, 50.0]


def test_retry_after_is_respected_up_to_the_deadline(script: SetUp) -> None:
    limited = httpx.Response(429, headers={"retry-after": "45"})
    sdk, requested = script(limited, clips("running"), limited, limited)

    with pytest.raises(aimusic.TaskTimeoutError):
        sdk.run(sdk.client.sonic.task("t-1").wait(100))

    assert requested.times == [0.0, 45.0, 65.0, 100.0]


@pytest.mark.parametrize("seconds", ["99999999999", "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_pause_is_at_most_a_day_without_a_deadline(script: SetUp, seconds: str) -> None:
    limited = httpx.Response(429, headers={"retry-after": seconds})
    sdk, requested = script(limited, clips("running"), clips("succeeded"))

    sdk.run(sdk.client.sonic.task("t-1").wait(None, interval=1e11))

    assert requested.times == [0.0, 86_400.0, 172_800.0]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418])
def test_permanent_error_ends_the_wait_at_once(script: SetUp, status: int) -> None:
    sdk, requested = script(httpx.Response(status))

    with pytest.raises(aimusic.APIStatusError) as caught:
        sdk.run(sdk.client.sonic.task("t-1").wait())

    assert (caught.value.status_code, requested.times) == (status, [0.0])


def _resume_line(kind: Kind) -> str:
    return f"Resume with {'await ' if kind == 'async' else ''}client.sonic.task('t-1').wait()"


def _notes(error: BaseException | None) -> list[str]:
    """Return the notes of an exception and of its causes."""
    return [] if error is None else [*getattr(error, "__notes__", ()), *_notes(error.__cause__ or error.__context__)]


@pytest.mark.parametrize("status", [401, 404, 418])
def test_error_that_ends_a_wait_names_the_task_and_its_resumption(script: SetUp, kind: Kind, status: int) -> None:
    sdk, _ = script(httpx.Response(status))

    with pytest.raises(aimusic.APIStatusError) as caught:
        sdk.run(sdk.call("sonic.create", "la").result())

    assert caught.value.task_id == "t-1"
    assert _resume_line(kind) in caught.value.__notes__[0]
    copied = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes
    assert (copied.task_id, copied.__notes__) == ("t-1", caught.value.__notes__)


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), SystemExit(3), RuntimeError("shut down"), MemoryError()], ids=repr
)
def test_foreign_exception_that_ends_a_wait_names_the_task(
    script: SetUp, kind: Kind, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    sdk, _ = script(clips("running"))
    task: Any = sdk.call("sonic.create", "la")

    def interrupt(*_: object) -> None:
        raise error

    monkeypatch.setattr(SteppingClock, "sleep", interrupt)
    with pytest.raises(type(error)) as caught:
        sdk.run(task.result())
    assert _resume_line(kind) in " ".join(_notes(caught.value))


def test_exception_of_on_update_names_the_task(script: SetUp, kind: Kind) -> None:
    sdk, _ = script(clips("running"), clips("succeeded"))

    def fail(_: object) -> None:
        raise LookupError("no such row")

    with pytest.raises(LookupError) as caught:
        sdk.run(sdk.call("sonic.create", "la").wait(on_update=fail))
    assert _resume_line(kind) in caught.value.__notes__[0]


@pytest.mark.parametrize("error", [asyncio.CancelledError, TimeoutError])
def test_wait_that_is_cancelled_or_timed_out_names_the_task(error: type[BaseException]) -> None:
    async def run() -> None:
        async with asyncio.timeout(None) as deadline:

            async def answer(_: httpx.Request) -> httpx.Response:
                if error is TimeoutError:
                    deadline.reschedule(0)
                else:
                    asyncio.current_task().cancel()  # type: ignore[union-attr]  # there is one
                return await asyncio.Future[httpx.Response]()

            transport = httpx.MockTransport(answer)
            async with AsyncAIMusic(api_key="k", http_client=httpx.AsyncClient(transport=transport)) as client:
                await client.sonic.task("t-1").result()

    with pytest.raises(error) as caught:
        asyncio.run(run())
    assert _resume_line("async") in " ".join(_notes(caught.value))


def test_on_update_is_called_after_every_poll(script: SetUp, kind: Kind) -> None:
    sdk, _ = script(clips("pending"), httpx.Response(503), clips("running"), clips("succeeded"))
    task, reported = sdk.client.sonic.task("t-1"), list[str]()

    sdk.run(task.wait(on_update=lambda observed: reported.append(observed.state)))
    assert reported == ["pending", "running", "succeeded"]

    async def tell(observed: Any) -> None:
        reported.append(f"awaited {observed.state}")

    if kind == "async":
        sdk.run(task.wait(on_update=tell))
        assert reported[-1] == "awaited succeeded"


def test_updates_may_be_stopped_and_continued(script: SetUp) -> None:
    sdk, requested = script(clips("pending"), clips("running"), clips("succeeded"))
    task: Any = sdk.client.sonic.task("t-1")

    def stop(_task: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sdk.run(task.wait(on_update=stop))
    assert [update.state for update in sdk.all(task.updates())] == ["succeeded"] * 2
    assert len(requested.times) == 3


def test_tasks_are_equal_by_product_and_id() -> None:
    with AIMusic(api_key="sk-secret") as ours, AIMusic(api_key="other") as theirs:
        task = ours.sonic.task("t-1")
        assert task == theirs.sonic.task("t-1")
        assert len({task, theirs.sonic.task("t-1"), ours.nuro.task("t-1"), ours.sonic.task("t-2")}) == 3
        assert task != "t-1"
        assert repr(task) == "<Task sonic/t-1 pending>"


@pytest.mark.parametrize("wrong", ["", ".", "..", "/", "  ", None, 5])
def test_invalid_id_is_refused(wrong: Any) -> None:
    with AIMusic(api_key="k") as client, pytest.raises(aimusic.ConfigurationError, match="not a task id"):
        client.sonic.task(wrong)


def test_id_cannot_change_the_path(script: SetUp) -> None:
    sdk, _ = script(httpx.Response(404))

    with pytest.raises(aimusic.NotFoundError) as caught:
        sdk.run(sdk.client.sonic.task("../../get-credits?x=#y").refresh())

    assert caught.value.response is not None
    assert caught.value.response.request.url.raw_path == b"/api/v1/sonic/task/..%2F..%2Fget-credits%3Fx%3D%23y"


def test_threads_that_share_a_task_read_consistent_states(client_factory: ClientFactory) -> None:
    answers = itertools.cycle([clips("running"), clips("pending", "pending"), clips("running", "succeeded", "running")])
    sdk = client_factory.answering("sync", lambda _request: next(answers))
    task: Any = sdk.client.sonic.task("t-1")
    states = {1: "running", 2: "pending", 3: "running", 0: "pending"}

    def poll(_number: int) -> bool:
        observed, result = task.refresh()._known
        return bool(states[len(result)] == observed.state)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(poll, range(400)))


@both
def test_task_is_resumed_by_another_client(
    dialect: str, kind: Kind, client_factory: ClientFactory, make_api: Any
) -> None:
    api: Api = make_api(dialect=dialect)
    task = client_factory.on(kind, api).call("sonic.create", "la")
    other = client_factory.on("sync", api)

    assert len(other.client.sonic.task(task.id).wait(interval=20).result()) == 2
    assert task.request_id

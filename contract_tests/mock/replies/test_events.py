"""The bodies of webhooks: each valid against the contract's schema of its own event and product, for every request."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jsonschema_rs
import pytest

from aimusic_mock.contract.bundle import Contract
from aimusic_mock.domain.songs import Song
from aimusic_mock.domain.tasks import Clip, Failure, Task
from aimusic_mock.replies.events import CLIP_KEYS, event_body, to_bytes
from aimusic_mock.replies.urls import Urls
from contract_tests.support.examples import Example, task_examples
from contract_tests.support.mock_app import Api

INBOX = "http://127.0.0.1:8000/__mock__/inbox/me"
MakeTask = Callable[..., Task]

SCHEMAS = {
    ("sonic", "song.completed"): "SonicCompletedEvent",
    ("sonic", "song.streaming"): "SonicStreamingEvent",
    ("producer", "song.completed"): "ProducerCompletedEvent",
    ("nuro", "song.completed"): "NuroCompletedEvent",
    ("sonic", "song.failed"): "TaskFailedEvent",
    ("producer", "song.failed"): "TaskFailedEvent",
    ("nuro", "song.failed"): "TaskFailedEvent",
}


@pytest.fixture(scope="module")
def validators(api_contract: Contract) -> Any:
    return jsonschema_rs.validator_map_for(api_contract.document)


def faults(validators: Any, product: str, body: dict[str, Any]) -> list[str]:
    schema = SCHEMAS[product, body["event"]]
    errors = list(validators[f"#/components/schemas/{schema}"].iter_errors(body))
    event = f"#/webhooks/{body['event']}/post/requestBody/content/application~1json/schema"
    errors += validators[event].iter_errors(body)
    return [error.message for error in errors]


def with_webhook(examples: list[Example]) -> list[Example]:
    return [example for example in examples if "webhook_url" in example.member.properties]


def sent_by(api: Api) -> list[dict[str, Any]]:
    api.advance(2000)
    page = api.app.test_client().get("/__mock__/inbox/me")
    return [json.loads(item["body"]) for item in page.get_json()["items"]] if page.status_code == 200 else []


@pytest.mark.parametrize("example", with_webhook(task_examples()), ids=str)
def test_events_of_every_request_are_valid_and_name_their_task(
    make_api: Callable[..., Api], validators: Any, example: Example
) -> None:
    api = make_api(webhook_streaming=True)
    task_id = api.submit(example.path, {**example.body, "webhook_url": INBOX})
    bodies = sent_by(api)
    streams = api.app.extensions["aimusic"].world.store.tasks[task_id].streaming
    assert [body["event"] for body in bodies] == ["song.streaming"] * streams + ["song.completed"]
    product = example.operation.product
    for body in bodies:
        assert faults(validators, product, body) == []
        assert (body["task_id"], body["platform"]) == (task_id, "suno" if product == "sonic" else product)


@pytest.mark.parametrize("scenario", ["task-fails", "task-times-out", "task-forbidden", "task-api-error"])
@pytest.mark.parametrize("product", ["sonic", "producer", "nuro"])
def test_event_of_a_failed_task_is_valid_and_says_what_polling_says(
    api: Api, validators: Any, product: str, scenario: str
) -> None:
    example = next(example for example in with_webhook(task_examples()) if example.operation.product == product)
    api.app.test_client().post(
        example.operation.path,
        headers={**api.headers, "X-Mock-Scenario": scenario},
        json={**example.body, "webhook_url": INBOX},
    )
    (body,) = sent_by(api)
    assert faults(validators, product, body) == []
    assert list(body) == ["type", "message", "refund_processed", "task_id", "platform", "event"]
    assert body["refund_processed"] is True
    task = api.app.extensions["aimusic"].world.store.tasks[body["task_id"]]
    assert (body["type"], body["message"]) == (task.failure.type, task.failure.sentence)


@pytest.mark.parametrize(
    "example",
    [example for example in task_examples() if "webhook_url" not in example.member.properties],
    ids=str,
)
def test_request_that_takes_no_webhook_url_sends_nothing(api: Api, example: Example) -> None:
    api.submit(example.path, {**example.body, "webhook_url": INBOX})
    assert sent_by(api) == []
    assert api.app.extensions["aimusic"].world.outbox.deliveries() == []


def test_some_requests_take_no_webhook_url_and_riffusion_takes_none() -> None:
    without = [example for example in task_examples() if "webhook_url" not in example.member.properties]
    assert {"create_riffusion_music", "separate_sonic_stems_basic"} <= {
        example.operation.operation_id for example in without
    }


def test_callback_url_of_an_upload_is_sent_nothing_since_its_body_is_undocumented(api: Api) -> None:
    api.submit("/sonic/upload", {"url": "https://example.com/a.mp3", "callback_url": INBOX})
    assert sent_by(api) == []


def test_sonic_clip_has_the_guides_keys_in_its_order_and_a_decimal_text_for_its_length(
    make_task: MakeTask, urls: Urls
) -> None:
    body = event_body(make_task(), "song.completed", 100.0, urls, refunded=False)
    assert list(body) == ["code", "message", "data", "task_id", "platform", "event"]
    assert [tuple(clip) for clip in body["data"]] == [CLIP_KEYS, CLIP_KEYS]
    assert [clip["duration"] for clip in body["data"]] == ["100.50", "100.50"]
    assert [clip["state"] for clip in body["data"]] == ["succeeded", "succeeded"]


def test_sonic_stream_has_running_clips_with_a_stream_and_no_length(make_task: MakeTask, urls: Urls) -> None:
    body = event_body(make_task(streaming=True), "song.streaming", 10.0, urls, refunded=False)
    assert body["message"] == "streaming"
    for clip in body["data"]:
        assert (clip["state"], clip["duration"], clip["image_url"]) == ("running", None, None)
        assert clip["audio_url"].startswith("http://mock/media/sonic/stream/")


def test_sonic_pairs_come_as_clips_the_parts_first(
    make_task: MakeTask, make_clip: Callable[..., Clip], urls: Urls, validators: Any
) -> None:
    task = make_task(item="SonicExtendedPair", joined_clips=(make_clip("f1"), make_clip("f2")))
    body = event_body(task, "song.completed", 100.0, urls, refunded=False)
    assert [clip["clip_id"] for clip in body["data"]] == ["c1", "c2", "f1", "f2"]
    assert faults(validators, "sonic", body) == []


def test_sonic_voice_comes_without_clips_under_its_name(make_task: MakeTask, urls: Urls, validators: Any) -> None:
    task = make_task(item="SonicVoice", persona_id="p1", name="Ada")
    body = event_body(task, "song.completed", 100.0, urls, refunded=False)
    assert (body["data"], body["persona_id"], body["name"]) == ([], "p1", "Ada")
    assert faults(validators, "sonic", body) == []


def test_sonic_task_with_one_failed_clip_is_completed_and_shows_it(
    make_task: MakeTask, make_clip: Callable[..., Clip], urls: Urls, validators: Any
) -> None:
    task = make_task(clips=(make_clip("c1"), make_clip("c2", error="No.")))
    body = event_body(task, "song.completed", 60.0, urls, refunded=False)
    assert [clip["state"] for clip in body["data"]] == ["succeeded", "failed"]
    assert body["data"][1]["error_message"] == "No."
    assert faults(validators, "sonic", body) == []


def test_sonic_task_whose_clips_all_failed_has_failed(
    make_task: MakeTask, make_clip: Callable[..., Clip], urls: Urls, validators: Any
) -> None:
    body = event_body(make_task(clips=(make_clip(error="No."),)), "song.failed", 60.0, urls, refunded=False)
    assert (body["type"], body["message"], body["refund_processed"]) == ("failed", "No.", False)
    assert faults(validators, "sonic", body) == []


def test_failure_of_any_product_has_no_data(make_task: MakeTask, urls: Urls) -> None:
    for product, platform in (("sonic", "suno"), ("producer", "producer"), ("nuro", "nuro")):
        task = make_task(product=product, failure=Failure(30.0, "timeout", "Out of time."))
        assert event_body(task, "song.failed", 30.0, urls, refunded=True) == {
            "type": "timeout",
            "message": "Out of time.",
            "refund_processed": True,
            "task_id": "t1",
            "platform": platform,
            "event": "song.failed",
        }


def test_nuro_event_is_flat(make_clip: Callable[..., Clip], make_task: MakeTask, urls: Urls, song: Song) -> None:
    task = make_task(product="nuro", clips=(make_clip(product="nuro"),))
    body = event_body(task, "song.completed", 60.0, urls, refunded=False)
    assert list(body)[:5] == ["task_id", "platform", "event", "status", "progress"]
    assert (body["duration"], body["prompt"]) == (song.duration_s, "")
    assert not {"code", "data"} & set(body)


def test_bytes_are_compact_and_keep_letters_as_they_are() -> None:
    assert to_bytes({"a": [1, "Höhe ⚷"]}) == '{"a":[1,"Höhe ⚷"]}'.encode()
    assert to_bytes({"a": "half a pair \ud800"}) == b'{"a":"half a pair ?"}'

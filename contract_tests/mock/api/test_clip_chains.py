"""Clips derived from derived clips: lengths, lyrics and names stay correct along the chain."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.support.mock_app import Api

SONG = {"custom_mode": True, "mv": "sonic-v5", "prompt": "[Verse]\nOne line"}
RECORDING = {"url": "https://files.example.com/demo/humming.mp3"}
HUGE = 10**400


def _result(api: Api, path: str, body: dict[str, Any]) -> list[dict[str, Any]]:
    """Submit a body, wait until the task ends, and return its data."""
    task_id = api.submit(path, body)
    api.advance(600)
    data: list[dict[str, Any]] = api.get(f"/sonic/task/{task_id}").get_json()["data"]
    return data


def _extension(clip: dict[str, Any], at: float) -> dict[str, Any]:
    return {**SONG, "task_type": "extend_music", "continue_clip_id": clip["clip_id"], "continue_at": at}


def _concat(api: Api, clip: dict[str, Any]) -> dict[str, Any]:
    (whole,) = _result(api, "/sonic/create", {"task_type": "concat_music", "continue_clip_id": clip["clip_id"]})
    return whole


def test_concat_of_an_extension_of_an_extension_has_all_three_parts(api: Api) -> None:
    first = _result(api, "/sonic/create", SONG)[0]
    second = _result(api, "/sonic/create", _extension(first, 60))[0]
    third = _result(api, "/sonic/create", _extension(second, 40))[0]
    whole = _concat(api, third)
    assert whole["duration"] == pytest.approx(60 + 40 + third["duration"])
    assert whole["lyrics"].count("One line") == 3


def test_concat_of_a_whole_song_changes_nothing(api: Api) -> None:
    first = _result(api, "/sonic/create", SONG)[0]
    whole = _concat(api, _result(api, "/sonic/create", _extension(first, 60))[0])
    assert _concat(api, whole)["duration"] == whole["duration"]


def test_upload_extend_is_joined_where_it_continues_the_recording(api: Api) -> None:
    body = {**SONG, **RECORDING, "continue_at": 12.5}
    for pair in _result(api, "/sonic/upload-extend", {**body, "auto_concat": True}):
        assert pair["full"]["duration"] == pytest.approx(12.5 + pair["extended"]["duration"])
    part = _result(api, "/sonic/upload-extend", body)[0]
    assert _concat(api, part)["duration"] == pytest.approx(12.5 + part["duration"])


def test_replaced_section_leaves_the_length_of_the_song(api: Api) -> None:
    clip = _result(api, "/sonic/create", SONG)[0]
    body = {"clip_id": clip["clip_id"], "mv": "sonic-v5", "infill_start_s": 10, "infill_end_s": 22.5}
    for pair in _result(api, "/sonic/replace-section", {**body, "infill_lyrics": "New", "auto_concat": True}):
        assert pair["replaced"]["duration"] == 12.5
        assert pair["full"]["duration"] == clip["duration"]


@pytest.mark.parametrize("tempo", ["00 bpm", "20 bpm", "999 bpm"])
def test_tempo_of_any_style_is_a_tempo_and_has_notes(api: Api, tempo: str) -> None:
    clip = _result(api, "/sonic/create", {**SONG, "tags": tempo})[0]
    assert api.post("/sonic/bpm", {"clip_id": clip["clip_id"]}).status_code == 200
    assert api.post("/sonic/midi", {"clip_id": clip["clip_id"]}).get_json()["data"]["instruments"][0]["notes"]


@pytest.mark.parametrize("product", ["mp3", "wav"])
def test_producer_download_names_the_clip_that_was_encoded(api: Api, product: str) -> None:
    clip_id = "9d2c7b10-41aa-4c7e-8f7d-0b6e5a3c2d19"
    task_id = api.submit("/producer/download", {"clip_id": clip_id, "format": product})
    api.advance(600)
    (item,) = api.get(f"/producer/task/{task_id}").get_json()["data"]
    assert item["clip_id"] == clip_id
    assert item["audio_url"].endswith(f"{clip_id}.{product}")


@pytest.mark.parametrize(
    ("path", "numbers"),
    [
        ("/sonic/vox", {"vocal_start_s": HUGE}),
        ("/sonic/vox", {"vocal_start_s": 0.5, "vocal_end_s": HUGE}),
        ("/sonic/replace-section", {"mv": "sonic-v5", "infill_start_s": 0.5, "infill_end_s": HUGE}),
    ],
)
def test_number_beyond_all_measure_gets_400(api: Api, path: str, numbers: dict[str, Any]) -> None:
    response = api.post(path, {"clip_id": "3c1f7a52-9d0e-4b6a-8f21-6a4be1d07c95", **numbers})
    assert response.status_code == 400


def test_path_with_two_slashes_gets_the_apis_404_and_no_redirect(api: Api) -> None:
    response = api.get("//get-credits")
    assert response.status_code == 404
    assert response.get_json() == {
        "type": "not_found",
        "error": "Not Found. Did you mean GET /api/v1/get-credits?",
    }


def test_clock_goes_no_further_than_dates_do(api: Api) -> None:
    for _ in range(3):
        api.advance(20 * 365 * 86_400)
    response = api.app.test_client().post("/__mock__/clock/advance", json={"seconds": 20 * 365 * 86_400})
    assert response.status_code == 400
    assert _result(api, "/sonic/create", SONG)[0]["created_at"].startswith("208")

"""Servers that reply in another form, with other values, or about another task: each fault changes the reply."""

from __future__ import annotations

from typing import Any

from contract_tests.mutants.catalogue import Reply, Request, after

HTML = b"<!doctype html><title>Error</title><h1>Error</h1>"
OTHER_ID = "11111111-2222-4333-8444-555555555555"


def is_poll(request: Request) -> bool:
    return request.method == "GET" and "/task/" in request.path


@after("accepted tasks are answered with 201")
def answers_201(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if reply.status == 200 and request.path.endswith("/sonic/create"):
        reply.status = 201


@after("a task that is not ready is answered with 204")
def answers_204(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if reply.status == 202 and is_poll(request):
        reply.status = 204


@after("a bad body is answered with 422")
def answers_422(_: Request, reply: Reply, __: dict[str, Any]) -> None:
    if reply.status == 400:
        reply.status = 422


@after("a missing key is answered with 403")
def answers_403_for_401(_: Request, reply: Reply, __: dict[str, Any]) -> None:
    if reply.status == 401:
        reply.status = 403


@after("an unknown task is answered with 200 and nothing")
def answers_200_for_404(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if reply.status == 404 and is_poll(request):
        reply.status, reply.body = 200, {"code": 200, "message": "success", "data": []}


@after("an unknown task is answered with the last known one")
def answers_for_unknown_tasks(request: Request, reply: Reply, memory: dict[str, Any]) -> None:
    if reply.status == 200 and is_poll(request):
        memory["last"] = reply.body
    elif reply.status == 404 and is_poll(request) and "last" in memory:
        reply.status, reply.body = 200, memory["last"]


@after("a long prompt crashes")
def crashes_on_long_prompts(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if reply.status == 200 and request.is_submit and len(str(request.body.get("prompt", ""))) > 2900:
        reply.refuse(500, "Internal Server Error", "server_error")


@after("one kind of task is refused")
def refuses_covers(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if reply.status == 200 and request.is_submit and request.body.get("task_type") == "cover_music":
        reply.refuse(400, "The 'task_type' field is invalid.")


@after("titles over 60 characters are refused")
def refuses_long_titles(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if reply.status == 200 and request.is_submit and len(str(request.body.get("title", ""))) > 60:
        reply.refuse(400, "The title character length should be less than 60.")


@after("a weight of exactly 1 is refused")
def refuses_the_edge(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if reply.status == 200 and request.is_submit and request.body.get("style_weight") == 1:
        reply.refuse(400, "The 'style_weight' field should be less than 1.")


@after("an endpoint in service is answered with 410")
def retires_nuro(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if reply.status == 200 and request.path.endswith("/nuro/create"):
        reply.refuse(410, "This endpoint has been retired.", "endpoint_retired")


@after("media types with a charset are refused")
def refuses_a_charset(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if "charset" in request.environ.get("CONTENT_TYPE", ""):
        reply.refuse(400, "Content-Type should be application/json.")


@after("the id of the task is left out")
def leaves_out_the_task_id(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if request.method == "POST" and isinstance(reply.body, dict) and reply.status == 200:
        reply.body.pop("task_id", None)


@after("the id of the task is a number")
def counts_tasks(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if request.method == "POST" and isinstance(reply.body, dict) and "task_id" in reply.body:
        reply.body["task_id"] = 7


@after("two tasks have the same id")
def repeats_task_ids(request: Request, reply: Reply, memory: dict[str, Any]) -> None:
    if request.path.endswith("/sonic/mashup") and isinstance(reply.body, dict) and "task_id" in reply.body:
        reply.body["task_id"] = memory.setdefault("first", reply.body["task_id"])


@after("clips have no ids")
def leaves_out_clip_ids(_: Request, reply: Reply, __: dict[str, Any]) -> None:
    for item in reply.items:
        item.pop("clip_id", None)


@after("clips have no states")
def leaves_out_states(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    for item in reply.items if "/sonic/task/" in request.path else []:
        item.pop("state", None)


@after("a state that the contract does not have")
def has_another_state(_: Request, reply: Reply, __: dict[str, Any]) -> None:
    for item in reply.items:
        if item.get("state") == "running":
            item["state"] = "processing"


@after("states in capitals")
def shouts_states(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    for item in reply.items if "/riffusion/" in request.path else []:
        item["state"] = str(item.get("state")).upper()


@after("a task's status that the contract does not have")
def has_another_status(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if is_poll(request) and isinstance(reply.body, dict) and reply.body.get("status") == "running":
        reply.body["status"] = "in_progress"


@after("durations are in milliseconds")
def tells_milliseconds(_: Request, reply: Reply, __: dict[str, Any]) -> None:
    for item in reply.items:
        if isinstance(item.get("duration"), (int, float)):
            item["duration"] = item["duration"] * 1000


@after("durations are minutes and seconds, as text")
def tells_minutes(_: Request, reply: Reply, __: dict[str, Any]) -> None:
    for item in reply.items:
        if isinstance(item.get("duration"), (int, float)):
            item["duration"] = f"{item['duration'] // 60:.0f}:{item['duration'] % 60:02.0f}"


@after("dates are numbers")
def tells_dates_as_numbers(_: Request, reply: Reply, __: dict[str, Any]) -> None:
    for item in reply.items:
        if "created_at" in item:
            item["created_at"] = 1_769_000_000


@after("a list of one item is replaced by the item")
def unwraps_lists(_: Request, reply: Reply, __: dict[str, Any]) -> None:
    if len(reply.items) == 1:
        reply.body["data"] = reply.items[0]


@after("an empty list is replaced by null")
def tells_null(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if is_poll(request) and isinstance(reply.body, dict) and reply.body.get("data") == []:
        reply.body["data"] = None


@after("the code is a string")
def tells_the_code_as_text(_: Request, reply: Reply, __: dict[str, Any]) -> None:
    if isinstance(reply.body, dict) and "code" in reply.body:
        reply.body["code"] = "200"


@after("Nuro replies about another task")
def tells_another_task_id(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if "/nuro/task/" in request.path and isinstance(reply.body, dict) and "task_id" in reply.body:
        reply.body["task_id"] = OTHER_ID


@after("clips have other ids at every poll")
def renames_clips(request: Request, reply: Reply, memory: dict[str, Any]) -> None:
    for number, item in enumerate(reply.items if is_poll(request) else []):
        memory["polls"] = memory.get("polls", 0) + 1
        item["clip_id"] = f"{OTHER_ID[:-8]}{memory['polls']:06}{number:02}"


@after("one of two clips is lost")
def loses_a_clip(_: Request, reply: Reply, __: dict[str, Any]) -> None:
    if len(reply.items) == 2:
        reply.body["data"].pop()


@after("clips are returned twice")
def doubles_clips(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if is_poll(request):
        reply.body["data"] = reply.items * 2 if reply.items else reply.body.get("data")
        if reply.body["data"] is None:
            reply.body.pop("data")


@after("a clip that has ended runs again")
def goes_back(request: Request, reply: Reply, memory: dict[str, Any]) -> None:
    for item in reply.items if is_poll(request) else []:
        if item.get("state") == "succeeded":
            polls = memory[item["clip_id"]] = memory.get(item["clip_id"], 0) + 1
            item["state"] = "running" if polls == 2 else "succeeded"


@after("a clip that has succeeded fails later")
def fails_afterwards(request: Request, reply: Reply, memory: dict[str, Any]) -> None:
    for item in reply.items if is_poll(request) else []:
        if item.get("state") == "succeeded":
            polls = memory[item["clip_id"]] = memory.get(item["clip_id"], 0) + 1
            item["state"] = "failed" if polls > 1 else "succeeded"


@after("a stale cache: the clips of an earlier task are returned")
def tells_stale_clips(request: Request, reply: Reply, memory: dict[str, Any]) -> None:
    if "/sonic/task/" in request.path and reply.items:
        memory.setdefault("first", reply.body["data"])
        reply.body["data"] = memory["first"]


@after("pairs are returned as plain clips")
def flattens_pairs(_: Request, reply: Reply, __: dict[str, Any]) -> None:
    if any("extended" in item for item in reply.items):
        reply.body["data"] = [item.get("full") or item["extended"] for item in reply.items]


@after("a video clip is returned in the form of an upload")
def confuses_items(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if "/producer/task/" in request.path:
        for item in reply.items:
            if "video_url" in item and len(item) <= 6:
                item["file"] = item.pop("video_url")


@after("errors have no type")
def leaves_out_the_type(_: Request, reply: Reply, __: dict[str, Any]) -> None:
    if reply.status >= 400 and isinstance(reply.body, dict):
        reply.body.pop("type", None)


@after("errors have their sentence in `message`")
def renames_the_sentence(_: Request, reply: Reply, __: dict[str, Any]) -> None:
    if reply.status >= 400 and isinstance(reply.body, dict) and "error" in reply.body:
        reply.body["message"] = reply.body.pop("error")


@after("errors have the envelope of another framework")
def wraps_errors(_: Request, reply: Reply, __: dict[str, Any]) -> None:
    if reply.status >= 400:
        reply.body = {"detail": [{"msg": "wrong", "loc": ["body"]}]}


@after("errors have an additional member")
def adds_a_trace(_: Request, reply: Reply, __: dict[str, Any]) -> None:
    if reply.status >= 400 and isinstance(reply.body, dict):
        reply.body["trace"] = "File app.py, line 7"


@after("errors repeat the request")
def echoes(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if reply.status == 400 and request.is_submit:
        longest = max((text for text in request.body.values() if isinstance(text, str)), key=len, default="")
        reply.body["error"] = f"Invalid value: {longest[:3000]}"


@after("errors are several kilobytes long")
def talks_too_long(_: Request, reply: Reply, __: dict[str, Any]) -> None:
    if reply.status == 404 and isinstance(reply.body, dict):
        reply.body["error"] = "Not found. " * 500


@after("a wrong method is refused in HTML")
def refuses_methods_in_html(_: Request, reply: Reply, __: dict[str, Any]) -> None:
    if reply.status == 405:
        reply.raw(HTML, "text/html")


@after("an unknown path is refused in HTML")
def refuses_paths_in_html(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if reply.status == 404 and not is_poll(request) and request.method == "GET":
        reply.raw(HTML, "text/html")


@after("a body that is not JSON is refused in HTML")
def refuses_bodies_in_html(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if reply.status == 400 and request.body is None and request.method == "POST":
        reply.raw(HTML, "text/html")


@after("JSON has the media type of plain text")
def calls_it_text(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if is_poll(request):
        reply.headers["Content-Type"] = "text/plain; charset=utf-8"


@after("replies are cut off")
def cuts_replies(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if request.path.endswith("/midi") and reply.status == 200:
        reply.raw(reply.content[:-20], "application/json")


@after("a wrong method is refused without `Allow`")
def forgets_allow(_: Request, reply: Reply, __: dict[str, Any]) -> None:
    reply.headers.pop("Allow", None)


@after("a tempo is a string")
def tells_the_tempo_as_text(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if request.path.endswith("/bpm") and reply.status == 200:
        reply.body["data"] = {name: str(value) for name, value in reply.body["data"].items()}


@after("lyrics are empty")
def answers_no_lyrics(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if request.path.endswith("/sonic/lyrics") and reply.status == 200:
        reply.body["results"] = []


@after("notes of a MIDI have no pitch")
def leaves_out_pitches(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if request.path.endswith("/midi") and reply.status == 200:
        for instrument in reply.body["data"]["instruments"]:
            for note in instrument["notes"]:
                note.pop("pitch", None)


@after("a cut-out voice cannot be used")
def gives_a_useless_voice(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if request.path.endswith("/vox") and reply.status == 200 and isinstance(reply.body.get("data"), dict):
        reply.body["data"] = {name: OTHER_ID if "id" in name else value for name, value in reply.body["data"].items()}


@after("an upload cannot be used")
def gives_a_useless_upload(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if request.path.endswith("/upload") and reply.status == 200 and "clip_id" in reply.body:
        reply.body["clip_id"] = OTHER_ID


@after("the URL of a recording leads nowhere")
def points_nowhere(_: Request, reply: Reply, __: dict[str, Any]) -> None:
    for item in reply.items:
        if isinstance(item.get("audio_url"), str):
            item["audio_url"] = item["audio_url"].replace("/media/", "/files/")


@after("the URL of a recording leads to the cover image")
def points_at_the_cover(_: Request, reply: Reply, __: dict[str, Any]) -> None:
    for item in reply.items:
        if isinstance(item.get("audio_url"), str) and isinstance(item.get("image_url"), str):
            item["audio_url"] = item["image_url"]

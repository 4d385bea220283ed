"""The command line against the mock: the requests, output and files of its commands."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from aimusic import verify_webhook
from aimusic.cli import HINT
from aimusic.cli._app import cli
from aimusic.cli._exit_codes import Exit
from contract_tests.sdk.cli_runner import EVENT, SECRET, Shell, document, failure, over, signed, task_in
from contract_tests.support.mock_app import PRICE, Api

CLIP = {
    *("id", "state", "role", "title", "tags", "lyrics", "audio_url", "wav_url", "image_url", "video_url", "duration"),
    *("created_at", "model", "error_message", "stem_type", "file"),
}
TASK = {"product", "id", "state", "progress", "clips", "failure", "voice", "estimate"}


@pytest.fixture
def shell(api: Api) -> Shell:
    """A shell on the mock, whose clock advances when the command waits."""
    return over(api)


def test_create_notes_price_and_task_then_prints_a_table(shell: Shell, api: Api) -> None:
    before = api.balance()
    result = shell.song("--title", "Harbour Lamp")
    assert result.exit_code == Exit.OK
    assert result.stderr.splitlines()[0] == "This costs 10 credits for 2 clips, in 1 to 3 minutes."
    assert result.stderr.splitlines()[1] == f"{task_in(result.stdout)} has started."
    assert result.stdout.count("Harbour Lamp") == 2
    assert len(re.findall(r"^\d http\S+\.mp3$", result.stdout, re.MULTILINE)) == 2
    assert before - api.balance() == PRICE


def test_create_in_a_pipe_notes_each_state_once(shell: Shell) -> None:
    notes = [text.partition(": ")[2] for text in shell.song().stderr.splitlines()[2:]]
    assert notes[0].startswith(("pending", "running"))
    assert "running, 1 of 2 clips ended" in notes
    assert notes[-1] == "succeeded, 2 of 2 clips ended"
    assert len(set(notes)) == len(notes)


def test_create_as_json_prints_one_document_and_no_note(shell: Shell) -> None:
    reported = document(shell.song("--json", "--title", "Harbour Lamp", "--tags", "folk"))
    assert set(reported) == TASK
    assert reported["product"] == "sonic"
    assert reported["state"] == "succeeded"
    assert reported["failure"] is None
    assert reported["estimate"] == {"credits": 10, "clips": 2, "seconds": [60, 180]}
    assert [set(clip) for clip in reported["clips"]] == [CLIP, CLIP]
    assert {(clip["title"], clip["tags"], clip["state"]) for clip in reported["clips"]} == {
        ("Harbour Lamp", "folk", "succeeded")
    }
    assert all(clip["duration"] > 10 and clip["audio_url"].startswith("http") for clip in reported["clips"])


def test_json_is_the_form_of_the_results(shell: Shell) -> None:
    client = shell.connect(None, needs_key=True)
    task = client.sonic.create("la [mock:clip-fails]").wait(interval=20)
    reported = document(shell.run("task", task.id, "--json"))
    assert (reported.pop("estimate"), [clip.pop("file") for clip in reported["clips"]]) == (None, [None, None])
    assert reported == task.to_dict()
    assert document(shell.run("credits", "--json")) == client.account.credits().to_dict()
    options = signed(SECRET)
    headers = dict(text.split(": ", 1) for text in options if text != "--header")
    event = document(shell.run("webhook", "verify", *options, "--secret", SECRET, "--json", stdin=EVENT))
    assert event == verify_webhook(EVENT, headers, SECRET).to_dict()


def test_create_dry_run_sends_nothing(shell: Shell, api: Api) -> None:
    assert shell.song("--dry-run").stdout == "10 credits for 2 clips, in 1 to 3 minutes\n"
    reported = document(shell.song("--dry-run", "--json"))
    assert reported == {"estimate": {"credits": 10, "clips": 2, "seconds": [60, 180]}}
    assert api.admin("GET", "/journal")["total"] == 0
    assert [needs_key for _, needs_key in shell.connections] == [False, False]


def test_dry_run_without_a_key_prints_the_price() -> None:
    result = CliRunner().invoke(cli, ["stems", "some-clip", "--full", "--dry-run"])
    assert result.stdout.startswith("50 credits for 12 clips")


def test_create_no_wait_prints_the_reference_for_wait(shell: Shell, api: Api) -> None:
    started = shell.song("--no-wait")
    assert started.stdout == f"{task_in(started.stderr)}\n"
    reported = document(shell.run("wait", started.stdout.strip(), "--interval", "20", "--json"))
    assert f"sonic/{reported['id']}" == started.stdout.strip()
    assert reported["state"] == "succeeded"
    assert api.admin("GET", "/tasks")["total"] == 1


def test_create_no_wait_as_json_is_a_pending_task(shell: Shell) -> None:
    reported = document(shell.song("--no-wait", "--json"))
    assert (reported["state"], reported["clips"], reported["estimate"]["credits"]) == ("pending", [], 10)


def sent(api: Api) -> dict[str, Any]:
    """Return the body of the last submit."""
    exchanges = api.admin("GET", "/journal?method=POST")["items"]
    submits = [exchange for exchange in exchanges if exchange["path"].startswith("/api/")]
    return dict(json.loads(submits[-1]["request"]))


def test_create_options_become_fields(shell: Shell, api: Api) -> None:
    options = ["--title", "T", "--tags", "folk", "--negative-tags", "metal", "--gender", "female"]
    assert shell.song(*options, "--model", "sonic-v4-5", "--no-wait").exit_code == 0
    body = sent(api)
    assert body["prompt"] == "[Verse]\nLamp above the harbour wall"
    assert {name: body[name] for name in ("title", "tags", "negative_tags", "vocal_gender", "mv")} == {
        "title": "T",
        "tags": "folk",
        "negative_tags": "metal",
        "vocal_gender": "f",
        "mv": "sonic-v4-5",
    }
    assert "make_instrumental" not in body


def test_create_instrumental_needs_no_lyrics(shell: Shell, api: Api) -> None:
    assert shell.run("create", "--instrumental", "--title", "Quiet", "--no-wait").exit_code == 0
    assert sent(api)["make_instrumental"] is True
    assert "prompt" not in sent(api)


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (["la la", "--description", "calm"], "not both"),
        (["la la", "--description", ""], "not both"),
        ([], "or --description"),
    ],
)
def test_create_takes_either_lyrics_or_a_description(shell: Shell, api: Api, args: list[str], reason: str) -> None:
    before = api.balance()

    result = shell.run("create", *args)

    assert (result.exit_code, reason in result.stderr) == (2, True)
    assert api.balance() == before


@pytest.mark.parametrize("newline", ["", "\n"])
def test_create_reads_lyrics_from_standard_input(shell: Shell, api: Api, newline: str) -> None:
    stdin = f"\ufeff[Verse]\nÜber dem Hafen{newline}".encode()
    assert shell.run("create", "--prompt-file", "-", "--no-wait", stdin=stdin).exit_code == 0
    assert sent(api)["prompt"] == "[Verse]\nÜber dem Hafen"


def test_create_from_a_description_and_extend_and_stems_start_their_tasks(shell: Shell, api: Api) -> None:
    created = document(
        shell.run("create", "--description", "a folk song about a slow river", "--interval", "20", "--json")
    )
    assert sent(api)["gpt_description_prompt"] == "a folk song about a slow river"
    clip = created["clips"][0]["id"]
    reported = document(shell.run("extend", clip, "--at", "30.5", "--prompt", "more", "--interval", "20", "--json"))
    assert reported["state"] == "succeeded"
    body = sent(api)
    assert (body["continue_clip_id"], body["continue_at"], body["prompt"]) == (clip, 30.5, "more")
    parts = document(shell.run("stems", clip, "--full", "--interval", "20", "--json"))
    assert len(parts["clips"]) == 12
    assert parts["estimate"]["credits"] == 50


def test_create_download_saves_songs_under_safe_names(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "songs"
    reported = document(shell.song("--title", "../Harbour: Lamp", "--download", str(folder), "--json"))
    names = sorted(f"Harbour Lamp-{clip['id'][:8]}.mp3" for clip in reported["clips"])
    assert sorted(path.name for path in folder.iterdir()) == names
    assert sorted(clip["file"] for clip in reported["clips"]) == [str(folder / name) for name in names]
    assert all((folder / name).stat().st_size > 100_000 for name in names)


def test_create_download_saves_the_clips_that_succeeded(shell: Shell, tmp_path: Path) -> None:
    reported = document(shell.song("--title", "Lamp [mock:clip-fails]", "--download", str(tmp_path), "--json"))
    assert sorted(clip["state"] for clip in reported["clips"]) == ["failed", "succeeded"]
    (path,) = tmp_path.iterdir()
    assert [clip["file"] for clip in reported["clips"] if clip["state"] == "succeeded"] == [str(path)]


def test_create_into_a_folder_that_cannot_be_created_costs_nothing(shell: Shell, api: Api, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = shell.song("--download", str(tmp_path / "file" / "songs"))
    assert result.exit_code == Exit.USAGE
    assert "cannot be created" in result.stderr
    assert api.admin("GET", "/journal")["total"] == 0


# Free commands.


def test_task_polls_once_in_any_state(shell: Shell, api: Api) -> None:
    name = shell.song("--no-wait", "--title", "Lamp [mock:task-fails]").stdout.strip()
    assert shell.run("task", name).stdout.splitlines()[0] == f"{name} pending"
    api.advance(300)
    reported = document(shell.run("task", name.partition("/")[2], "--json"))
    assert reported["state"] == "failed"
    assert reported["failure"]["type"]
    assert shell.clock.slept == []


@pytest.mark.parametrize(
    ("path", "body", "product"),
    [
        ("/producer/create", {"task_type": "create_music", "sound": "folk", "mv": "FUZZ-2.0"}, "producer"),
        ("/nuro/create-bgm", None, "nuro"),
    ],
)
def test_wait_accepts_tasks_of_other_products(shell: Shell, api: Api, path: str, body: Any, product: str) -> None:
    client = shell.connect(None, needs_key=True)
    task = client.producer.create("folk") if product == "producer" else client.nuro.create_background("calm sea")
    for reference in ([f"{product}/{task.id}"], [task.id, "--product", product]):
        reported = document(shell.run("wait", *reference, "--interval", "20", "--json"))
        assert (reported["product"], reported["id"], reported["state"]) == (product, task.id, "succeeded"), reference


def test_wait_for_a_voice_prints_the_voice(shell: Shell) -> None:
    client = shell.connect(None, needs_key=True)
    task = client.sonic.create_voice("https://example.com/voice.mp3").wait(interval=20)
    assert task.voice is not None
    assert shell.run("task", task.id).stdout.splitlines()[1:] == [f"voice {task.voice.persona_id}"]
    assert document(shell.run("task", task.id, "--json"))["voice"]["persona_id"] == task.voice.persona_id


def test_wait_for_a_deprecated_product_does_not_warn(shell: Shell) -> None:
    reported = failure(shell.run("task", "riffusion/no-such-task", "--json"))
    assert reported["exit_code"] == Exit.REFUSED


def test_credits_prints_the_balance(shell: Shell) -> None:
    reported = document(shell.run("credits", "--json"))
    assert reported["total"] == reported["credits"] + reported["extra_credits"] == 100_000
    assert re.search(r"total +100000$", shell.run("credits").stdout, re.MULTILINE)


def test_lyrics_are_printed_with_their_lines(shell: Shell) -> None:
    reported = document(shell.run("lyrics", "a slow river", "--json"))["lyrics"]
    assert [set(text) for text in reported] == [{"title", "lyrics"}] * 2
    printed = shell.run("lyrics", "a slow river").stdout
    assert re.search(r"^\[Verse.*\]\n[^\[\n]+\n", printed, re.MULTILINE)


def test_download_of_a_task_and_of_a_url_saves_files(shell: Shell, tmp_path: Path) -> None:
    song = document(shell.song("--title", "Lamp", "--json"))
    name, clip = f"sonic/{song['id']}", song["clips"][0]
    reported = document(shell.run("download", name, "--to", str(tmp_path), "--kind", "image", "--json"))
    assert {Path(file).name for file in reported["files"]} == {f"Lamp-{clip['id'][:8]}.jpeg" for clip in song["clips"]}
    result = shell.run("download", clip["audio_url"], "--to", str(tmp_path))
    assert result.stdout == f"{tmp_path / clip['id']}.mp3\n"
    assert (tmp_path / f"{clip['id']}.mp3").stat().st_size > 100_000
    assert shell.connections[-1] == (None, False)


def test_download_of_a_wav_notes_the_price(shell: Shell, api: Api, tmp_path: Path) -> None:
    name = f"sonic/{document(shell.song('--json'))['id']}"
    before = api.balance()
    result = shell.run("download", name, "--to", str(tmp_path), "--kind", "wav")
    assert result.exit_code == 0
    assert result.stderr.count("costs 1 credit, the first time.") == 2
    assert before - api.balance() == 2
    assert all(Path(file).read_bytes()[:4] == b"RIFF" for file in result.stdout.splitlines())


def test_webhook_verify_accepts_a_genuine_webhook_from_a_file(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "body").write_bytes(EVENT)
    reported = document(
        shell.run("webhook", "verify", str(tmp_path / "body"), *signed(SECRET), "--secret", SECRET, "--json")
    )
    assert reported["event"] == "song.failed"
    assert set(reported) == {"id", "event", "product", "task_id", "timestamp", "body"}
    assert (reported["product"], reported["task_id"]) == ("sonic", "0e8c6f0e-7d2a-4a39-8b5e-0d5b3e0d8c11")
    assert reported["body"] == json.loads(EVENT)
    assert shell.connections == []


def test_webhook_verify_reads_standard_input_and_the_environment(shell: Shell) -> None:
    result = shell.run("webhook", "verify", *signed(SECRET), stdin=EVENT, env={"AIMUSIC_WEBHOOK_SECRET": SECRET})
    assert result.exit_code == 0
    assert result.stdout.startswith("song.failed of sonic/0e8c6f0e-")


def test_version_is_the_version_of_the_package() -> None:
    assert CliRunner().invoke(cli, ["--version"]).stdout == "aimusic, version 0.1.0\n"


@pytest.mark.parametrize("shell_name", ["bash", "zsh", "fish"])
def test_completion_prints_the_shells_script(shell_name: str) -> None:
    result = CliRunner().invoke(cli, ["completion", shell_name])
    assert result.exit_code == 0
    assert "_AIMUSIC_COMPLETE=" in result.stdout.replace("env ", "")


def test_completion_knows_commands_and_models() -> None:
    for words, result in (("aimusic ext", "extend"), ("aimusic create --model sonic-v4-5-p", "sonic-v4-5-plus")):
        env = {"_AIMUSIC_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
        assert CliRunner().invoke(cli, [], env=env).stdout == f"plain,{result}\n"


@pytest.mark.parametrize("missing", ["click", "rich"])
def test_command_without_its_extra_says_what_to_install(missing: str) -> None:
    code = f"import sys; sys.modules['{missing}'] = None; from aimusic.cli import main; sys.exit(main())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{HINT}\n")


def test_import_of_the_package_does_not_import_the_command_line() -> None:
    # httpx imports click and rich for its own command line, so those imports do not count.
    code = "import httpx, sys; before = set(sys.modules); import aimusic; print(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "aimusic._client" in done.stdout.split()
    assert not [name for name in done.stdout.split() if name.startswith(("aimusic.cli", "click", "rich"))]

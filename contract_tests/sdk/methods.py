"""One case per method of the SDK and form of its request: all arguments, and the body that must be sent.

A text that begins with `@` stands for a resource created earlier: a clip, an upload, a persona, a task.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import define, field, frozen

from aimusic import Persona, Upload
from aimusic_client.models import NuroSegment
from contract_tests.support.clients import Sdk
from contract_tests.support.mock_app import Api

RESOURCES = ("sonic", "producer", "nuro", "riffusion", "account")

URL = "https://example.com/take.mp3"
HOOK = {"webhook_url": "https://example.com/hook", "webhook_secret": "made-up"}
MORE: dict[str, Any] = {"extra": {"new_field": [1, {"a": None}]}}
SENT = {"new_field": [1, {"a": None}]}
STYLE = {
    "title": "Low Tide",
    "tags": "folk, warm",
    "negative_tags": "metal",
    "style_weight": 0.25,
    "weirdness_constraint": 0.5,
}
WEIGHTED = {**STYLE, "audio_weight": 0.75}
SUNG = {**WEIGHTED, "vocal_gender": "f"}
MODEL = {"model": "sonic-v4-5", "instrumental": True}
MODEL_SENT = {"mv": "sonic-v4-5", "make_instrumental": True}
NUMBERS = {"seed": "7", "lyrics_strength": 0.1, "sound_strength": 0.3, "weirdness": 0.2}
MADE_WITH = {**NUMBERS, "cover_url": URL, "bpm": 90, "length": 60, "title": "Low Tide"}
LABELS = {"genre": ["rock"], "mood": ["happy"], "instrument": ["piano"], "theme": ["love"]}
FUZZ = {"title": "Low Tide", "vocal_variation": 0.5}
FUZZ_GIVEN = {**FUZZ, "model": "FUZZ-1.0"}
FUZZ_SENT = {**FUZZ, "mv": "FUZZ-1.0", "custom_mode": True}
ANEW = {"lyrics": "la", "sound": "soft"}


@frozen
class Case:
    """One call: a method, its arguments, its operation, and the body that it must send."""

    method: str
    operation: str
    sent: Mapping[str, Any] | None
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(factory=dict)
    retired: bool = False

    def __str__(self) -> str:
        return f"{self.method}-{(self.sent or {}).get('task_type', '')}{'-described' if self._described else ''}"

    @property
    def _described(self) -> bool:
        return (self.sent or {}).get("custom_mode") is False


def _custom(operation: str, task_type: str | None, sent: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    typed = {"task_type": task_type} if task_type else {}
    return operation, {"custom_mode": True, **typed, **sent, **SENT}


def _songs() -> Iterator[Case]:
    create = "create_sonic_music"
    every = {**SUNG, **HOOK, **MORE, **MODEL}
    sent = {**SUNG, **HOOK, **MODEL_SENT}
    words = {**sent, "prompt": "la la"}
    yield Case(
        "sonic.create",
        *_custom(create, "create_music", {**words, "auto_lyrics": False}),
        ("la la",),
        {**every, "auto_lyrics": False},
    )
    reported = {**sent, "gpt_description_prompt": "a calm song", "custom_mode": False}
    yield Case("sonic.create", *_custom(create, "create_music", reported), (), {**every, "description": "a calm song"})
    for source, suffix in (("@clip", ""), ("@upload", "_upload")):
        on = {"continue_clip_id": source}
        for ask, sentence in (({"prompt": "la la"}, words), ({"description": "a calm song"}, reported)):
            extended = _custom(create, f"extend{suffix}_music", {**sentence, **on, "continue_at": 30})
            yield Case("sonic.extend", *extended, (source,), {**every, **ask, "at": 30})
            covered = _custom(create, f"cover{suffix}_music", {**sentence, **on})
            yield Case("sonic.cover", *covered, (source,), {**every, **ask})
    by_id = {**on, "continue_at": 30, "task_type": "extend_upload_music", "mv": "sonic-v5"}
    yield Case(
        "sonic.extend",
        create,
        {**by_id, "custom_mode": True, "prompt": "la"},
        ("@upload_id",),
        {"at": 30, "uploaded": True, "prompt": "la"},
    )
    joined = {"task_type": "concat_music", "continue_clip_id": "@extension", **HOOK, **SENT}
    yield Case("sonic.concat", create, joined, ("@extension",), {**HOOK, **MORE})
    for who in ("@persona", "@voice", "@voice_id"):
        voiced = {**WEIGHTED, **HOOK, **MODEL_SENT, "persona_id": who, "prompt": "la la"}
        requested = {**WEIGHTED, **HOOK, **MORE, **MODEL}
        yield Case("sonic.sing_as", *_custom(create, "persona_music", voiced), (who, "la la"), requested)
    yield Case(
        "sonic.sing_as",
        *_custom(
            create,
            "persona_music",
            {
                "persona_id": "@persona",
                "custom_mode": False,
                "gpt_description_prompt": "calm",
                "mv": "sonic-v5",
            },
        ),
        ("@persona",),
        {"description": "calm", **MORE},
    )
    rendered = {"task_type": "remaster", "continue_clip_id": "@clip", "mv": "sonic-v4", "variation_category": "high"}
    options = {"model": "sonic-v4", "variation": "high", **HOOK, **MORE}
    yield Case("sonic.remaster", create, {**rendered, **HOOK, **SENT}, ("@clip",), options)
    over = {"continue_clip_id": "@upload", "overpainting_start_s": 1, "overpainting_end_s": 9, "mv": "sonic-v4-5"}
    part = {"start_s": 1, "end_s": 9, "model": "sonic-v4-5", **HOOK, **MORE}
    sung = _custom(create, "add_vocals", {**over, **SUNG, **HOOK, "prompt": "la la"})
    yield Case("sonic.add_vocals", *sung, ("@upload", "la la"), {**part, **SUNG})
    played = _custom(create, "add_instrumental", {**over, **WEIGHTED, **HOOK})
    yield Case("sonic.add_instrumental", *played, ("@upload",), {**part, **WEIGHTED})


def _sources() -> Iterator[Case]:
    every = {**SUNG, **HOOK, **MORE, **MODEL}
    sent = {**SUNG, **HOOK, **MODEL_SENT}
    chop = {"chop_sample_start_s": 1, "chop_sample_end_s": 9}
    for ask, sentence in (
        ({"prompt": "la", "auto_lyrics": False}, {"prompt": "la", "auto_lyrics": False}),
        ({"description": "calm"}, {"gpt_description_prompt": "calm", "custom_mode": False}),
    ):
        body = {**sent, **sentence}
        extended = _custom("extend_sonic_upload", None, {**body, "url": URL, "continue_at": 0.1, "auto_concat": True})
        yield Case("sonic.extend_upload", *extended, (URL,), {**every, **ask, "at": 0.1, "concat": True})
        covered = _custom("cover_sonic_upload", None, {**body, "url": URL})
        yield Case("sonic.cover_upload", *covered, (URL,), {**every, **ask})
        part = {**every, **ask, "start_s": 1, "end_s": 9}
        sampled = _custom("create_sonic_sample", None, {**body, **chop, "sample_clip_id": "@clip"})
        yield Case("sonic.sample", *sampled, ("@clip",), part)
        sampled = _custom("create_sonic_sample", None, {**body, **chop, "url": URL})
        yield Case("sonic.sample", *sampled, (), {**part, "url": URL})
        mixed = _custom("create_sonic_mashup", None, {**body, "mashup_clip_ids": ["@clip", "@second"]})
        yield Case("sonic.mashup", *mixed, ("@clip", "@second"), {**every, **ask})
    infill = {"clip_id": "@clip", "infill_start_s": 1, "infill_end_s": 9, "infill_lyrics": "na na", "prompt": "la"}
    replaced = {**infill, **STYLE, **HOOK, **SENT, "vocal_gender": "m", "mv": "sonic-v4-5", "auto_concat": True}
    section = {
        "model": "sonic-v4-5",
        "start_s": 1,
        "end_s": 9,
        "lyrics": "na na",
        "prompt": "la",
        "concat": True,
        "vocal_gender": "m",
    }
    yield Case(
        "sonic.replace_section", "replace_sonic_section", replaced, ("@clip",), {**section, **STYLE, **HOOK, **MORE}
    )
    for full in (False, True):
        operation = f"separate_sonic_stems_{'full' if full else 'basic'}"
        yield Case("sonic.stems", operation, {"clip_id": "@clip", **SENT}, ("@clip",), {"full": full, **MORE})
    yield Case("sonic.create_voice", "create_sonic_voice", {"audio_url": URL, **HOOK, **SENT}, (URL,), {**HOOK, **MORE})
    later = {"url": URL, "callback_url": HOOK["webhook_url"], **SENT}
    yield Case("sonic.upload_in_background", "upload_sonic_audio", later, (URL, HOOK["webhook_url"]), MORE)


def _tools() -> Iterator[Case]:
    yield Case("sonic.upload", "upload_sonic_audio", {"url": URL, **SENT}, (URL,), MORE)
    persona = {"clip_id": "@clip", "name": "Nell", "describe": "low", "styles": "folk", "vox_audio_id": "@vox_id"}
    yield Case(
        "sonic.create_persona",
        "create_sonic_persona",
        {**persona, "vocal_start_s": 1, "vocal_end_s": 9, **SENT},
        ("@clip", "Nell"),
        {"description": "low", "styles": "folk", "vox": "@vox", "start_s": 1, "end_s": 9, **MORE},
    )
    yield Case(
        "sonic.lyrics", "create_sonic_lyrics", {"description": "tides", **SENT}, (), {"description": "tides", **MORE}
    )
    for tool in ("bpm", "wav", "midi", "aligned_lyrics"):
        yield Case(f"sonic.{tool}", f"get_sonic_{tool}", {"clip_id": "@clip", **SENT}, ("@clip",), MORE)
    yield Case("sonic.bpm", "get_sonic_bpm", {"clip_id": "@clip"}, ("@task",))
    voice = {"clip_id": "@clip", "vocal_start_s": 1, "vocal_end_s": 9, **SENT}
    yield Case("sonic.vox", "get_sonic_vox", voice, ("@clip",), {"start_s": 1, "end_s": 9, **MORE})
    yield Case("sonic.upsample_tags", "upsample_sonic_tags", {"tags": "folk", **SENT}, ("folk",), MORE)
    yield Case("account.credits", "get_credits", None)
    for product in ("sonic", "producer", "nuro", "riffusion"):
        yield Case(f"{product}.task", f"get_{product}_task", None, (f"@{product}_task",))


def _others() -> Iterator[Case]:
    more = {**HOOK, **MORE}
    sent = {**HOOK, **SENT}
    song = {"sound": "slow folk", "lyrics": "la la", "mv": "FUZZ-2.0 Pro", "make_instrumental": True, **MADE_WITH}
    requested = {"lyrics": "la la", "model": "FUZZ-2.0 Pro", "instrumental": True, **MADE_WITH, **more}
    yield Case(
        "producer.create",
        "create_producer_music",
        {**song, "task_type": "create_music", **sent},
        ("slow folk",),
        requested,
    )
    changes = {"starts_at": 1, "ends_at": 9, "cover_strength": 0.5, "strength": 0.5, "instruction": "softer"}
    changed = {"task_type": "extend_music", "clip_id": "@producer_clip", **changes, **MADE_WITH, "extend_s": 5, **sent}
    yield Case(
        "producer.change",
        "create_producer_music",
        changed,
        ("extend_music", "@producer_clip"),
        {**changes, **MADE_WITH, "extend_s": 5, **more},
        retired=True,
    )
    yield Case("producer.upload", "upload_producer_audio", {"audio_url": URL, **sent}, (URL,), more)
    encoded = {"clip_id": "@producer_clip", "format": "wav", **sent}
    yield Case("producer.download", "download_producer_audio", encoded, ("@producer_clip",), {"format": "wav", **more})
    yield Case("producer.lyrics", "create_producer_lyrics", {"prompt": "tides", **sent}, ("tides",), more)
    filmed = {"clip_id": "@producer_clip", **sent}
    yield Case("producer.video_clip", "create_producer_video_clip", filmed, ("@producer_clip",), more)
    vocal = {"gender": "Female", "genre": "Folk", "mood": "Happy", "timbre": "Warm", "duration": 60}
    lyrics = "[verse]\nLamp above the harbour wall"
    yield Case(
        "nuro.create_vocal",
        "create_nuro_music",
        {"type": "vocal", "lyrics": lyrics, **vocal, **sent},
        (lyrics,),
        {**vocal, **more},
    )
    for version, seconds in (("v1.0", 30), ("v2.0", 60)):
        music = {"type": "bgm", "version": version, "description": "rain", "duration": seconds, **LABELS, **sent}
        labelled = {"version": version, "duration": seconds, **LABELS, **more}
        yield Case("nuro.create_background", "create_nuro_music", music, ("rain",), labelled)
    parts = {"segments": [{"name": "intro", "duration": 30}]}
    yield Case(
        "nuro.create_background",
        "create_nuro_music",
        {"type": "bgm", "version": "v2.0", "description": "rain", **parts},
        ("rain",),
        {"version": "v2.0", "segments": (NuroSegment("intro", 30),)},
    )


def _riffusion() -> Iterator[Case]:
    create = "create_riffusion_music"
    more = {**FUZZ_GIVEN, **MORE}
    song = {**ANEW, "make_instrumental": True, "task_type": "create_music", **FUZZ_SENT, **SENT}
    yield Case("riffusion.create", create, song, ("la",), {"sound": "soft", "instrumental": True, **more})
    reported = {"prompt": "calm", "mv": "FUZZ-1.0", "custom_mode": False, "task_type": "create_music", **SENT}
    yield Case("riffusion.create", create, reported, (), {"description": "calm", "model": "FUZZ-1.0", **MORE})
    for source, kind in (("@riffusion_clip", ""), ("@riffusion_upload", "_upload")):
        on = {"continue_clip_id": source, **ANEW, **FUZZ_SENT, **SENT}
        extended = {**on, "task_type": f"extend{kind}_music", "continue_at": 10}
        yield Case("riffusion.extend", create, extended, (source,), {"at": 10, **ANEW, **more})
        covered = {**on, "task_type": f"cover{kind}_music"}
        yield Case("riffusion.cover", create, covered, (source,), {**ANEW, **more})
        section = {"replace_start_time": 1, "replace_end_time": 9}
        replaced = {**on, **section, "task_type": f"replace{kind}_music"}
        yield Case("riffusion.replace_section", create, replaced, (source,), {"start_s": 1, "end_s": 9, **ANEW, **more})
        for swap in ("sound", "vocals"):
            swapped = {**on, "task_type": f"swap{kind}_music_{swap}"}
            args = (source,) if swap == "sound" else (source, "la")
            sentence = ANEW if swap == "sound" else {"sound": "soft"}
            yield Case(f"riffusion.swap_{swap}", create, swapped, args, {**sentence, **more})
    yield Case("riffusion.upload", "upload_riffusion_audio", {"url": URL, **SENT}, (URL,), MORE)


CASES = (*_songs(), *_sources(), *_tools(), *_others(), *_riffusion())


@define
class Stage:
    """The resources that arguments stand for, created on demand by the client under test on the mock."""

    sdk: Sdk
    api: Api
    resources: dict[str, Any] = field(factory=dict)

    def argument(self, value: Any) -> Any:
        """Return an argument, or the resource that it stands for."""
        return self._get(value[1:]) if isinstance(value, str) and value.startswith("@") else value

    def sent(self, value: Any) -> Any:
        """Return a part of an expected body, with the ids of resources in place."""
        if isinstance(value, Mapping):
            return {name: self.sent(part) for name, part in value.items()}
        if isinstance(value, list):
            return [self.sent(part) for part in value]
        result = self.argument(value)
        return identity(result) if result is not value else value

    def _get(self, name: str) -> Any:
        if name not in self.resources:
            self.resources[name] = getattr(self, f"_{name}")()
        return self.resources[name]

    def _ended(self, method: str, *args: Any, **kwargs: Any) -> Any:
        task = self.sdk.call(method, *args, **kwargs)
        self.api.advance(300)
        return self.sdk.run(task.refresh())

    def _task(self) -> Any:
        return self._ended("sonic.create", "la la")

    def _clip(self) -> Any:
        return self._get("task").clips[0]

    def _second(self) -> Any:
        return self._get("task").clips[1]

    def _extension(self) -> Any:
        return self._ended("sonic.extend", self._get("clip"), at=10, prompt="na na").clips[0]

    def _upload(self) -> Upload:
        created: Upload = self.sdk.call("sonic.upload", URL)
        return created

    def _upload_id(self) -> str:
        return self._get("upload").id  # type: ignore[no-any-return]

    def _persona(self) -> Persona:
        created: Persona = self.sdk.call("sonic.create_persona", self._get("clip"), "Nell")
        return created

    def _voice(self) -> Any:
        return self._ended("sonic.create_voice", URL)

    def _voice_id(self) -> str:
        return self._get("voice").voice.persona_id  # type: ignore[no-any-return]

    def _vox(self) -> Any:
        return self.sdk.call("sonic.vox", self._get("clip"), start_s=1, end_s=9)

    def _vox_id(self) -> str:
        return self._get("vox").vox_audio_id  # type: ignore[no-any-return]

    def _producer_clip(self) -> Any:
        return self._ended("producer.create", "slow folk").clips[0]

    def _riffusion_clip(self) -> Any:
        return self._ended("riffusion.create", "la", sound="soft").clips[0]

    def _riffusion_upload(self) -> Any:
        return self.sdk.call("riffusion.upload", URL)

    def _sonic_task(self) -> str:
        return self._get("task").id  # type: ignore[no-any-return]

    def _producer_task(self) -> str:
        return self.sdk.call("producer.create", "slow folk").id  # type: ignore[no-any-return]

    def _nuro_task(self) -> str:
        return self.sdk.call("nuro.create_vocal", "la").id  # type: ignore[no-any-return]

    def _riffusion_task(self) -> str:
        return self.sdk.call("riffusion.create", "la").id  # type: ignore[no-any-return]


def as_id(value: Any) -> Any:
    """Return an argument with an id in place of a resource; enough where no service checks it."""
    return "an-id" if isinstance(value, str) and value.startswith("@") else value


def method_names(client: Any) -> Iterator[str]:
    """Yield the dotted names of a client's public methods."""
    for resource in RESOURCES:
        for name, _ in inspect.getmembers(getattr(client, resource), callable):
            if not name.startswith("_"):
                yield f"{resource}.{name}"


def method_of(client: Any, name: str) -> Any:
    """Return a client's method by its dotted name."""
    resource, method = name.split(".")
    return getattr(getattr(client, resource), method)


def identity(result: Any) -> Any:
    """Return the id of a resource as requests contain it."""
    if hasattr(result, "product") and hasattr(result, "clips"):
        return result.voice.persona_id if result.voice else result.clips[0].id
    return getattr(result, "id", result)

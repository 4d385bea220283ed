"""What the contract says of each operation beside its form: price, task, whether it may be repeated."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen


@frozen
class TaskFacts:
    """The task that a call starts.

    Attributes:
        product: Whose task it is.
        poll: The operation that polls it.
        clips: How many clips it makes.
        seconds: The shortest and the longest time from acceptance to the end.
    """

    product: str
    poll: str
    clips: int
    seconds: tuple[float, float]


@frozen
class Body:
    """One form of an operation's body.

    Attributes:
        credits: What a call with it costs.
        task: The task that it starts.
    """

    credits: float
    task: TaskFacts | None


@frozen
class Operation:
    """One operation.

    Attributes:
        id: Its operationId.
        method: The HTTP method, in capitals.
        path: The path, with parameters in braces.
        tag: Its first tag.
        credits: What a call costs, unless its body says otherwise.
        charge: When: `accepted`, or `first_call_per_clip`.
        idempotent: Whether the same request again changes nothing and costs nothing.
        deprecated: Whether the documentation calls it so.
        statuses: The documented statuses.
        task: The task that it starts, unless its body says otherwise.
        bodies: The forms of its body, by the names of their models.
    """

    id: str
    method: str
    path: str
    tag: str
    credits: float
    charge: str
    idempotent: bool
    deprecated: bool
    statuses: tuple[int, ...]
    task: TaskFacts | None
    bodies: Mapping[str, Body]


OPERATIONS: Mapping[str, Operation] = {
    "create_sonic_music": Operation(
        id="create_sonic_music",
        method="POST",
        path="/api/v1/sonic/create",
        tag="sonic",
        credits=10,
        charge="accepted",
        idempotent=False,
        deprecated=False,
        statuses=(200, 400, 401, 403, 404, 429, 500),
        task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180)),
        bodies={
            "SonicCreateMusicCustom": Body(
                credits=10, task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180))
            ),
            "SonicCreateMusicDescription": Body(
                credits=10, task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180))
            ),
            "SonicExtendMusicCustom": Body(
                credits=10, task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180))
            ),
            "SonicExtendMusicDescription": Body(
                credits=10, task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180))
            ),
            "SonicCoverMusicCustom": Body(
                credits=10, task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180))
            ),
            "SonicCoverMusicDescription": Body(
                credits=10, task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180))
            ),
            "SonicConcatMusic": Body(
                credits=2, task=TaskFacts("sonic", "get_sonic_task", 1, (60, 180))
            ),
            "SonicPersonaMusicCustom": Body(
                credits=10, task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180))
            ),
            "SonicPersonaMusicDescription": Body(
                credits=10, task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180))
            ),
            "SonicExtendUploadMusicCustom": Body(
                credits=10, task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180))
            ),
            "SonicExtendUploadMusicDescription": Body(
                credits=10, task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180))
            ),
            "SonicCoverUploadMusicCustom": Body(
                credits=10, task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180))
            ),
            "SonicCoverUploadMusicDescription": Body(
                credits=10, task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180))
            ),
            "SonicRemaster": Body(
                credits=10, task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180))
            ),
            "SonicAddVocals": Body(
                credits=10, task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180))
            ),
            "SonicAddInstrumental": Body(
                credits=10, task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180))
            ),
        },
    ),
    "extend_sonic_upload": Operation(
        id="extend_sonic_upload",
        method="POST",
        path="/api/v1/sonic/upload-extend",
        tag="sonic",
        credits=10,
        charge="accepted",
        idempotent=False,
        deprecated=False,
        statuses=(200, 400, 401, 403, 429, 500),
        task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180)),
        bodies={
            "SonicUploadExtendCustom": Body(
                credits=10, task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180))
            ),
            "SonicUploadExtendDescription": Body(
                credits=10, task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180))
            ),
        },
    ),
    "cover_sonic_upload": Operation(
        id="cover_sonic_upload",
        method="POST",
        path="/api/v1/sonic/upload-cover",
        tag="sonic",
        credits=10,
        charge="accepted",
        idempotent=False,
        deprecated=False,
        statuses=(200, 400, 401, 403, 429, 500),
        task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180)),
        bodies={
            "SonicUploadCoverCustom": Body(
                credits=10, task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180))
            ),
            "SonicUploadCoverDescription": Body(
                credits=10, task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180))
            ),
        },
    ),
    "create_sonic_persona": Operation(
        id="create_sonic_persona",
        method="POST",
        path="/api/v1/sonic/persona",
        tag="sonic",
        credits=1,
        charge="accepted",
        idempotent=False,
        deprecated=False,
        statuses=(200, 400, 401, 403, 404, 429, 500),
        task=None,
        bodies={"SonicPersonaRequest": Body(credits=1, task=None)},
    ),
    "create_sonic_sample": Operation(
        id="create_sonic_sample",
        method="POST",
        path="/api/v1/sonic/sample",
        tag="sonic",
        credits=10,
        charge="accepted",
        idempotent=False,
        deprecated=False,
        statuses=(200, 400, 401, 403, 404, 429, 500),
        task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180)),
        bodies={
            "SonicSampleClipCustom": Body(
                credits=10, task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180))
            ),
            "SonicSampleClipDescription": Body(
                credits=10, task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180))
            ),
            "SonicSampleUrlCustom": Body(
                credits=10, task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180))
            ),
            "SonicSampleUrlDescription": Body(
                credits=10, task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180))
            ),
        },
    ),
    "create_sonic_mashup": Operation(
        id="create_sonic_mashup",
        method="POST",
        path="/api/v1/sonic/mashup",
        tag="sonic",
        credits=10,
        charge="accepted",
        idempotent=False,
        deprecated=False,
        statuses=(200, 400, 401, 403, 404, 429, 500),
        task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180)),
        bodies={
            "SonicMashupCustom": Body(
                credits=10, task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180))
            ),
            "SonicMashupDescription": Body(
                credits=10, task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180))
            ),
        },
    ),
    "get_sonic_bpm": Operation(
        id="get_sonic_bpm",
        method="POST",
        path="/api/v1/sonic/bpm",
        tag="sonic",
        credits=1,
        charge="accepted",
        idempotent=False,
        deprecated=False,
        statuses=(200, 400, 401, 403, 404, 429, 500),
        task=None,
        bodies={"SonicClipRequest": Body(credits=1, task=None)},
    ),
    "get_sonic_vox": Operation(
        id="get_sonic_vox",
        method="POST",
        path="/api/v1/sonic/vox",
        tag="sonic",
        credits=1,
        charge="accepted",
        idempotent=False,
        deprecated=False,
        statuses=(200, 400, 401, 403, 404, 429, 500),
        task=None,
        bodies={"SonicVoxRequest": Body(credits=1, task=None)},
    ),
    "get_sonic_wav": Operation(
        id="get_sonic_wav",
        method="POST",
        path="/api/v1/sonic/wav",
        tag="sonic",
        credits=1,
        charge="accepted",
        idempotent=False,
        deprecated=False,
        statuses=(200, 400, 401, 403, 404, 429, 500),
        task=None,
        bodies={"SonicClipRequest": Body(credits=1, task=None)},
    ),
    "get_sonic_midi": Operation(
        id="get_sonic_midi",
        method="POST",
        path="/api/v1/sonic/midi",
        tag="sonic",
        credits=1,
        charge="first_call_per_clip",
        idempotent=True,
        deprecated=False,
        statuses=(200, 202, 400, 401, 403, 404, 429, 500),
        task=None,
        bodies={"SonicClipRequest": Body(credits=1, task=None)},
    ),
    "get_sonic_aligned_lyrics": Operation(
        id="get_sonic_aligned_lyrics",
        method="POST",
        path="/api/v1/sonic/aligned-lyrics",
        tag="sonic",
        credits=1,
        charge="first_call_per_clip",
        idempotent=True,
        deprecated=False,
        statuses=(200, 400, 401, 403, 404, 429, 500),
        task=None,
        bodies={"SonicClipRequest": Body(credits=1, task=None)},
    ),
    "upsample_sonic_tags": Operation(
        id="upsample_sonic_tags",
        method="POST",
        path="/api/v1/sonic/upsample-tags",
        tag="sonic",
        credits=1,
        charge="accepted",
        idempotent=False,
        deprecated=False,
        statuses=(200, 400, 401, 403, 429, 500),
        task=None,
        bodies={"SonicUpsampleTagsRequest": Body(credits=1, task=None)},
    ),
    "separate_sonic_stems_basic": Operation(
        id="separate_sonic_stems_basic",
        method="POST",
        path="/api/v1/sonic/stems/basic",
        tag="sonic",
        credits=10,
        charge="accepted",
        idempotent=False,
        deprecated=False,
        statuses=(200, 400, 401, 403, 404, 429, 500),
        task=TaskFacts("sonic", "get_sonic_task", 2, (30, 90)),
        bodies={
            "SonicClipRequest": Body(
                credits=10, task=TaskFacts("sonic", "get_sonic_task", 2, (30, 90))
            )
        },
    ),
    "separate_sonic_stems_full": Operation(
        id="separate_sonic_stems_full",
        method="POST",
        path="/api/v1/sonic/stems/full",
        tag="sonic",
        credits=50,
        charge="accepted",
        idempotent=False,
        deprecated=False,
        statuses=(200, 400, 401, 403, 404, 429, 500),
        task=TaskFacts("sonic", "get_sonic_task", 12, (60, 180)),
        bodies={
            "SonicClipRequest": Body(
                credits=50, task=TaskFacts("sonic", "get_sonic_task", 12, (60, 180))
            )
        },
    ),
    "replace_sonic_section": Operation(
        id="replace_sonic_section",
        method="POST",
        path="/api/v1/sonic/replace-section",
        tag="sonic",
        credits=10,
        charge="accepted",
        idempotent=False,
        deprecated=False,
        statuses=(200, 400, 401, 403, 404, 429, 500),
        task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180)),
        bodies={
            "SonicReplaceSectionRequest": Body(
                credits=10, task=TaskFacts("sonic", "get_sonic_task", 2, (60, 180))
            )
        },
    ),
    "upload_sonic_audio": Operation(
        id="upload_sonic_audio",
        method="POST",
        path="/api/v1/sonic/upload",
        tag="sonic",
        credits=2,
        charge="accepted",
        idempotent=False,
        deprecated=False,
        statuses=(200, 400, 401, 403, 429, 500),
        task=None,
        bodies={
            "SonicUploadRequest": Body(credits=2, task=None),
            "SonicUploadCallbackRequest": Body(
                credits=2, task=TaskFacts("sonic", "get_sonic_task", 1, (10, 30))
            ),
        },
    ),
    "create_sonic_lyrics": Operation(
        id="create_sonic_lyrics",
        method="POST",
        path="/api/v1/sonic/lyrics",
        tag="sonic",
        credits=0,
        charge="accepted",
        idempotent=True,
        deprecated=False,
        statuses=(200, 400, 401, 403, 429, 500, 504),
        task=None,
        bodies={"SonicLyricsRequest": Body(credits=0, task=None)},
    ),
    "create_sonic_voice": Operation(
        id="create_sonic_voice",
        method="POST",
        path="/api/v1/sonic/create-voice",
        tag="sonic",
        credits=4,
        charge="accepted",
        idempotent=False,
        deprecated=False,
        statuses=(200, 400, 401, 402, 403, 429, 500),
        task=TaskFacts("sonic", "get_sonic_task", 1, (30, 90)),
        bodies={
            "SonicVoiceRequest": Body(
                credits=4, task=TaskFacts("sonic", "get_sonic_task", 1, (30, 90))
            )
        },
    ),
    "get_sonic_task": Operation(
        id="get_sonic_task",
        method="GET",
        path="/api/v1/sonic/task/{task_id}",
        tag="sonic",
        credits=0,
        charge="accepted",
        idempotent=True,
        deprecated=False,
        statuses=(200, 202, 400, 401, 404, 429, 500, 504),
        task=None,
        bodies={},
    ),
    "create_producer_music": Operation(
        id="create_producer_music",
        method="POST",
        path="/api/v1/producer/create",
        tag="producer",
        credits=10,
        charge="accepted",
        idempotent=False,
        deprecated=False,
        statuses=(200, 400, 401, 403, 404, 410, 429, 500, 502),
        task=TaskFacts("producer", "get_producer_task", 1, (30, 60)),
        bodies={
            "ProducerCreateMusic": Body(
                credits=10, task=TaskFacts("producer", "get_producer_task", 1, (30, 60))
            ),
            "ProducerRetiredTask": Body(
                credits=10, task=TaskFacts("producer", "get_producer_task", 1, (30, 60))
            ),
        },
    ),
    "upload_producer_audio": Operation(
        id="upload_producer_audio",
        method="POST",
        path="/api/v1/producer/upload",
        tag="producer",
        credits=2,
        charge="accepted",
        idempotent=False,
        deprecated=False,
        statuses=(200, 400, 401, 403, 429, 500),
        task=TaskFacts("producer", "get_producer_task", 1, (5, 20)),
        bodies={
            "ProducerUploadRequest": Body(
                credits=2, task=TaskFacts("producer", "get_producer_task", 1, (5, 20))
            )
        },
    ),
    "download_producer_audio": Operation(
        id="download_producer_audio",
        method="POST",
        path="/api/v1/producer/download",
        tag="producer",
        credits=2,
        charge="accepted",
        idempotent=False,
        deprecated=False,
        statuses=(200, 400, 401, 403, 404, 429, 500, 502),
        task=TaskFacts("producer", "get_producer_task", 1, (5, 15)),
        bodies={
            "ProducerDownloadRequest": Body(
                credits=2, task=TaskFacts("producer", "get_producer_task", 1, (5, 15))
            )
        },
    ),
    "create_producer_lyrics": Operation(
        id="create_producer_lyrics",
        method="POST",
        path="/api/v1/producer/lyrics-create",
        tag="producer",
        credits=1,
        charge="accepted",
        idempotent=False,
        deprecated=False,
        statuses=(200, 400, 401, 403, 429, 500),
        task=TaskFacts("producer", "get_producer_task", 1, (5, 30)),
        bodies={
            "ProducerLyricsRequest": Body(
                credits=1, task=TaskFacts("producer", "get_producer_task", 1, (5, 30))
            )
        },
    ),
    "create_producer_video_clip": Operation(
        id="create_producer_video_clip",
        method="POST",
        path="/api/v1/producer/video-clip",
        tag="producer",
        credits=5,
        charge="accepted",
        idempotent=False,
        deprecated=False,
        statuses=(200, 400, 401, 403, 404, 429, 500),
        task=TaskFacts("producer", "get_producer_task", 1, (30, 60)),
        bodies={
            "ProducerVideoClipRequest": Body(
                credits=5, task=TaskFacts("producer", "get_producer_task", 1, (30, 60))
            )
        },
    ),
    "get_producer_task": Operation(
        id="get_producer_task",
        method="GET",
        path="/api/v1/producer/task/{task_id}",
        tag="producer",
        credits=0,
        charge="accepted",
        idempotent=True,
        deprecated=False,
        statuses=(200, 202, 400, 401, 404, 429, 500),
        task=None,
        bodies={},
    ),
    "create_nuro_music": Operation(
        id="create_nuro_music",
        method="POST",
        path="/api/v1/nuro/create",
        tag="nuro",
        credits=10,
        charge="accepted",
        idempotent=False,
        deprecated=False,
        statuses=(200, 400, 401, 403, 410, 429, 500),
        task=TaskFacts("nuro", "get_nuro_task", 1, (30, 70)),
        bodies={
            "NuroVocal": Body(credits=10, task=TaskFacts("nuro", "get_nuro_task", 1, (30, 70))),
            "NuroBackgroundV1": Body(
                credits=10, task=TaskFacts("nuro", "get_nuro_task", 1, (30, 70))
            ),
            "NuroBackgroundV2": Body(
                credits=10, task=TaskFacts("nuro", "get_nuro_task", 1, (30, 70))
            ),
        },
    ),
    "get_nuro_task": Operation(
        id="get_nuro_task",
        method="GET",
        path="/api/v1/nuro/task/{task_id}",
        tag="nuro",
        credits=0,
        charge="accepted",
        idempotent=True,
        deprecated=False,
        statuses=(200, 202, 400, 401, 403, 404, 410, 429, 500),
        task=None,
        bodies={},
    ),
    "create_riffusion_music": Operation(
        id="create_riffusion_music",
        method="POST",
        path="/api/v1/riffusion/create",
        tag="riffusion",
        credits=10,
        charge="accepted",
        idempotent=False,
        deprecated=True,
        statuses=(200, 400, 401, 403, 404, 429, 500),
        task=TaskFacts("riffusion", "get_riffusion_task", 2, (30, 60)),
        bodies={
            "RiffusionCreateMusicLyrics": Body(
                credits=10, task=TaskFacts("riffusion", "get_riffusion_task", 2, (30, 60))
            ),
            "RiffusionCreateMusicPrompt": Body(
                credits=10, task=TaskFacts("riffusion", "get_riffusion_task", 2, (30, 60))
            ),
            "RiffusionExtendMusic": Body(
                credits=10, task=TaskFacts("riffusion", "get_riffusion_task", 2, (30, 60))
            ),
            "RiffusionExtendUploadMusic": Body(
                credits=10, task=TaskFacts("riffusion", "get_riffusion_task", 2, (30, 60))
            ),
            "RiffusionCoverMusic": Body(
                credits=10, task=TaskFacts("riffusion", "get_riffusion_task", 2, (30, 60))
            ),
            "RiffusionCoverUploadMusic": Body(
                credits=10, task=TaskFacts("riffusion", "get_riffusion_task", 2, (30, 60))
            ),
            "RiffusionReplaceMusic": Body(
                credits=10, task=TaskFacts("riffusion", "get_riffusion_task", 2, (30, 60))
            ),
            "RiffusionReplaceUploadMusic": Body(
                credits=10, task=TaskFacts("riffusion", "get_riffusion_task", 2, (30, 60))
            ),
            "RiffusionSwapMusicSound": Body(
                credits=10, task=TaskFacts("riffusion", "get_riffusion_task", 2, (30, 60))
            ),
            "RiffusionSwapUploadMusicSound": Body(
                credits=10, task=TaskFacts("riffusion", "get_riffusion_task", 2, (30, 60))
            ),
            "RiffusionSwapMusicVocals": Body(
                credits=10, task=TaskFacts("riffusion", "get_riffusion_task", 2, (30, 60))
            ),
            "RiffusionSwapUploadMusicVocals": Body(
                credits=10, task=TaskFacts("riffusion", "get_riffusion_task", 2, (30, 60))
            ),
        },
    ),
    "upload_riffusion_audio": Operation(
        id="upload_riffusion_audio",
        method="POST",
        path="/api/v1/riffusion/upload",
        tag="riffusion",
        credits=2,
        charge="accepted",
        idempotent=False,
        deprecated=True,
        statuses=(200, 400, 401, 403, 429, 500),
        task=None,
        bodies={"RiffusionUploadRequest": Body(credits=2, task=None)},
    ),
    "get_riffusion_task": Operation(
        id="get_riffusion_task",
        method="GET",
        path="/api/v1/riffusion/task/{task_id}",
        tag="riffusion",
        credits=0,
        charge="accepted",
        idempotent=True,
        deprecated=True,
        statuses=(200, 202, 400, 401, 404, 429, 500),
        task=None,
        bodies={},
    ),
    "get_credits": Operation(
        id="get_credits",
        method="GET",
        path="/api/v1/get-credits",
        tag="account",
        credits=0,
        charge="accepted",
        idempotent=True,
        deprecated=False,
        statuses=(200, 400, 401, 429, 500),
        task=None,
        bodies={},
    ),
}
"""Every operation of the contract, by its operationId."""

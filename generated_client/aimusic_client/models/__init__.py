"""Contains all the data models used in inputs/outputs"""

from .credit_balance import CreditBalance
from .error import Error
from .not_ready import NotReady
from .nuro_background_v1 import NuroBackgroundV1
from .nuro_background_v2 import NuroBackgroundV2
from .nuro_completed_event import NuroCompletedEvent
from .nuro_failure import NuroFailure
from .nuro_gender import NuroGender
from .nuro_genre import NuroGenre
from .nuro_instrument import NuroInstrument
from .nuro_mood import NuroMood
from .nuro_segment import NuroSegment
from .nuro_segment_name import NuroSegmentName
from .nuro_task import NuroTask
from .nuro_theme import NuroTheme
from .nuro_timbre import NuroTimbre
from .nuro_vocal import NuroVocal
from .nuro_vocal_genre import NuroVocalGenre
from .nuro_vocal_mood import NuroVocalMood
from .producer_completed_event import ProducerCompletedEvent
from .producer_create_music import ProducerCreateMusic
from .producer_download import ProducerDownload
from .producer_download_request import ProducerDownloadRequest
from .producer_download_request_format import ProducerDownloadRequestFormat
from .producer_lyrics import ProducerLyrics
from .producer_lyrics_request import ProducerLyricsRequest
from .producer_retired_task import ProducerRetiredTask
from .producer_retired_task_task_type import ProducerRetiredTaskTaskType
from .producer_song import ProducerSong
from .producer_task_failure import ProducerTaskFailure
from .producer_task_result import ProducerTaskResult
from .producer_upload import ProducerUpload
from .producer_upload_request import ProducerUploadRequest
from .producer_video_clip import ProducerVideoClip
from .producer_video_clip_request import ProducerVideoClipRequest
from .riffusion_cover_music import RiffusionCoverMusic
from .riffusion_cover_music_mv import RiffusionCoverMusicMv
from .riffusion_cover_upload_music import RiffusionCoverUploadMusic
from .riffusion_cover_upload_music_mv import RiffusionCoverUploadMusicMv
from .riffusion_create_music_lyrics import RiffusionCreateMusicLyrics
from .riffusion_create_music_lyrics_mv import RiffusionCreateMusicLyricsMv
from .riffusion_create_music_prompt import RiffusionCreateMusicPrompt
from .riffusion_create_music_prompt_mv import RiffusionCreateMusicPromptMv
from .riffusion_extend_music import RiffusionExtendMusic
from .riffusion_extend_music_mv import RiffusionExtendMusicMv
from .riffusion_extend_upload_music import RiffusionExtendUploadMusic
from .riffusion_extend_upload_music_mv import RiffusionExtendUploadMusicMv
from .riffusion_replace_music import RiffusionReplaceMusic
from .riffusion_replace_music_mv import RiffusionReplaceMusicMv
from .riffusion_replace_upload_music import RiffusionReplaceUploadMusic
from .riffusion_replace_upload_music_mv import RiffusionReplaceUploadMusicMv
from .riffusion_song import RiffusionSong
from .riffusion_song_timestamp import RiffusionSongTimestamp
from .riffusion_swap_music_sound import RiffusionSwapMusicSound
from .riffusion_swap_music_sound_mv import RiffusionSwapMusicSoundMv
from .riffusion_swap_music_vocals import RiffusionSwapMusicVocals
from .riffusion_swap_music_vocals_mv import RiffusionSwapMusicVocalsMv
from .riffusion_swap_upload_music_sound import RiffusionSwapUploadMusicSound
from .riffusion_swap_upload_music_sound_mv import RiffusionSwapUploadMusicSoundMv
from .riffusion_swap_upload_music_vocals import RiffusionSwapUploadMusicVocals
from .riffusion_swap_upload_music_vocals_mv import RiffusionSwapUploadMusicVocalsMv
from .riffusion_task_result import RiffusionTaskResult
from .riffusion_upload_request import RiffusionUploadRequest
from .riffusion_upload_response import RiffusionUploadResponse
from .sonic_add_instrumental import SonicAddInstrumental
from .sonic_add_vocals import SonicAddVocals
from .sonic_aligned_lyrics import SonicAlignedLyrics
from .sonic_aligned_lyrics_response import SonicAlignedLyricsResponse
from .sonic_aligned_word import SonicAlignedWord
from .sonic_bpm import SonicBpm
from .sonic_bpm_response import SonicBpmResponse
from .sonic_clip import SonicClip
from .sonic_clip_request import SonicClipRequest
from .sonic_completed_event import SonicCompletedEvent
from .sonic_concat_music import SonicConcatMusic
from .sonic_cover_music_custom import SonicCoverMusicCustom
from .sonic_cover_music_description import SonicCoverMusicDescription
from .sonic_cover_upload_music_custom import SonicCoverUploadMusicCustom
from .sonic_cover_upload_music_description import SonicCoverUploadMusicDescription
from .sonic_create_music_custom import SonicCreateMusicCustom
from .sonic_create_music_description import SonicCreateMusicDescription
from .sonic_extend_music_custom import SonicExtendMusicCustom
from .sonic_extend_music_description import SonicExtendMusicDescription
from .sonic_extend_upload_music_custom import SonicExtendUploadMusicCustom
from .sonic_extend_upload_music_description import SonicExtendUploadMusicDescription
from .sonic_extended_pair import SonicExtendedPair
from .sonic_extended_pairs_result import SonicExtendedPairsResult
from .sonic_lyrics import SonicLyrics
from .sonic_lyrics_request import SonicLyricsRequest
from .sonic_lyrics_response import SonicLyricsResponse
from .sonic_mashup_custom import SonicMashupCustom
from .sonic_mashup_description import SonicMashupDescription
from .sonic_midi import SonicMidi
from .sonic_midi_instrument import SonicMidiInstrument
from .sonic_midi_note import SonicMidiNote
from .sonic_midi_response import SonicMidiResponse
from .sonic_model import SonicModel
from .sonic_persona_music_custom import SonicPersonaMusicCustom
from .sonic_persona_music_description import SonicPersonaMusicDescription
from .sonic_persona_request import SonicPersonaRequest
from .sonic_persona_response import SonicPersonaResponse
from .sonic_remaster import SonicRemaster
from .sonic_remaster_variation_category import SonicRemasterVariationCategory
from .sonic_replace_model import SonicReplaceModel
from .sonic_replace_section_request import SonicReplaceSectionRequest
from .sonic_replaced_pair import SonicReplacedPair
from .sonic_replaced_pairs_result import SonicReplacedPairsResult
from .sonic_sample_clip_custom import SonicSampleClipCustom
from .sonic_sample_clip_description import SonicSampleClipDescription
from .sonic_sample_url_custom import SonicSampleUrlCustom
from .sonic_sample_url_description import SonicSampleUrlDescription
from .sonic_step import SonicStep
from .sonic_step_failure import SonicStepFailure
from .sonic_steps import SonicSteps
from .sonic_steps_accepted import SonicStepsAccepted
from .sonic_streaming_event import SonicStreamingEvent
from .sonic_task_result import SonicTaskResult
from .sonic_upload_callback_request import SonicUploadCallbackRequest
from .sonic_upload_cover_custom import SonicUploadCoverCustom
from .sonic_upload_cover_description import SonicUploadCoverDescription
from .sonic_upload_extend_custom import SonicUploadExtendCustom
from .sonic_upload_extend_description import SonicUploadExtendDescription
from .sonic_upload_request import SonicUploadRequest
from .sonic_upload_response import SonicUploadResponse
from .sonic_upsample_tags_request import SonicUpsampleTagsRequest
from .sonic_upsampled_tags import SonicUpsampledTags
from .sonic_upsampled_tags_response import SonicUpsampledTagsResponse
from .sonic_voice import SonicVoice
from .sonic_voice_request import SonicVoiceRequest
from .sonic_voice_result import SonicVoiceResult
from .sonic_vox import SonicVox
from .sonic_vox_request import SonicVoxRequest
from .sonic_vox_response import SonicVoxResponse
from .sonic_vox_wave_response import SonicVoxWaveResponse
from .sonic_wav import SonicWav
from .sonic_wav_response import SonicWavResponse
from .task_accepted import TaskAccepted
from .task_failed_event import TaskFailedEvent
from .task_failure import TaskFailure
from .task_failure_type import TaskFailureType
from .vocal_gender import VocalGender

__all__ = (
    "CreditBalance",
    "Error",
    "NotReady",
    "NuroBackgroundV1",
    "NuroBackgroundV2",
    "NuroCompletedEvent",
    "NuroFailure",
    "NuroGender",
    "NuroGenre",
    "NuroInstrument",
    "NuroMood",
    "NuroSegment",
    "NuroSegmentName",
    "NuroTask",
    "NuroTheme",
    "NuroTimbre",
    "NuroVocal",
    "NuroVocalGenre",
    "NuroVocalMood",
    "ProducerCompletedEvent",
    "ProducerCreateMusic",
    "ProducerDownload",
    "ProducerDownloadRequest",
    "ProducerDownloadRequestFormat",
    "ProducerLyrics",
    "ProducerLyricsRequest",
    "ProducerRetiredTask",
    "ProducerRetiredTaskTaskType",
    "ProducerSong",
    "ProducerTaskFailure",
    "ProducerTaskResult",
    "ProducerUpload",
    "ProducerUploadRequest",
    "ProducerVideoClip",
    "ProducerVideoClipRequest",
    "RiffusionCoverMusic",
    "RiffusionCoverMusicMv",
    "RiffusionCoverUploadMusic",
    "RiffusionCoverUploadMusicMv",
    "RiffusionCreateMusicLyrics",
    "RiffusionCreateMusicLyricsMv",
    "RiffusionCreateMusicPrompt",
    "RiffusionCreateMusicPromptMv",
    "RiffusionExtendMusic",
    "RiffusionExtendMusicMv",
    "RiffusionExtendUploadMusic",
    "RiffusionExtendUploadMusicMv",
    "RiffusionReplaceMusic",
    "RiffusionReplaceMusicMv",
    "RiffusionReplaceUploadMusic",
    "RiffusionReplaceUploadMusicMv",
    "RiffusionSong",
    "RiffusionSongTimestamp",
    "RiffusionSwapMusicSound",
    "RiffusionSwapMusicSoundMv",
    "RiffusionSwapMusicVocals",
    "RiffusionSwapMusicVocalsMv",
    "RiffusionSwapUploadMusicSound",
    "RiffusionSwapUploadMusicSoundMv",
    "RiffusionSwapUploadMusicVocals",
    "RiffusionSwapUploadMusicVocalsMv",
    "RiffusionTaskResult",
    "RiffusionUploadRequest",
    "RiffusionUploadResponse",
    "SonicAddInstrumental",
    "SonicAddVocals",
    "SonicAlignedLyrics",
    "SonicAlignedLyricsResponse",
    "SonicAlignedWord",
    "SonicBpm",
    "SonicBpmResponse",
    "SonicClip",
    "SonicClipRequest",
    "SonicCompletedEvent",
    "SonicConcatMusic",
    "SonicCoverMusicCustom",
    "SonicCoverMusicDescription",
    "SonicCoverUploadMusicCustom",
    "SonicCoverUploadMusicDescription",
    "SonicCreateMusicCustom",
    "SonicCreateMusicDescription",
    "SonicExtendedPair",
    "SonicExtendedPairsResult",
    "SonicExtendMusicCustom",
    "SonicExtendMusicDescription",
    "SonicExtendUploadMusicCustom",
    "SonicExtendUploadMusicDescription",
    "SonicLyrics",
    "SonicLyricsRequest",
    "SonicLyricsResponse",
    "SonicMashupCustom",
    "SonicMashupDescription",
    "SonicMidi",
    "SonicMidiInstrument",
    "SonicMidiNote",
    "SonicMidiResponse",
    "SonicModel",
    "SonicPersonaMusicCustom",
    "SonicPersonaMusicDescription",
    "SonicPersonaRequest",
    "SonicPersonaResponse",
    "SonicRemaster",
    "SonicRemasterVariationCategory",
    "SonicReplacedPair",
    "SonicReplacedPairsResult",
    "SonicReplaceModel",
    "SonicReplaceSectionRequest",
    "SonicSampleClipCustom",
    "SonicSampleClipDescription",
    "SonicSampleUrlCustom",
    "SonicSampleUrlDescription",
    "SonicStep",
    "SonicStepFailure",
    "SonicSteps",
    "SonicStepsAccepted",
    "SonicStreamingEvent",
    "SonicTaskResult",
    "SonicUploadCallbackRequest",
    "SonicUploadCoverCustom",
    "SonicUploadCoverDescription",
    "SonicUploadExtendCustom",
    "SonicUploadExtendDescription",
    "SonicUploadRequest",
    "SonicUploadResponse",
    "SonicUpsampledTags",
    "SonicUpsampledTagsResponse",
    "SonicUpsampleTagsRequest",
    "SonicVoice",
    "SonicVoiceRequest",
    "SonicVoiceResult",
    "SonicVox",
    "SonicVoxRequest",
    "SonicVoxResponse",
    "SonicVoxWaveResponse",
    "SonicWav",
    "SonicWavResponse",
    "TaskAccepted",
    "TaskFailedEvent",
    "TaskFailure",
    "TaskFailureType",
    "VocalGender",
)

"""Where the files of a reply lie: under the mock's own address, so that nobody is sent to the real service's."""

from __future__ import annotations

from attrs import frozen

from aimusic_mock.domain.tasks import Clip

AUDIO = {"sonic": "mp3", "producer": "m4a", "riffusion": "m4a", "nuro": "wav"}
"""The form of each product's audio, as its documentation has it."""


@frozen
class Urls:
    """Builds addresses below `base`, which has no slash at its end."""

    base: str

    def audio(self, clip: Clip) -> str:
        """Return the address of a clip's audio."""
        return self._file(clip, AUDIO[clip.product])

    def stream(self, clip: Clip) -> str:
        """Return the address that plays a clip while it is made."""
        return f"{self.base}/media/{clip.product}/stream/{clip.clip_id}.mp3"

    def image(self, clip: Clip) -> str:
        """Return the address of a clip's cover."""
        return self._file(clip, "jpeg" if clip.product == "sonic" else "jpg")

    def wav(self, clip: Clip) -> str:
        """Return the address of a clip's lossless audio."""
        return self._file(clip, "wav")

    def mp3(self, clip: Clip) -> str:
        """Return the address of a clip's audio as MP3, whatever its product's own form is."""
        return self._file(clip, "mp3")

    def midi(self, clip: Clip) -> str:
        """Return the address of a clip's notes."""
        return self._file(clip, "mid")

    def video(self, clip: Clip) -> str:
        """Return the address of a clip's video."""
        return self._file(clip, "mp4")

    def _file(self, clip: Clip, suffix: str) -> str:
        return f"{self.base}/media/{clip.product}/{clip.clip_id}.{suffix}"

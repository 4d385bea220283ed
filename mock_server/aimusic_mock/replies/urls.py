"""Addresses of the files in replies. They are below the mock's own address, so clients never contact the real service."""

from __future__ import annotations

from attrs import frozen

from aimusic_mock.domain.tasks import Clip

AUDIO = {"sonic": "mp3", "producer": "m4a", "riffusion": "m4a", "nuro": "wav"}
"""The format of each product's audio, as documented."""


@frozen
class Urls:
    """Addresses below `base`, which has no trailing slash."""

    base: str

    def audio(self, clip: Clip) -> str:
        """Return the address of a clip's audio."""
        return self._file(clip, AUDIO[clip.product])

    def stream(self, clip: Clip) -> str:
        """Return the address that streams a clip while it runs."""
        return f"{self.base}/media/{clip.product}/stream/{clip.clip_id}.mp3"

    def image(self, clip: Clip) -> str:
        """Return the address of a clip's cover."""
        return self._file(clip, "jpeg" if clip.product == "sonic" else "jpg")

    def wav(self, clip: Clip) -> str:
        """Return the address of a clip's lossless audio."""
        return self._file(clip, "wav")

    def mp3(self, clip: Clip) -> str:
        """Return the address of a clip's audio as MP3, also for products with another format."""
        return self._file(clip, "mp3")

    def midi(self, clip: Clip) -> str:
        """Return the address of a clip's MIDI file."""
        return self._file(clip, "mid")

    def video(self, clip: Clip) -> str:
        """Return the address of a clip's video."""
        return self._file(clip, "mp4")

    def _file(self, clip: Clip, suffix: str) -> str:
        return f"{self.base}/media/{clip.product}/{clip.clip_id}.{suffix}"

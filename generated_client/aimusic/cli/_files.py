"""Where a run puts files: a folder that is there before anything is paid, and names that no title can bend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from aimusic import AIMusic, estimate
from aimusic._tasks.clip import Clip, Kind
from aimusic.cli._progress import receiving
from aimusic.cli._sanitize import clip_name, file_name, url_name
from aimusic.cli._session import Session


def prepare(folder: Path | None) -> None:
    """Make a folder, before anything is paid whose result it could not hold.

    Raises:
        click.UsageError: It cannot be made.
    """
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.UsageError(f"The folder {str(folder)!r} cannot be made: {error.strerror}.") from error


def save(session: Session, client: AIMusic, clips: Iterable[Clip], folder: Path, kind: Kind) -> Mapping[str, Path]:
    """Save a file of each clip that succeeded; return where, by clip id.

    Raises:
        ConfigurationError: A clip has no such file.
        DownloadError: A file could not be fetched whole.
    """
    return {clip.id: _save(session, client, clip, folder, kind) for clip in clips if clip.state == "succeeded"}


def _save(session: Session, client: AIMusic, clip: Clip, folder: Path, kind: Kind) -> Path:
    if kind == "wav" and clip.product == "sonic" and clip.wav_url is None:
        # Sonic has no WAV file before it is asked for one.
        session.note(f"The WAV of {clip.id} costs {estimate(client.sonic.wav, clip).credits:g} credit, the first time.")
        with session.paying():
            url = client.sonic.wav(clip).wav_url
        return fetch(session, client, url, folder / file_name(clip.title or "", clip.id, url, kind))
    path = folder / clip_name(clip, kind)
    with receiving(session, path.name) as on_progress:
        return clip.download(path, kind=kind, on_progress=on_progress)


def save_url(session: Session, client: AIMusic, url: str, folder: Path, kind: Kind) -> Path:
    """Save a file of which only the address is known, and return where."""
    return fetch(session, client, url, folder / url_name(url, kind))


def fetch(session: Session, client: AIMusic, url: str, path: Path) -> Path:
    """Save a file under a path, and return it."""
    with receiving(session, path.name) as on_progress:
        return client.download(url, path, on_progress=on_progress)

"""Save files: the folder is created before anything is paid, and titles are sanitized before they become file names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from aimusic import AIMusic, estimate
from aimusic._errors import join_sentences
from aimusic._tasks.clip import Clip, Kind
from aimusic.cli._progress import receiving
from aimusic.cli._sanitize import clip_name, file_name, url_name
from aimusic.cli._session import Session


def prepare(folder: Path | None) -> None:
    """Create a folder, so that a failure occurs before anything is paid.

    Raises:
        click.UsageError: The folder cannot be created.
    """
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = f"The folder {str(folder)!r} cannot be created: {error.strerror}"
        raise click.UsageError(join_sentences(reason)) from error


def save(
    session: Session, client: AIMusic, clips: Iterable[Clip], folder: Path, kind: Kind, **options: Any
) -> Mapping[str, Path]:
    """Save one file of each clip that succeeded, and return the paths by clip id. `options` are those of `Clip.download`.

    Raises:
        ConfigurationError: A clip has no such file.
        DownloadError: A download failed.
    """
    succeeded = [clip for clip in clips if clip.state == "succeeded"]
    return {clip.id: _save(session, client, clip, folder, kind, **options) for clip in succeeded}


def _save(session: Session, client: AIMusic, clip: Clip, folder: Path, kind: Kind, **options: Any) -> Path:
    if kind == "wav" and clip.product == "sonic" and clip.wav_url is None:
        # Sonic creates the WAV file on request.
        session.note(f"The WAV of {clip.id} costs {estimate(client.sonic.wav, clip).credits:g} credit, the first time.")
        with session.paying():
            url = client.sonic.wav(clip).wav_url
        return fetch(session, client, url, folder / file_name(clip.title or "", clip.id, url, kind), **options)
    path = folder / clip_name(clip, kind)
    with receiving(session, path.name) as on_progress:
        return clip.download(path, kind=kind, on_progress=on_progress, **options)


def save_url(session: Session, client: AIMusic, url: str, folder: Path, kind: Kind, **options: Any) -> Path:
    """Save a file by its URL, and return its path."""
    return fetch(session, client, url, folder / url_name(url, kind), **options)


def fetch(session: Session, client: AIMusic, url: str, path: Path, **options: Any) -> Path:
    """Download a URL to a path, and return the path."""
    with receiving(session, path.name) as on_progress:
        return client.download(url, path, on_progress=on_progress, **options)

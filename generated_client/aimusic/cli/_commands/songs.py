"""`create`, `extend`, `stems`: commands that start a paid task."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TextIO

import click

from aimusic.cli._commands._submit import Submitting, submit
from aimusic.cli._options import Waiting, common, submitting
from aimusic.cli._session import Session
from aimusic_client.models.sonic_model import SONIC_MODEL_VALUES

Command = Callable[..., Any]
Options = dict[str, Any]

GENDERS = {"female": "f", "male": "m"}


def _models(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    return sorted(model for model in SONIC_MODEL_VALUES if model.startswith(incomplete))


def _style(command: Command) -> Command:
    """Add the options of a song, apart from its lyrics."""
    for option in (
        click.option("--gender", type=click.Choice(tuple(GENDERS)), help="The singer's voice."),
        click.option("--negative-tags", metavar="TAGS", help="Styles to avoid."),
        click.option("--instrumental", is_flag=True, help="Music without vocals."),
        # Not a click.Choice, so that models newer than this version can be used.
        click.option("--model", shell_complete=_models, metavar="NAME", help="The model.  [default: sonic-v5]"),
        click.option("--tags", metavar="TAGS", help="The style, separated by commas."),
        click.option("--title", metavar="TEXT", help="The title, at most 80 characters."),
    ):
        command = option(command)
    return command


def _chosen(
    title: str | None,
    tags: str | None,
    model: str | None,
    instrumental: bool,
    negative_tags: str | None,
    gender: str | None,
) -> Options:
    """Return the chosen options as arguments of the SDK."""
    options = {
        "title": title,
        "tags": tags,
        "model": model,
        "instrumental": instrumental or None,
        "negative_tags": negative_tags,
        "vocal_gender": GENDERS[gender] if gender else None,
    }
    return {name: value for name, value in options.items() if value is not None}


def _split(options: Options) -> tuple[Submitting, Options]:
    """Split the options of a command into how it is submitted and the rest."""
    waiting = Waiting(*(options.pop(name) for name in ("timeout", "interval", "download")))
    return Submitting(waiting, options.pop("dry_run"), options.pop("no_wait")), options


def _lyrics_text(prompt: str | None, file: TextIO | None) -> str | None:
    """Return the lyrics, from the arguments or from a file.

    Raises:
        click.UsageError: Both are given, or the file is not UTF-8.
    """
    if prompt is not None and file is not None:
        raise click.UsageError("Give the lyrics as PROMPT or with --prompt-file, not both.")
    if file is None:
        return prompt
    try:
        return file.read().removesuffix("\n")
    except UnicodeDecodeError as error:
        raise click.UsageError("The lyrics are not valid UTF-8: convert the file.") from error


_PROMPT_FILE = click.option(
    "--prompt-file", type=click.File(encoding="utf-8-sig"), metavar="FILE", help="Read the lyrics from a file, or - ."
)


@click.command()
@click.argument("prompt", required=False)
@_PROMPT_FILE
@click.option(
    "--description", metavar="TEXT", help="What the songs are like, instead of lyrics; at most 400 characters."
)
@_style
@submitting
@common
@click.pass_obj
def create(
    session: Session, /, prompt: str | None, prompt_file: TextIO | None, description: str | None, **options: Any
) -> None:
    """Create two songs with your lyrics, PROMPT, or from a --description. Costs 10 credits."""
    settings, style = _split(options)
    lyrics = _lyrics_text(prompt, prompt_file) or None
    if lyrics and description is not None:
        raise click.UsageError("Give the lyrics (PROMPT or --prompt-file) or --description, not both.")
    if not lyrics and description is None and not style["instrumental"]:
        raise click.UsageError("Give the lyrics as PROMPT or with --prompt-file, or --description, or --instrumental.")
    words = {} if description is None else {"description": description}
    submit(session, settings, lambda client: client.sonic.create, lyrics, **words, **_chosen(**style))


@click.command()
@click.argument("clip")
@click.option("--at", required=True, type=click.FloatRange(min=0), metavar="SECONDS", help="Where the new part begins.")
@click.option("--prompt", metavar="TEXT", help="The lyrics of the new part.")
@_PROMPT_FILE
@click.option("--description", metavar="TEXT", help="What the new part is about, instead of lyrics.")
@click.option("--uploaded", is_flag=True, help="The clip is your own upload.")
@_style
@submitting
@common
@click.pass_obj
def extend(
    session: Session,
    /,
    clip: str,
    at: float,
    prompt: str | None,
    prompt_file: TextIO | None,
    description: str | None,
    uploaded: bool,
    **options: Any,
) -> None:
    """Continue CLIP with a new part. Costs 10 credits."""
    settings, style = _split(options)
    words = {"prompt": _lyrics_text(prompt, prompt_file), "description": description, "uploaded": uploaded or None}
    fields = {name: value for name, value in words.items() if value is not None}
    submit(session, settings, lambda client: client.sonic.extend, clip, at=at, **fields, **_chosen(**style))


@click.command()
@click.argument("clip")
@click.option("--full", is_flag=True, help="Twelve parts instead of two.")
@submitting
@common
@click.pass_obj
def stems(session: Session, /, clip: str, full: bool, **options: Any) -> None:
    """Separate CLIP into voice and instruments. Costs 10 credits, or 50 with --full."""
    settings, _ = _split(options)
    submit(session, settings, lambda client: client.sonic.stems, clip, full=full)

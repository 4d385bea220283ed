from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.riffusion_cover_music import RiffusionCoverMusic
from ...models.riffusion_cover_upload_music import RiffusionCoverUploadMusic
from ...models.riffusion_create_music_lyrics import RiffusionCreateMusicLyrics
from ...models.riffusion_create_music_prompt import RiffusionCreateMusicPrompt
from ...models.riffusion_extend_music import RiffusionExtendMusic
from ...models.riffusion_extend_upload_music import RiffusionExtendUploadMusic
from ...models.riffusion_replace_music import RiffusionReplaceMusic
from ...models.riffusion_replace_upload_music import RiffusionReplaceUploadMusic
from ...models.riffusion_swap_music_sound import RiffusionSwapMusicSound
from ...models.riffusion_swap_music_vocals import RiffusionSwapMusicVocals
from ...models.riffusion_swap_upload_music_sound import RiffusionSwapUploadMusicSound
from ...models.riffusion_swap_upload_music_vocals import RiffusionSwapUploadMusicVocals
from ...models.task_accepted import TaskAccepted
from ...types import Response


def _get_kwargs(
    *,
    body: RiffusionCoverMusic
    | RiffusionCoverUploadMusic
    | RiffusionCreateMusicLyrics
    | RiffusionCreateMusicPrompt
    | RiffusionExtendMusic
    | RiffusionExtendUploadMusic
    | RiffusionReplaceMusic
    | RiffusionReplaceUploadMusic
    | RiffusionSwapMusicSound
    | RiffusionSwapMusicVocals
    | RiffusionSwapUploadMusicSound
    | RiffusionSwapUploadMusicVocals,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/riffusion/create",
    }

    if isinstance(body, RiffusionCreateMusicLyrics):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, RiffusionCreateMusicPrompt):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, RiffusionExtendMusic):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, RiffusionExtendUploadMusic):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, RiffusionCoverMusic):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, RiffusionCoverUploadMusic):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, RiffusionReplaceMusic):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, RiffusionReplaceUploadMusic):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, RiffusionSwapMusicSound):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, RiffusionSwapUploadMusicSound):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, RiffusionSwapMusicVocals):
        _kwargs["json"] = body.to_dict()
    else:
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | TaskAccepted | None:
    if response.status_code == 200:
        response_200 = TaskAccepted.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = Error.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Error.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Error.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = Error.from_dict(response.json())

        return response_404

    if response.status_code == 429:
        response_429 = Error.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = Error.from_dict(response.json())

        return response_500

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Error | TaskAccepted]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: RiffusionCoverMusic
    | RiffusionCoverUploadMusic
    | RiffusionCreateMusicLyrics
    | RiffusionCreateMusicPrompt
    | RiffusionExtendMusic
    | RiffusionExtendUploadMusic
    | RiffusionReplaceMusic
    | RiffusionReplaceUploadMusic
    | RiffusionSwapMusicSound
    | RiffusionSwapMusicVocals
    | RiffusionSwapUploadMusicSound
    | RiffusionSwapUploadMusicVocals,
) -> Response[Error | TaskAccepted]:
    """Make, extend, cover or change music

     Makes two songs. `task_type` selects the operation: create new songs, or extend, cover, replace a
    section of, or
    swap the sound or the vocals of a clip.
    The task types with `upload` in their name take clips from `riffusion/upload`.
    The documentation calls the family deprecated; no page says that it was shut down.

    Cost: 10 credits.
    Asynchronous: poll `GET /riffusion/task/{task_id}`.
    Notable errors: 404 if the clip is unknown.

    Args:
        body (RiffusionCoverMusic | RiffusionCoverUploadMusic | RiffusionCreateMusicLyrics |
            RiffusionCreateMusicPrompt | RiffusionExtendMusic | RiffusionExtendUploadMusic |
            RiffusionReplaceMusic | RiffusionReplaceUploadMusic | RiffusionSwapMusicSound |
            RiffusionSwapMusicVocals | RiffusionSwapUploadMusicSound |
            RiffusionSwapUploadMusicVocals):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | TaskAccepted]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: RiffusionCoverMusic
    | RiffusionCoverUploadMusic
    | RiffusionCreateMusicLyrics
    | RiffusionCreateMusicPrompt
    | RiffusionExtendMusic
    | RiffusionExtendUploadMusic
    | RiffusionReplaceMusic
    | RiffusionReplaceUploadMusic
    | RiffusionSwapMusicSound
    | RiffusionSwapMusicVocals
    | RiffusionSwapUploadMusicSound
    | RiffusionSwapUploadMusicVocals,
) -> Error | TaskAccepted | None:
    """Make, extend, cover or change music

     Makes two songs. `task_type` selects the operation: create new songs, or extend, cover, replace a
    section of, or
    swap the sound or the vocals of a clip.
    The task types with `upload` in their name take clips from `riffusion/upload`.
    The documentation calls the family deprecated; no page says that it was shut down.

    Cost: 10 credits.
    Asynchronous: poll `GET /riffusion/task/{task_id}`.
    Notable errors: 404 if the clip is unknown.

    Args:
        body (RiffusionCoverMusic | RiffusionCoverUploadMusic | RiffusionCreateMusicLyrics |
            RiffusionCreateMusicPrompt | RiffusionExtendMusic | RiffusionExtendUploadMusic |
            RiffusionReplaceMusic | RiffusionReplaceUploadMusic | RiffusionSwapMusicSound |
            RiffusionSwapMusicVocals | RiffusionSwapUploadMusicSound |
            RiffusionSwapUploadMusicVocals):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | TaskAccepted
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: RiffusionCoverMusic
    | RiffusionCoverUploadMusic
    | RiffusionCreateMusicLyrics
    | RiffusionCreateMusicPrompt
    | RiffusionExtendMusic
    | RiffusionExtendUploadMusic
    | RiffusionReplaceMusic
    | RiffusionReplaceUploadMusic
    | RiffusionSwapMusicSound
    | RiffusionSwapMusicVocals
    | RiffusionSwapUploadMusicSound
    | RiffusionSwapUploadMusicVocals,
) -> Response[Error | TaskAccepted]:
    """Make, extend, cover or change music

     Makes two songs. `task_type` selects the operation: create new songs, or extend, cover, replace a
    section of, or
    swap the sound or the vocals of a clip.
    The task types with `upload` in their name take clips from `riffusion/upload`.
    The documentation calls the family deprecated; no page says that it was shut down.

    Cost: 10 credits.
    Asynchronous: poll `GET /riffusion/task/{task_id}`.
    Notable errors: 404 if the clip is unknown.

    Args:
        body (RiffusionCoverMusic | RiffusionCoverUploadMusic | RiffusionCreateMusicLyrics |
            RiffusionCreateMusicPrompt | RiffusionExtendMusic | RiffusionExtendUploadMusic |
            RiffusionReplaceMusic | RiffusionReplaceUploadMusic | RiffusionSwapMusicSound |
            RiffusionSwapMusicVocals | RiffusionSwapUploadMusicSound |
            RiffusionSwapUploadMusicVocals):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | TaskAccepted]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: RiffusionCoverMusic
    | RiffusionCoverUploadMusic
    | RiffusionCreateMusicLyrics
    | RiffusionCreateMusicPrompt
    | RiffusionExtendMusic
    | RiffusionExtendUploadMusic
    | RiffusionReplaceMusic
    | RiffusionReplaceUploadMusic
    | RiffusionSwapMusicSound
    | RiffusionSwapMusicVocals
    | RiffusionSwapUploadMusicSound
    | RiffusionSwapUploadMusicVocals,
) -> Error | TaskAccepted | None:
    """Make, extend, cover or change music

     Makes two songs. `task_type` selects the operation: create new songs, or extend, cover, replace a
    section of, or
    swap the sound or the vocals of a clip.
    The task types with `upload` in their name take clips from `riffusion/upload`.
    The documentation calls the family deprecated; no page says that it was shut down.

    Cost: 10 credits.
    Asynchronous: poll `GET /riffusion/task/{task_id}`.
    Notable errors: 404 if the clip is unknown.

    Args:
        body (RiffusionCoverMusic | RiffusionCoverUploadMusic | RiffusionCreateMusicLyrics |
            RiffusionCreateMusicPrompt | RiffusionExtendMusic | RiffusionExtendUploadMusic |
            RiffusionReplaceMusic | RiffusionReplaceUploadMusic | RiffusionSwapMusicSound |
            RiffusionSwapMusicVocals | RiffusionSwapUploadMusicSound |
            RiffusionSwapUploadMusicVocals):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | TaskAccepted
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed

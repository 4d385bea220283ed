from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.sonic_aligned_lyrics_response import SonicAlignedLyricsResponse
from ...models.sonic_clip_request import SonicClipRequest
from ...types import Response


def _get_kwargs(
    *,
    body: SonicClipRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/sonic/aligned-lyrics",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | SonicAlignedLyricsResponse | None:
    if response.status_code == 200:
        response_200 = SonicAlignedLyricsResponse.from_dict(response.json())

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
) -> Response[Error | SonicAlignedLyricsResponse]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: SonicClipRequest,
) -> Response[Error | SonicAlignedLyricsResponse]:
    """Get the timing of a clip's lyrics

     Returns the time of each word of a clip directly, without a task.

    Cost: 1 credit for the first call on a clip, free from then on.
    Notable errors: 404 if the clip is unknown or has no lyrics.

    Args:
        body (SonicClipRequest): The clip to work on.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | SonicAlignedLyricsResponse]
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
    body: SonicClipRequest,
) -> Error | SonicAlignedLyricsResponse | None:
    """Get the timing of a clip's lyrics

     Returns the time of each word of a clip directly, without a task.

    Cost: 1 credit for the first call on a clip, free from then on.
    Notable errors: 404 if the clip is unknown or has no lyrics.

    Args:
        body (SonicClipRequest): The clip to work on.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | SonicAlignedLyricsResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: SonicClipRequest,
) -> Response[Error | SonicAlignedLyricsResponse]:
    """Get the timing of a clip's lyrics

     Returns the time of each word of a clip directly, without a task.

    Cost: 1 credit for the first call on a clip, free from then on.
    Notable errors: 404 if the clip is unknown or has no lyrics.

    Args:
        body (SonicClipRequest): The clip to work on.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | SonicAlignedLyricsResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: SonicClipRequest,
) -> Error | SonicAlignedLyricsResponse | None:
    """Get the timing of a clip's lyrics

     Returns the time of each word of a clip directly, without a task.

    Cost: 1 credit for the first call on a clip, free from then on.
    Notable errors: 404 if the clip is unknown or has no lyrics.

    Args:
        body (SonicClipRequest): The clip to work on.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | SonicAlignedLyricsResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed

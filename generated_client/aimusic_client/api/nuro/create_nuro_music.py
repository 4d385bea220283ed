from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.nuro_background_v1 import NuroBackgroundV1
from ...models.nuro_background_v2 import NuroBackgroundV2
from ...models.nuro_vocal import NuroVocal
from ...models.task_accepted import TaskAccepted
from ...types import Response


def _get_kwargs(
    *,
    body: NuroBackgroundV1 | NuroBackgroundV2 | NuroVocal,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/nuro/create",
    }

    if isinstance(body, NuroVocal):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, NuroBackgroundV1):
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

    if response.status_code == 410:
        response_410 = Error.from_dict(response.json())

        return response_410

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
    body: NuroBackgroundV1 | NuroBackgroundV2 | NuroVocal,
) -> Response[Error | TaskAccepted]:
    """Make a song or background music

     Makes one song with vocals from your lyrics (`type` `vocal`), or one piece of background music
    (`type` `bgm`):
    version v1.0 from labels, up to 60 seconds; version v2.0 from a length or a list of parts, 30 to 120
    seconds.
    Lyrics are in Chinese or English.

    According to a newer page, the whole family is retired and returns 410.

    Cost: 10 credits, refunded in full if the task fails.
    Asynchronous: poll `GET /nuro/task/{task_id}`.
    Notable errors: 400 `bad_request` if the language of the lyrics is not supported, 403 also if too
    many requests
    are waiting, 410 if the family is retired.

    Args:
        body (NuroBackgroundV1 | NuroBackgroundV2 | NuroVocal):

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
    body: NuroBackgroundV1 | NuroBackgroundV2 | NuroVocal,
) -> Error | TaskAccepted | None:
    """Make a song or background music

     Makes one song with vocals from your lyrics (`type` `vocal`), or one piece of background music
    (`type` `bgm`):
    version v1.0 from labels, up to 60 seconds; version v2.0 from a length or a list of parts, 30 to 120
    seconds.
    Lyrics are in Chinese or English.

    According to a newer page, the whole family is retired and returns 410.

    Cost: 10 credits, refunded in full if the task fails.
    Asynchronous: poll `GET /nuro/task/{task_id}`.
    Notable errors: 400 `bad_request` if the language of the lyrics is not supported, 403 also if too
    many requests
    are waiting, 410 if the family is retired.

    Args:
        body (NuroBackgroundV1 | NuroBackgroundV2 | NuroVocal):

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
    body: NuroBackgroundV1 | NuroBackgroundV2 | NuroVocal,
) -> Response[Error | TaskAccepted]:
    """Make a song or background music

     Makes one song with vocals from your lyrics (`type` `vocal`), or one piece of background music
    (`type` `bgm`):
    version v1.0 from labels, up to 60 seconds; version v2.0 from a length or a list of parts, 30 to 120
    seconds.
    Lyrics are in Chinese or English.

    According to a newer page, the whole family is retired and returns 410.

    Cost: 10 credits, refunded in full if the task fails.
    Asynchronous: poll `GET /nuro/task/{task_id}`.
    Notable errors: 400 `bad_request` if the language of the lyrics is not supported, 403 also if too
    many requests
    are waiting, 410 if the family is retired.

    Args:
        body (NuroBackgroundV1 | NuroBackgroundV2 | NuroVocal):

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
    body: NuroBackgroundV1 | NuroBackgroundV2 | NuroVocal,
) -> Error | TaskAccepted | None:
    """Make a song or background music

     Makes one song with vocals from your lyrics (`type` `vocal`), or one piece of background music
    (`type` `bgm`):
    version v1.0 from labels, up to 60 seconds; version v2.0 from a length or a list of parts, 30 to 120
    seconds.
    Lyrics are in Chinese or English.

    According to a newer page, the whole family is retired and returns 410.

    Cost: 10 credits, refunded in full if the task fails.
    Asynchronous: poll `GET /nuro/task/{task_id}`.
    Notable errors: 400 `bad_request` if the language of the lyrics is not supported, 403 also if too
    many requests
    are waiting, 410 if the family is retired.

    Args:
        body (NuroBackgroundV1 | NuroBackgroundV2 | NuroVocal):

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

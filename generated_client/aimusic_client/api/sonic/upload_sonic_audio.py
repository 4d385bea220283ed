from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.sonic_upload_callback_request import SonicUploadCallbackRequest
from ...models.sonic_upload_request import SonicUploadRequest
from ...models.sonic_upload_response import SonicUploadResponse
from ...models.task_accepted import TaskAccepted
from ...types import Response


def _get_kwargs(
    *,
    body: SonicUploadCallbackRequest | SonicUploadRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/sonic/upload",
    }

    if isinstance(body, SonicUploadRequest):
        _kwargs["json"] = body.to_dict()
    else:
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | SonicUploadResponse | TaskAccepted | None:
    if response.status_code == 200:

        def _parse_response_200(data: object) -> SonicUploadResponse | TaskAccepted:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                response_200_type_0 = SonicUploadResponse.from_dict(data)

                return response_200_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            response_200_type_1 = TaskAccepted.from_dict(data)

            return response_200_type_1

        response_200 = _parse_response_200(response.json())

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
) -> Response[Error | SonicUploadResponse | TaskAccepted]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: SonicUploadCallbackRequest | SonicUploadRequest,
) -> Response[Error | SonicUploadResponse | TaskAccepted]:
    """Upload a recording

     Fetches a recording from a public URL and makes a clip of it for `extend_upload_music`,
    `cover_upload_music`,
    `add_vocals`, `add_instrumental`, personas, stems and the tools.
    It returns the clip's id after about 20 seconds; with `callback_url` it returns a task at once and
    sends the
    result to that URL.

    Cost: 2 credits.
    Synchronous, unless `callback_url` is sent; that this form is polled with `GET
    /sonic/task/{task_id}` is inferred.
    Notable errors: 400 if the recording cannot be fetched.

    Args:
        body (SonicUploadCallbackRequest | SonicUploadRequest):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | SonicUploadResponse | TaskAccepted]
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
    body: SonicUploadCallbackRequest | SonicUploadRequest,
) -> Error | SonicUploadResponse | TaskAccepted | None:
    """Upload a recording

     Fetches a recording from a public URL and makes a clip of it for `extend_upload_music`,
    `cover_upload_music`,
    `add_vocals`, `add_instrumental`, personas, stems and the tools.
    It returns the clip's id after about 20 seconds; with `callback_url` it returns a task at once and
    sends the
    result to that URL.

    Cost: 2 credits.
    Synchronous, unless `callback_url` is sent; that this form is polled with `GET
    /sonic/task/{task_id}` is inferred.
    Notable errors: 400 if the recording cannot be fetched.

    Args:
        body (SonicUploadCallbackRequest | SonicUploadRequest):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | SonicUploadResponse | TaskAccepted
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: SonicUploadCallbackRequest | SonicUploadRequest,
) -> Response[Error | SonicUploadResponse | TaskAccepted]:
    """Upload a recording

     Fetches a recording from a public URL and makes a clip of it for `extend_upload_music`,
    `cover_upload_music`,
    `add_vocals`, `add_instrumental`, personas, stems and the tools.
    It returns the clip's id after about 20 seconds; with `callback_url` it returns a task at once and
    sends the
    result to that URL.

    Cost: 2 credits.
    Synchronous, unless `callback_url` is sent; that this form is polled with `GET
    /sonic/task/{task_id}` is inferred.
    Notable errors: 400 if the recording cannot be fetched.

    Args:
        body (SonicUploadCallbackRequest | SonicUploadRequest):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | SonicUploadResponse | TaskAccepted]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: SonicUploadCallbackRequest | SonicUploadRequest,
) -> Error | SonicUploadResponse | TaskAccepted | None:
    """Upload a recording

     Fetches a recording from a public URL and makes a clip of it for `extend_upload_music`,
    `cover_upload_music`,
    `add_vocals`, `add_instrumental`, personas, stems and the tools.
    It returns the clip's id after about 20 seconds; with `callback_url` it returns a task at once and
    sends the
    result to that URL.

    Cost: 2 credits.
    Synchronous, unless `callback_url` is sent; that this form is polled with `GET
    /sonic/task/{task_id}` is inferred.
    Notable errors: 400 if the recording cannot be fetched.

    Args:
        body (SonicUploadCallbackRequest | SonicUploadRequest):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | SonicUploadResponse | TaskAccepted
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed

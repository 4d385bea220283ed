from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.sonic_sample_clip_custom import SonicSampleClipCustom
from ...models.sonic_sample_clip_description import SonicSampleClipDescription
from ...models.sonic_sample_url_custom import SonicSampleUrlCustom
from ...models.sonic_sample_url_description import SonicSampleUrlDescription
from ...models.sonic_step_failure import SonicStepFailure
from ...models.sonic_steps_accepted import SonicStepsAccepted
from ...types import Response


def _get_kwargs(
    *,
    body: SonicSampleClipCustom
    | SonicSampleClipDescription
    | SonicSampleUrlCustom
    | SonicSampleUrlDescription,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/sonic/sample",
    }

    if isinstance(body, SonicSampleClipCustom):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, SonicSampleClipDescription):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, SonicSampleUrlCustom):
        _kwargs["json"] = body.to_dict()
    else:
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | SonicStepFailure | SonicStepsAccepted | None:
    if response.status_code == 200:

        def _parse_response_200(data: object) -> SonicStepFailure | SonicStepsAccepted:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                response_200_type_0 = SonicStepsAccepted.from_dict(data)

                return response_200_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            response_200_type_1 = SonicStepFailure.from_dict(data)

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
) -> Response[Error | SonicStepFailure | SonicStepsAccepted]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: SonicSampleClipCustom
    | SonicSampleClipDescription
    | SonicSampleUrlCustom
    | SonicSampleUrlDescription,
) -> Response[Error | SonicStepFailure | SonicStepsAccepted]:
    """Make a song around a sample

     Starts a task that makes two songs around a part of a clip, or of a recording that is fetched from a
    public URL.
    Send either `sample_clip_id` or `url`. With `url`, the reply waits for the upload.

    Cost: 10 credits, refunded in full if the task fails.
    Asynchronous: poll `GET /sonic/task/{task_id}`.
    Notable errors: 400 if the recording cannot be fetched, 404 if the clip is unknown;
    a 200 with `failed_step` and no task if a step failed.

    Args:
        body (SonicSampleClipCustom | SonicSampleClipDescription | SonicSampleUrlCustom |
            SonicSampleUrlDescription):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | SonicStepFailure | SonicStepsAccepted]
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
    body: SonicSampleClipCustom
    | SonicSampleClipDescription
    | SonicSampleUrlCustom
    | SonicSampleUrlDescription,
) -> Error | SonicStepFailure | SonicStepsAccepted | None:
    """Make a song around a sample

     Starts a task that makes two songs around a part of a clip, or of a recording that is fetched from a
    public URL.
    Send either `sample_clip_id` or `url`. With `url`, the reply waits for the upload.

    Cost: 10 credits, refunded in full if the task fails.
    Asynchronous: poll `GET /sonic/task/{task_id}`.
    Notable errors: 400 if the recording cannot be fetched, 404 if the clip is unknown;
    a 200 with `failed_step` and no task if a step failed.

    Args:
        body (SonicSampleClipCustom | SonicSampleClipDescription | SonicSampleUrlCustom |
            SonicSampleUrlDescription):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | SonicStepFailure | SonicStepsAccepted
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: SonicSampleClipCustom
    | SonicSampleClipDescription
    | SonicSampleUrlCustom
    | SonicSampleUrlDescription,
) -> Response[Error | SonicStepFailure | SonicStepsAccepted]:
    """Make a song around a sample

     Starts a task that makes two songs around a part of a clip, or of a recording that is fetched from a
    public URL.
    Send either `sample_clip_id` or `url`. With `url`, the reply waits for the upload.

    Cost: 10 credits, refunded in full if the task fails.
    Asynchronous: poll `GET /sonic/task/{task_id}`.
    Notable errors: 400 if the recording cannot be fetched, 404 if the clip is unknown;
    a 200 with `failed_step` and no task if a step failed.

    Args:
        body (SonicSampleClipCustom | SonicSampleClipDescription | SonicSampleUrlCustom |
            SonicSampleUrlDescription):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | SonicStepFailure | SonicStepsAccepted]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: SonicSampleClipCustom
    | SonicSampleClipDescription
    | SonicSampleUrlCustom
    | SonicSampleUrlDescription,
) -> Error | SonicStepFailure | SonicStepsAccepted | None:
    """Make a song around a sample

     Starts a task that makes two songs around a part of a clip, or of a recording that is fetched from a
    public URL.
    Send either `sample_clip_id` or `url`. With `url`, the reply waits for the upload.

    Cost: 10 credits, refunded in full if the task fails.
    Asynchronous: poll `GET /sonic/task/{task_id}`.
    Notable errors: 400 if the recording cannot be fetched, 404 if the clip is unknown;
    a 200 with `failed_step` and no task if a step failed.

    Args:
        body (SonicSampleClipCustom | SonicSampleClipDescription | SonicSampleUrlCustom |
            SonicSampleUrlDescription):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | SonicStepFailure | SonicStepsAccepted
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed

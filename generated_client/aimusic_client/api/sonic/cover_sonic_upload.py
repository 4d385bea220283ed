from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.sonic_step_failure import SonicStepFailure
from ...models.sonic_steps_accepted import SonicStepsAccepted
from ...models.sonic_upload_cover_custom import SonicUploadCoverCustom
from ...models.sonic_upload_cover_description import SonicUploadCoverDescription
from ...types import Response


def _get_kwargs(
    *,
    body: SonicUploadCoverCustom | SonicUploadCoverDescription,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/sonic/upload-cover",
    }

    if isinstance(body, SonicUploadCoverCustom):
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
    body: SonicUploadCoverCustom | SonicUploadCoverDescription,
) -> Response[Error | SonicStepFailure | SonicStepsAccepted]:
    """Upload a recording and make a cover of it

     Fetches a recording from a public URL and starts a task that re-creates it in another style, as two
    clips.
    The reply waits for the upload, which may take a minute.

    Cost: 10 credits, refunded in full if the task fails.
    Asynchronous: poll `GET /sonic/task/{task_id}`.
    Notable errors: 400 if the recording cannot be fetched; a 200 with `failed_step` and no task if a
    step failed.

    Args:
        body (SonicUploadCoverCustom | SonicUploadCoverDescription):

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
    body: SonicUploadCoverCustom | SonicUploadCoverDescription,
) -> Error | SonicStepFailure | SonicStepsAccepted | None:
    """Upload a recording and make a cover of it

     Fetches a recording from a public URL and starts a task that re-creates it in another style, as two
    clips.
    The reply waits for the upload, which may take a minute.

    Cost: 10 credits, refunded in full if the task fails.
    Asynchronous: poll `GET /sonic/task/{task_id}`.
    Notable errors: 400 if the recording cannot be fetched; a 200 with `failed_step` and no task if a
    step failed.

    Args:
        body (SonicUploadCoverCustom | SonicUploadCoverDescription):

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
    body: SonicUploadCoverCustom | SonicUploadCoverDescription,
) -> Response[Error | SonicStepFailure | SonicStepsAccepted]:
    """Upload a recording and make a cover of it

     Fetches a recording from a public URL and starts a task that re-creates it in another style, as two
    clips.
    The reply waits for the upload, which may take a minute.

    Cost: 10 credits, refunded in full if the task fails.
    Asynchronous: poll `GET /sonic/task/{task_id}`.
    Notable errors: 400 if the recording cannot be fetched; a 200 with `failed_step` and no task if a
    step failed.

    Args:
        body (SonicUploadCoverCustom | SonicUploadCoverDescription):

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
    body: SonicUploadCoverCustom | SonicUploadCoverDescription,
) -> Error | SonicStepFailure | SonicStepsAccepted | None:
    """Upload a recording and make a cover of it

     Fetches a recording from a public URL and starts a task that re-creates it in another style, as two
    clips.
    The reply waits for the upload, which may take a minute.

    Cost: 10 credits, refunded in full if the task fails.
    Asynchronous: poll `GET /sonic/task/{task_id}`.
    Notable errors: 400 if the recording cannot be fetched; a 200 with `failed_step` and no task if a
    step failed.

    Args:
        body (SonicUploadCoverCustom | SonicUploadCoverDescription):

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

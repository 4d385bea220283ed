from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.not_ready import NotReady
from ...models.riffusion_task_result import RiffusionTaskResult
from ...models.task_failure import TaskFailure
from ...types import Response


def _get_kwargs(
    task_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/riffusion/task/{task_id}".format(
            task_id=quote(str(task_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | NotReady | RiffusionTaskResult | TaskFailure | None:
    if response.status_code == 200:

        def _parse_response_200(data: object) -> RiffusionTaskResult | TaskFailure:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                response_200_type_0 = RiffusionTaskResult.from_dict(data)

                return response_200_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            response_200_type_1 = TaskFailure.from_dict(data)

            return response_200_type_1

        response_200 = _parse_response_200(response.json())

        return response_200

    if response.status_code == 202:
        response_202 = NotReady.from_dict(response.json())

        return response_202

    if response.status_code == 400:
        response_400 = Error.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Error.from_dict(response.json())

        return response_401

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
) -> Response[Error | NotReady | RiffusionTaskResult | TaskFailure]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    task_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[Error | NotReady | RiffusionTaskResult | TaskFailure]:
    """Get the songs of a task

     Polls a Riffusion task. Poll every 15 to 25 seconds. The task has ended when there are two songs;
    with only one, poll again. Before the first, the vendor's contract returns 202 `not_ready`, or 200
    with a
    `message` that the task is still running.
    A task that fails as a whole returns 200 with `type` and no `data`.

    Cost: free.
    Notable errors: 404 if the task is unknown.

    Args:
        task_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | NotReady | RiffusionTaskResult | TaskFailure]
    """

    kwargs = _get_kwargs(
        task_id=task_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    task_id: str,
    *,
    client: AuthenticatedClient,
) -> Error | NotReady | RiffusionTaskResult | TaskFailure | None:
    """Get the songs of a task

     Polls a Riffusion task. Poll every 15 to 25 seconds. The task has ended when there are two songs;
    with only one, poll again. Before the first, the vendor's contract returns 202 `not_ready`, or 200
    with a
    `message` that the task is still running.
    A task that fails as a whole returns 200 with `type` and no `data`.

    Cost: free.
    Notable errors: 404 if the task is unknown.

    Args:
        task_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | NotReady | RiffusionTaskResult | TaskFailure
    """

    return sync_detailed(
        task_id=task_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    task_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[Error | NotReady | RiffusionTaskResult | TaskFailure]:
    """Get the songs of a task

     Polls a Riffusion task. Poll every 15 to 25 seconds. The task has ended when there are two songs;
    with only one, poll again. Before the first, the vendor's contract returns 202 `not_ready`, or 200
    with a
    `message` that the task is still running.
    A task that fails as a whole returns 200 with `type` and no `data`.

    Cost: free.
    Notable errors: 404 if the task is unknown.

    Args:
        task_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | NotReady | RiffusionTaskResult | TaskFailure]
    """

    kwargs = _get_kwargs(
        task_id=task_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    task_id: str,
    *,
    client: AuthenticatedClient,
) -> Error | NotReady | RiffusionTaskResult | TaskFailure | None:
    """Get the songs of a task

     Polls a Riffusion task. Poll every 15 to 25 seconds. The task has ended when there are two songs;
    with only one, poll again. Before the first, the vendor's contract returns 202 `not_ready`, or 200
    with a
    `message` that the task is still running.
    A task that fails as a whole returns 200 with `type` and no `data`.

    Cost: free.
    Notable errors: 404 if the task is unknown.

    Args:
        task_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | NotReady | RiffusionTaskResult | TaskFailure
    """

    return (
        await asyncio_detailed(
            task_id=task_id,
            client=client,
        )
    ).parsed

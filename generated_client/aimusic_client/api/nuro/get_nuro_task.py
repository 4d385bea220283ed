from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.not_ready import NotReady
from ...models.nuro_failure import NuroFailure
from ...models.nuro_task import NuroTask
from ...types import Response


def _get_kwargs(
    task_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/nuro/task/{task_id}".format(
            task_id=quote(str(task_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | NotReady | NuroFailure | NuroTask | None:
    if response.status_code == 200:

        def _parse_response_200(data: object) -> NuroFailure | NuroTask:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                response_200_type_0 = NuroTask.from_dict(data)

                return response_200_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            response_200_type_1 = NuroFailure.from_dict(data)

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

    if response.status_code == 403:
        response_403 = Error.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = Error.from_dict(response.json())

        return response_404

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
) -> Response[Error | NotReady | NuroFailure | NuroTask]:
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
) -> Response[Error | NotReady | NuroFailure | NuroTask]:
    """Get the song of a task

     Polls a Nuro task. Poll every 15 to 25 seconds; known songs took 30 to 70.
    The reply is one flat object without `code`, `message` and `data`, with status 200 in every state;
    one copy of the
    documentation names 202 too.
    A failed task has `status` `failed` or Nuro's own form of an error; its credits are refunded.

    According to a newer page, the whole family is retired and returns 410, for old tasks too.

    Cost: free.
    Notable errors: 404 if the task is unknown, 410 if the family is retired.

    Args:
        task_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | NotReady | NuroFailure | NuroTask]
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
) -> Error | NotReady | NuroFailure | NuroTask | None:
    """Get the song of a task

     Polls a Nuro task. Poll every 15 to 25 seconds; known songs took 30 to 70.
    The reply is one flat object without `code`, `message` and `data`, with status 200 in every state;
    one copy of the
    documentation names 202 too.
    A failed task has `status` `failed` or Nuro's own form of an error; its credits are refunded.

    According to a newer page, the whole family is retired and returns 410, for old tasks too.

    Cost: free.
    Notable errors: 404 if the task is unknown, 410 if the family is retired.

    Args:
        task_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | NotReady | NuroFailure | NuroTask
    """

    return sync_detailed(
        task_id=task_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    task_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[Error | NotReady | NuroFailure | NuroTask]:
    """Get the song of a task

     Polls a Nuro task. Poll every 15 to 25 seconds; known songs took 30 to 70.
    The reply is one flat object without `code`, `message` and `data`, with status 200 in every state;
    one copy of the
    documentation names 202 too.
    A failed task has `status` `failed` or Nuro's own form of an error; its credits are refunded.

    According to a newer page, the whole family is retired and returns 410, for old tasks too.

    Cost: free.
    Notable errors: 404 if the task is unknown, 410 if the family is retired.

    Args:
        task_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | NotReady | NuroFailure | NuroTask]
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
) -> Error | NotReady | NuroFailure | NuroTask | None:
    """Get the song of a task

     Polls a Nuro task. Poll every 15 to 25 seconds; known songs took 30 to 70.
    The reply is one flat object without `code`, `message` and `data`, with status 200 in every state;
    one copy of the
    documentation names 202 too.
    A failed task has `status` `failed` or Nuro's own form of an error; its credits are refunded.

    According to a newer page, the whole family is retired and returns 410, for old tasks too.

    Cost: free.
    Notable errors: 404 if the task is unknown, 410 if the family is retired.

    Args:
        task_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | NotReady | NuroFailure | NuroTask
    """

    return (
        await asyncio_detailed(
            task_id=task_id,
            client=client,
        )
    ).parsed

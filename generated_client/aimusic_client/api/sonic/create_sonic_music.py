from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.sonic_add_instrumental import SonicAddInstrumental
from ...models.sonic_add_vocals import SonicAddVocals
from ...models.sonic_concat_music import SonicConcatMusic
from ...models.sonic_cover_music_custom import SonicCoverMusicCustom
from ...models.sonic_cover_music_description import SonicCoverMusicDescription
from ...models.sonic_cover_upload_music_custom import SonicCoverUploadMusicCustom
from ...models.sonic_cover_upload_music_description import (
    SonicCoverUploadMusicDescription,
)
from ...models.sonic_create_music_custom import SonicCreateMusicCustom
from ...models.sonic_create_music_description import SonicCreateMusicDescription
from ...models.sonic_extend_music_custom import SonicExtendMusicCustom
from ...models.sonic_extend_music_description import SonicExtendMusicDescription
from ...models.sonic_extend_upload_music_custom import SonicExtendUploadMusicCustom
from ...models.sonic_extend_upload_music_description import (
    SonicExtendUploadMusicDescription,
)
from ...models.sonic_persona_music_custom import SonicPersonaMusicCustom
from ...models.sonic_persona_music_description import SonicPersonaMusicDescription
from ...models.sonic_remaster import SonicRemaster
from ...models.task_accepted import TaskAccepted
from ...types import Response


def _get_kwargs(
    *,
    body: SonicAddInstrumental
    | SonicAddVocals
    | SonicConcatMusic
    | SonicCoverMusicCustom
    | SonicCoverMusicDescription
    | SonicCoverUploadMusicCustom
    | SonicCoverUploadMusicDescription
    | SonicCreateMusicCustom
    | SonicCreateMusicDescription
    | SonicExtendMusicCustom
    | SonicExtendMusicDescription
    | SonicExtendUploadMusicCustom
    | SonicExtendUploadMusicDescription
    | SonicPersonaMusicCustom
    | SonicPersonaMusicDescription
    | SonicRemaster,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/sonic/create",
    }

    if isinstance(body, SonicCreateMusicCustom):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, SonicCreateMusicDescription):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, SonicExtendMusicCustom):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, SonicExtendMusicDescription):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, SonicCoverMusicCustom):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, SonicCoverMusicDescription):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, SonicConcatMusic):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, SonicPersonaMusicCustom):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, SonicPersonaMusicDescription):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, SonicExtendUploadMusicCustom):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, SonicExtendUploadMusicDescription):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, SonicCoverUploadMusicCustom):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, SonicCoverUploadMusicDescription):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, SonicRemaster):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, SonicAddVocals):
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
    body: SonicAddInstrumental
    | SonicAddVocals
    | SonicConcatMusic
    | SonicCoverMusicCustom
    | SonicCoverMusicDescription
    | SonicCoverUploadMusicCustom
    | SonicCoverUploadMusicDescription
    | SonicCreateMusicCustom
    | SonicCreateMusicDescription
    | SonicExtendMusicCustom
    | SonicExtendMusicDescription
    | SonicExtendUploadMusicCustom
    | SonicExtendUploadMusicDescription
    | SonicPersonaMusicCustom
    | SonicPersonaMusicDescription
    | SonicRemaster,
) -> Response[Error | TaskAccepted]:
    """Create, extend, cover or edit music

     Starts a task that makes two clips: a new song, or one based on an earlier clip, depending on
    `task_type`.

    - `create_music`, the default: a new song.
    - `extend_music`, `cover_music`: continue a clip, or re-create it in another style.
    - `concat_music`: join an extension with the clip that it continues into one clip.
    - `persona_music`: a new song that a persona sings.
    - `extend_upload_music`, `cover_upload_music`: the same for a clip from `POST /sonic/upload`;
      uploaded clips need these two, not `extend_music` and `cover_music`.
    - `remaster`: render a clip again.
    - `add_vocals`, `add_instrumental`: add a voice or an accompaniment to an uploaded clip.

    With `custom_mode: true` you write the lyrics, with `false` they are written from
    `gpt_description_prompt`.
    One generation lasts at most about 2 minutes with sonic-v3-5 and sonic-v4, 4 with sonic-v4-5 and
    sonic-v4-5-plus,
    and 4 to 8 with sonic-v5.

    Cost: 10 credits, 2 for `concat_music`, refunded in full if the task fails.
    Asynchronous: poll `GET /sonic/task/{task_id}`.
    Notable errors: 400 for a text over its model's limit; 403 without enough credits, or for lyrics or
    a description
    that violate the content rules; 404 if the clip or the persona is unknown.

    Args:
        body (SonicAddInstrumental | SonicAddVocals | SonicConcatMusic | SonicCoverMusicCustom |
            SonicCoverMusicDescription | SonicCoverUploadMusicCustom |
            SonicCoverUploadMusicDescription | SonicCreateMusicCustom | SonicCreateMusicDescription |
            SonicExtendMusicCustom | SonicExtendMusicDescription | SonicExtendUploadMusicCustom |
            SonicExtendUploadMusicDescription | SonicPersonaMusicCustom | SonicPersonaMusicDescription
            | SonicRemaster):

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
    body: SonicAddInstrumental
    | SonicAddVocals
    | SonicConcatMusic
    | SonicCoverMusicCustom
    | SonicCoverMusicDescription
    | SonicCoverUploadMusicCustom
    | SonicCoverUploadMusicDescription
    | SonicCreateMusicCustom
    | SonicCreateMusicDescription
    | SonicExtendMusicCustom
    | SonicExtendMusicDescription
    | SonicExtendUploadMusicCustom
    | SonicExtendUploadMusicDescription
    | SonicPersonaMusicCustom
    | SonicPersonaMusicDescription
    | SonicRemaster,
) -> Error | TaskAccepted | None:
    """Create, extend, cover or edit music

     Starts a task that makes two clips: a new song, or one based on an earlier clip, depending on
    `task_type`.

    - `create_music`, the default: a new song.
    - `extend_music`, `cover_music`: continue a clip, or re-create it in another style.
    - `concat_music`: join an extension with the clip that it continues into one clip.
    - `persona_music`: a new song that a persona sings.
    - `extend_upload_music`, `cover_upload_music`: the same for a clip from `POST /sonic/upload`;
      uploaded clips need these two, not `extend_music` and `cover_music`.
    - `remaster`: render a clip again.
    - `add_vocals`, `add_instrumental`: add a voice or an accompaniment to an uploaded clip.

    With `custom_mode: true` you write the lyrics, with `false` they are written from
    `gpt_description_prompt`.
    One generation lasts at most about 2 minutes with sonic-v3-5 and sonic-v4, 4 with sonic-v4-5 and
    sonic-v4-5-plus,
    and 4 to 8 with sonic-v5.

    Cost: 10 credits, 2 for `concat_music`, refunded in full if the task fails.
    Asynchronous: poll `GET /sonic/task/{task_id}`.
    Notable errors: 400 for a text over its model's limit; 403 without enough credits, or for lyrics or
    a description
    that violate the content rules; 404 if the clip or the persona is unknown.

    Args:
        body (SonicAddInstrumental | SonicAddVocals | SonicConcatMusic | SonicCoverMusicCustom |
            SonicCoverMusicDescription | SonicCoverUploadMusicCustom |
            SonicCoverUploadMusicDescription | SonicCreateMusicCustom | SonicCreateMusicDescription |
            SonicExtendMusicCustom | SonicExtendMusicDescription | SonicExtendUploadMusicCustom |
            SonicExtendUploadMusicDescription | SonicPersonaMusicCustom | SonicPersonaMusicDescription
            | SonicRemaster):

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
    body: SonicAddInstrumental
    | SonicAddVocals
    | SonicConcatMusic
    | SonicCoverMusicCustom
    | SonicCoverMusicDescription
    | SonicCoverUploadMusicCustom
    | SonicCoverUploadMusicDescription
    | SonicCreateMusicCustom
    | SonicCreateMusicDescription
    | SonicExtendMusicCustom
    | SonicExtendMusicDescription
    | SonicExtendUploadMusicCustom
    | SonicExtendUploadMusicDescription
    | SonicPersonaMusicCustom
    | SonicPersonaMusicDescription
    | SonicRemaster,
) -> Response[Error | TaskAccepted]:
    """Create, extend, cover or edit music

     Starts a task that makes two clips: a new song, or one based on an earlier clip, depending on
    `task_type`.

    - `create_music`, the default: a new song.
    - `extend_music`, `cover_music`: continue a clip, or re-create it in another style.
    - `concat_music`: join an extension with the clip that it continues into one clip.
    - `persona_music`: a new song that a persona sings.
    - `extend_upload_music`, `cover_upload_music`: the same for a clip from `POST /sonic/upload`;
      uploaded clips need these two, not `extend_music` and `cover_music`.
    - `remaster`: render a clip again.
    - `add_vocals`, `add_instrumental`: add a voice or an accompaniment to an uploaded clip.

    With `custom_mode: true` you write the lyrics, with `false` they are written from
    `gpt_description_prompt`.
    One generation lasts at most about 2 minutes with sonic-v3-5 and sonic-v4, 4 with sonic-v4-5 and
    sonic-v4-5-plus,
    and 4 to 8 with sonic-v5.

    Cost: 10 credits, 2 for `concat_music`, refunded in full if the task fails.
    Asynchronous: poll `GET /sonic/task/{task_id}`.
    Notable errors: 400 for a text over its model's limit; 403 without enough credits, or for lyrics or
    a description
    that violate the content rules; 404 if the clip or the persona is unknown.

    Args:
        body (SonicAddInstrumental | SonicAddVocals | SonicConcatMusic | SonicCoverMusicCustom |
            SonicCoverMusicDescription | SonicCoverUploadMusicCustom |
            SonicCoverUploadMusicDescription | SonicCreateMusicCustom | SonicCreateMusicDescription |
            SonicExtendMusicCustom | SonicExtendMusicDescription | SonicExtendUploadMusicCustom |
            SonicExtendUploadMusicDescription | SonicPersonaMusicCustom | SonicPersonaMusicDescription
            | SonicRemaster):

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
    body: SonicAddInstrumental
    | SonicAddVocals
    | SonicConcatMusic
    | SonicCoverMusicCustom
    | SonicCoverMusicDescription
    | SonicCoverUploadMusicCustom
    | SonicCoverUploadMusicDescription
    | SonicCreateMusicCustom
    | SonicCreateMusicDescription
    | SonicExtendMusicCustom
    | SonicExtendMusicDescription
    | SonicExtendUploadMusicCustom
    | SonicExtendUploadMusicDescription
    | SonicPersonaMusicCustom
    | SonicPersonaMusicDescription
    | SonicRemaster,
) -> Error | TaskAccepted | None:
    """Create, extend, cover or edit music

     Starts a task that makes two clips: a new song, or one based on an earlier clip, depending on
    `task_type`.

    - `create_music`, the default: a new song.
    - `extend_music`, `cover_music`: continue a clip, or re-create it in another style.
    - `concat_music`: join an extension with the clip that it continues into one clip.
    - `persona_music`: a new song that a persona sings.
    - `extend_upload_music`, `cover_upload_music`: the same for a clip from `POST /sonic/upload`;
      uploaded clips need these two, not `extend_music` and `cover_music`.
    - `remaster`: render a clip again.
    - `add_vocals`, `add_instrumental`: add a voice or an accompaniment to an uploaded clip.

    With `custom_mode: true` you write the lyrics, with `false` they are written from
    `gpt_description_prompt`.
    One generation lasts at most about 2 minutes with sonic-v3-5 and sonic-v4, 4 with sonic-v4-5 and
    sonic-v4-5-plus,
    and 4 to 8 with sonic-v5.

    Cost: 10 credits, 2 for `concat_music`, refunded in full if the task fails.
    Asynchronous: poll `GET /sonic/task/{task_id}`.
    Notable errors: 400 for a text over its model's limit; 403 without enough credits, or for lyrics or
    a description
    that violate the content rules; 404 if the clip or the persona is unknown.

    Args:
        body (SonicAddInstrumental | SonicAddVocals | SonicConcatMusic | SonicCoverMusicCustom |
            SonicCoverMusicDescription | SonicCoverUploadMusicCustom |
            SonicCoverUploadMusicDescription | SonicCreateMusicCustom | SonicCreateMusicDescription |
            SonicExtendMusicCustom | SonicExtendMusicDescription | SonicExtendUploadMusicCustom |
            SonicExtendUploadMusicDescription | SonicPersonaMusicCustom | SonicPersonaMusicDescription
            | SonicRemaster):

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

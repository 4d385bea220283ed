"""The generated client as the suite calls it: by operationId, over the gateway, synchronously and asynchronously."""

from __future__ import annotations

import asyncio
import importlib
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx
from attrs import define, field

from aimusic_client import models
from aimusic_client.client import AuthenticatedClient
from contract_tests.conformance.findings import DisagreementError, shown
from contract_tests.conformance.gateway import Gateway, read_json
from contract_tests.conformance.spec import Operation
from contract_tests.support.clients import AsyncInProcess

UNREADABLE = (TypeError, ValueError, AttributeError, KeyError)
"""What the generated code raises when a value does not fit a model; its unions catch the same errors."""


@define(eq=False)
class Generated:
    """The generated client, synchronous and asynchronous, over one gateway; `raw` holds the replies as received."""

    gateway: Gateway
    base_url: str
    key: str = field(repr=False)
    raw: list[httpx.Response] = field(factory=list)
    loop: asyncio.AbstractEventLoop = field(factory=asyncio.new_event_loop)
    client: AuthenticatedClient = field(init=False)

    def __attrs_post_init__(self) -> None:
        transport = httpx.WSGITransport(app=self.gateway)
        headers = {"Authorization": f"Bearer {self.key}"}
        self.client = AuthenticatedClient(base_url=self.base_url, token=self.key)
        self.client.set_httpx_client(
            httpx.Client(
                base_url=self.base_url, headers=headers, transport=transport, event_hooks={"response": [self._keep]}
            )
        )
        self.client.set_async_httpx_client(
            httpx.AsyncClient(
                base_url=self.base_url,
                headers=headers,
                transport=AsyncInProcess(transport),
                event_hooks={"response": [self._keep_later]},
            )
        )

    def _keep(self, response: httpx.Response) -> None:
        response.read()
        self.raw.append(response)

    async def _keep_later(self, response: httpx.Response) -> None:
        await response.aread()
        self.raw.append(response)

    def call(self, operation: Operation, *, later: bool, **arguments: Any) -> tuple[Any, httpx.Response]:
        """Call an operation's function, and return its result and the raw reply.

        Raises:
            DisagreementError: it sends another request, or cannot read a documented reply.
        """
        module = module_of(operation)
        try:
            if later:
                answer = self.loop.run_until_complete(module.asyncio_detailed(client=self.client, **arguments))
            else:
                answer = module.sync_detailed(client=self.client, **arguments)
        except UNREADABLE as error:
            raw = self.raw[-1]
            self._check_request(operation, raw.request, arguments)
            if not is_documented(operation, raw):
                return None, raw
            detail = f"{raw.status_code} cannot be read: {type(error).__name__} {error}: {shown(raw.text)}"
            raise DisagreementError(operation.id, "client", detail) from error
        raw = self.raw[-1]
        self._check_request(operation, raw.request, arguments)
        if answer.status_code != raw.status_code:
            raise DisagreementError(operation.id, "client", f"{answer.status_code} for {raw.status_code}")
        return answer.parsed, raw

    def _check_request(self, operation: Operation, sent: httpx.Request, arguments: Mapping[str, Any]) -> None:
        """Check method and path: a documented refusal would hide that the request was a wrong one."""
        path = operation.path.replace("{task_id}", quote(str(arguments.get("task_id")), safe=""))
        meant = (operation.method, httpx.URL(self.base_url).raw_path.decode().rstrip("/") + path)
        if (sent.method, sent.url.raw_path.decode()) != meant:
            raise DisagreementError(
                operation.id, "client", f"sends {sent.method} {sent.url} instead of {' '.join(meant)}"
            )

    def close(self) -> None:
        """Close both clients."""
        self.client.get_httpx_client().close()
        self.loop.run_until_complete(self.client.get_async_httpx_client().aclose())
        self.loop.close()


def module_of(operation: Operation) -> Any:
    """Return the generated module of an operation."""
    return importlib.import_module(f"aimusic_client.api.{operation.product}.{operation.id}")


def model_of(operation: Operation, body: Mapping[str, Any]) -> Any:
    """Return a body as the generated model of its form.

    Raises:
        DisagreementError: not exactly the model of its form accepts the body, or the model changes it.
    """
    member = operation.member_of(body)
    assert member is not None
    fitting = []
    for candidate in operation.members:
        try:
            model = getattr(models, candidate.name).from_dict(body)
        except UNREADABLE:
            continue
        if "not" not in candidate.schema or candidate.fits(
            body
        ):  # the generator leaves `not` out, so the model accepts more
            fitting.append(model)
    names = [type(model).__name__ for model in fitting]
    if names != [member.name]:
        raise DisagreementError(operation.id, "client", f"{names} take what {member.name} should: {shown(body)}")
    if not same(fitting[0].to_dict(), body):
        detail = f"{member.name} makes {shown(fitting[0].to_dict())} of {shown(body)}"
        raise DisagreementError(operation.id, "client", detail)
    return fitting[0]


def parse(operation: Operation, response: httpx.Response, client: AuthenticatedClient) -> Any:
    """Return a reply as parsed by the generated code.

    Raises:
        DisagreementError: it cannot be read.
    """
    try:
        return module_of(operation)._parse_response(client=client, response=response)
    except UNREADABLE as error:
        detail = f"{response.status_code} cannot be read: {type(error).__name__} {error}: {shown(response.text)}"
        raise DisagreementError(operation.id, "client", detail) from error


def compare(operation: Operation, parsed: Any, response: httpx.Response) -> None:
    """Check that a documented reply is read completely and as the right model; other replies are ignored."""
    if not is_documented(operation, response):
        return
    if parsed is None:
        known = HTTPStatus(response.status_code).value in operation.replies
        raise DisagreementError(operation.id, "client", f"{response.status_code} is not read, documented: {known}")
    reply = response.json()
    if not same(parsed.to_dict(), reply):
        raise DisagreementError(operation.id, "client", f"{shown(reply)} is read as {shown(parsed.to_dict())}")
    fits = operation.variants.get(type(parsed).__name__) if response.status_code == HTTPStatus.OK else None
    if response.status_code == HTTPStatus.OK and (fits is None or not fits.is_valid(reply)):
        raise DisagreementError(operation.id, "client", f"{shown(reply)} is read as {type(parsed).__name__}")


def is_documented(operation: Operation, response: httpx.Response) -> bool:
    """Return whether the contract describes a reply."""
    validator = operation.replies.get(response.status_code)
    return validator is not None and bool(validator.is_valid(read_json(response.content)))


def same(one: Any, other: Any) -> bool:
    """Return whether two values are the same JSON: 1 equals 1.0, but not true."""
    return _plain(one) == _plain(other)


def _plain(value: Any) -> str:
    return json.dumps(_numbers(value), sort_keys=True, default=repr)


def _numbers(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _numbers(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_numbers(entry) for entry in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value

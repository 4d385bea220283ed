"""One call of the API as a value: the request, and how to read the response. Pure, so both clients share it.

Uses the private halves of the generated modules (`_get_kwargs` and `_parse_response`), since their public functions hide
the response, which errors need. The generator is pinned and its output is compared, so a change cannot go unnoticed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Generic, Protocol, Self, TypeVar

import attrs
import httpx
from attrs import evolve, frozen

from aimusic import _json
from aimusic._config import shown
from aimusic._errors import ConfigurationError, NotReadyError, ResponseDecodingError, StepFailedError
from aimusic._http import retry_policy
from aimusic_client import AuthenticatedClient
from aimusic_client.models import Error, NotReady, SonicStepFailure
from aimusic_client.operations import OPERATIONS, Operation
from aimusic_client.types import UNSET

Result = TypeVar("Result")
ModelT = TypeVar("ModelT")

PARSE_ERRORS = (AttributeError, KeyError, RecursionError, TypeError, ValueError)
"""Exceptions that the generated parsers raise on a response that does not match the contract; JSON errors are ValueErrors."""

Extra = Mapping[str, Any]
"""Fields that are not in the contract, sent unchanged."""

_PARSER = AuthenticatedClient(base_url="", token="")
"""Passed to the generated parsers, which only read from it whether an undocumented status raises."""


class Endpoint(Protocol):
    """A generated module `aimusic_client.api.<tag>.<operation_id>`."""

    __name__: str

    def _get_kwargs(self, *args: Any, **kwargs: Any) -> dict[str, Any]: ...

    def _parse_response(self, *, client: AuthenticatedClient, response: httpx.Response) -> Any: ...


class Body(Protocol):
    """A generated model."""

    additional_properties: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Return the model as JSON."""
        ...


@frozen
class Call(Generic[Result]):
    """A request, and how to read its response.

    Attributes:
        operation: The operation in the contract.
        request: Arguments of `httpx.Client.request`.
        parse: Converts the response to a generated model.
        read: Converts the model to the method's result; raises one of PARSE_ERRORS if it does not match the contract.
        member: The name of the body's class, which determines the price; empty without a body.
        is_slow: Whether the service may take up to a minute to respond, for example to upload a file.
    """

    operation: Operation
    request: Mapping[str, Any]
    parse: Callable[[httpx.Response], Any]
    read: Callable[[Any], Result]
    member: str = ""
    is_slow: bool = False

    def with_arguments(self, **more: Any) -> Self:
        """Return a copy with additional arguments for `httpx.Client.request`."""
        return evolve(self, request={**self.request, **more})

    def decode(self, response: httpx.Response) -> Result:
        """Return the result of a successful response.

        Raises:
            ResponseDecodingError: The response does not match the contract.
            NotReadyError: The requested resource is not ready yet.
            StepFailedError: A step failed, so no task was started.
        """
        paid = None if retry_policy.cost_of(self.operation.method, self.operation.path).paid else False
        try:
            _json.check_numbers(response.content)
            parsed = self.parse(response)
            if isinstance(parsed, NotReady):
                raise NotReadyError(response, charged=paid)
            if isinstance(parsed, SonicStepFailure):
                raise StepFailedError(response, parsed.failed_step, charged=paid)
            if parsed is None or isinstance(parsed, Error):
                raise ValueError(f"status {response.status_code} is not documented")
            return self.read(parsed)
        except PARSE_ERRORS as error:
            raise ResponseDecodingError(response, _reason(error), charged=paid) from error


def _reason(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"{error} is missing"
    return str(error) or type(error).__name__


def call(
    endpoint: Endpoint, read: Callable[[Any], Result], body: Body | None = None, *path: str, is_slow: bool = False
) -> Call[Result]:
    """Return a call of a generated module.

    Args:
        endpoint: The module.
        read: See `Call.read`.
        body: The request body.
        path: The values of the path parameters.
        is_slow: See `Call.is_slow`.

    Raises:
        ConfigurationError: A value cannot be sent.
    """
    keywords: dict[str, Any] = {} if body is None else {"body": body}
    try:
        request = endpoint._get_kwargs(*path, **keywords)
    except (AttributeError, TypeError, ValueError) as error:  # of the generated code, which expects the declared types
        raise ConfigurationError(f"An argument is of a wrong type, or not valid text: {error}.") from error
    _json.check_fields(request.get("json", {}))
    return Call(
        operation=OPERATIONS[endpoint.__name__.rpartition(".")[2]],
        request=request,
        parse=lambda response: endpoint._parse_response(client=_PARSER, response=response),
        read=read,
        member=type(body).__name__ if body is not None else "",
        is_slow=is_slow,
    )


def build_model(kind: type[ModelT], extra: Extra | None, /, **fields: Any) -> ModelT:
    """Return a generated model that sends the fields that are not None, its constants, and `extra`.

    The contract's defaults are not sent, as some are documented only on outdated pages.

    Raises:
        ConfigurationError: A field in `extra` has an argument of its own, or a value is not the list that it must be.
    """
    values = {name: value for name, value in fields.items() if value is not None}
    for name in values.keys() & _lists(kind):  # type: ignore[arg-type] # as below
        if not isinstance(values[name], (list, tuple)):
            raise ConfigurationError(f"{name} is {shown(values[name])}: it must be a list.")
    optional: tuple[str, ...] = _optional(kind)  # type: ignore[arg-type] # every class can be hashed
    model = kind(**{**dict.fromkeys(optional, UNSET), **values})
    if extra:
        known = extra.keys() & fields.keys()
        if known:
            raise ConfigurationError(
                f"extra contains {', '.join(sorted(known))}: use the argument of that name instead."
            )
        model.additional_properties.update(extra)  # type: ignore[attr-defined] # every generated model has it
    return model


@cache
def _optional(kind: Any) -> tuple[str, ...]:
    # A constant is typed as a Literal of one value, an enumeration by its generated name.
    return tuple(
        field.name
        for field in attrs.fields(kind)
        if field.init and not str(field.type).startswith("Literal[") and "Unset" in str(field.type)
    )


@cache
def _lists(kind: Any) -> frozenset[str]:
    # Any iterable would be sent: a text as the list of its characters.
    return frozenset(field.name for field in attrs.fields(kind) if str(field.type).startswith("list["))


def require_text(value: Any, name: str) -> str:
    """Return a string from a response. Needed because the generated parsers accept any value.

    Raises:
        TypeError: The value is not a string, or empty.
    """
    if not isinstance(value, str) or not value:
        raise TypeError(f"{name} is {value!r}, not a non-empty string")
    return value


@frozen
class Accepted:
    """A task that the service accepted.

    Attributes:
        task_id: The task's id.
        warning: The service's warning about the request, such as noise in a recording; None without one.
    """

    task_id: str
    warning: str | None = None


def accepted(reply: Any) -> Accepted:
    """Return the task that a submit created."""
    warning = getattr(reply, "warning", None)
    return Accepted(require_text(reply.task_id, "task_id"), warning if isinstance(warning, str) else None)

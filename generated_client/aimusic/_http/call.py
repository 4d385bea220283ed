"""One call of the API as a value: what is sent, and how the answer is read. Pure, so both clients share it.

The generated modules' own halves are used (`_get_kwargs` and `_parse_response`) and not their public functions: those
hide the answer itself, which errors need. The generator is pinned and its output compared, so they cannot vanish unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Generic, Protocol, Self, TypeVar

import attrs
import httpx
from attrs import evolve, frozen

from aimusic._errors import ConfigurationError, NotReadyError, ResponseDecodingError, StepFailedError
from aimusic._http import retry_policy
from aimusic_client import AuthenticatedClient
from aimusic_client.models import Error, NotReady, SonicStepFailure
from aimusic_client.operations import OPERATIONS, Operation
from aimusic_client.types import UNSET

Result = TypeVar("Result")
ModelT = TypeVar("ModelT")

NOT_AS_AGREED = (AttributeError, KeyError, RecursionError, TypeError, ValueError)
"""What the generated parsers stumble with over an answer that is not as the contract says; JSON errors are ValueErrors."""

Extra = Mapping[str, Any]
"""Fields that the contract does not know, sent as they are."""

_PARSER = AuthenticatedClient(base_url="", token="")
"""The only switch that the generated parsers read from a client: whether an undocumented status raises."""


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
    """A request, and how to read its answer.

    Attributes:
        operation: What the contract says of it.
        request: Arguments of `httpx.Client.request`.
        parse: From the answer to a generated model.
        read: From the model to what a method returns; raises one of NOT_AS_AGREED when it does not fit.
        member: The name of the body's class, by which prices differ; empty without a body.
        is_slow: Whether the answer waits for something, such as an upload, for up to a minute.
    """

    operation: Operation
    request: Mapping[str, Any]
    parse: Callable[[httpx.Response], Any]
    read: Callable[[Any], Result]
    member: str = ""
    is_slow: bool = False

    def with_arguments(self, **more: Any) -> Self:
        """Return the same call with more arguments for `httpx.Client.request`."""
        return evolve(self, request={**self.request, **more})

    def decode(self, response: httpx.Response) -> Result:
        """Return the result of an answer that is a success.

        Raises:
            ResponseDecodingError: It does not fit the contract.
            NotReadyError: It says that the thing asked for is still being made.
        StepFailedError: It says that no task was started.
        """
        paid = None if retry_policy.cost_of(self.operation.method, self.operation.path).paid else False
        try:
            parsed = self.parse(response)
            if isinstance(parsed, NotReady):
                raise NotReadyError(response, charged=paid)
            if isinstance(parsed, SonicStepFailure):
                raise StepFailedError(response, parsed.failed_step, charged=paid)
            if parsed is None or isinstance(parsed, Error):
                raise ValueError(f"status {response.status_code} is not documented")
            return self.read(parsed)
        except NOT_AS_AGREED as error:
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
        body: The request's body.
        path: The values of the path's parameters.
        is_slow: See `Call.is_slow`.
    """
    keywords: dict[str, Any] = {} if body is None else {"body": body}
    return Call(
        operation=OPERATIONS[endpoint.__name__.rpartition(".")[2]],
        request=endpoint._get_kwargs(*path, **keywords),
        parse=lambda response: endpoint._parse_response(client=_PARSER, response=response),
        read=read,
        member=type(body).__name__ if body is not None else "",
        is_slow=is_slow,
    )


def model(kind: type[ModelT], extra: Extra | None, /, **fields: Any) -> ModelT:
    """Return a generated model of the fields that are not None; it sends these, its constants and `extra`.

    Left to itself, the model would send the contract's defaults too, some of which stand in old pages only.

    Raises:
        ConfigurationError: A field of `extra` is one that has an argument of its own.
    """
    values = {name: value for name, value in fields.items() if value is not None}
    optional: tuple[str, ...] = _optional(kind)  # type: ignore[arg-type] # every class can be hashed
    model = kind(**{**dict.fromkeys(optional, UNSET), **values})
    if extra:
        known = extra.keys() & fields.keys()
        if known:
            raise ConfigurationError(f"extra holds {', '.join(sorted(known))}: there is an argument for that.")
        model.additional_properties.update(extra)  # type: ignore[attr-defined] # every generated model has it
    return model


@cache
def _optional(kind: Any) -> tuple[str, ...]:
    # A constant is typed as a Literal of one word, and an enumeration by the name that the generator gave it.
    return tuple(
        field.name
        for field in attrs.fields(kind)
        if field.init and not str(field.type).startswith("Literal[") and "Unset" in str(field.type)
    )


def text(value: Any, name: str) -> str:
    """Return a text of an answer; the generated parsers accept any value.

    Raises:
        TypeError: It is something else, or empty.
    """
    if not isinstance(value, str) or not value:
        raise TypeError(f"{name} is {value!r}, not a text")
    return value


@frozen
class Accepted:
    """A task that was started.

    Attributes:
        task_id: Its id.
        warning: What the service has noticed in the request, such as noise in a recording; None when nothing.
    """

    task_id: str
    warning: str | None = None


def accepted(reply: Any) -> Accepted:
    """Return the task that a submit started."""
    warning = getattr(reply, "warning", None)
    return Accepted(text(reply.task_id, "task_id"), warning if isinstance(warning, str) else None)

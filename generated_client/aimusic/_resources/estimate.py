"""The price of a call before it is made, from the contract. Nothing is sent, and no key is needed."""

from __future__ import annotations

from collections.abc import Callable
from inspect import iscoroutine
from typing import Any, NoReturn, ParamSpec

from attrs import frozen

from aimusic._errors import ConfigurationError
from aimusic._http.call import Call
from aimusic._resources.base import Namespace
from aimusic._result import Result
from aimusic.types import Product

P = ParamSpec("P")


@frozen
class Estimate(Result):
    """The price of a call, and what it creates.

    Attributes:
        credits: Credits charged when the call is accepted; refunded if its task fails.
        clips: The number of clips that its task creates; None for a call without a task.
        seconds: The shortest and the longest known duration of the task; None for a call without a task.
        charged_once: Whether the same call with the same clip costs nothing the second time.
    """

    credits: float
    clips: int | None = None
    seconds: tuple[float, float] | None = None
    charged_once: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the price as JSON, without `charged_once`."""
        return {"credits": self.credits, "clips": self.clips, "seconds": list(self.seconds) if self.seconds else None}


class _Priced(Exception):  # noqa: N818 - not an error: it carries the call out of the method that built it
    def __init__(self, call: Call[Any]) -> None:
        super().__init__(call.operation.id)
        self.call = call


class _Pricing:
    """A runner that sends nothing."""

    def submit(self, call: Call[Any]) -> NoReturn:
        raise _Priced(call)

    def answer(self, call: Call[Any]) -> NoReturn:
        raise _Priced(call)

    def build(self, call: Call[Any], _timeout: float) -> NoReturn:
        raise _Priced(call)

    def handle(self, _product: Product, task_id: str) -> None:
        """Do nothing: a task is returned by its id without a request."""


def estimate(method: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> Estimate:
    """Return what a method call would cost: `estimate(client.sonic.stems, clip, full=True)`.

    Args:
        method: A method of `client.sonic`, `.producer`, `.nuro`, `.riffusion` or `.account`, of either client.
        args: The positional arguments of the call.
        kwargs: The keyword arguments of the call.

    Returns:
        The price from the contract.

    Raises:
        ConfigurationError: `method` is something else, or the arguments would be refused before a request.
        TypeError: An argument is missing or unknown.

    Credits: 0.
    """
    owner = getattr(method, "__self__", None)
    if not isinstance(owner, Namespace):
        raise ConfigurationError(f"{method!r} has no price: pass a method of the client, such as client.sonic.create.")
    try:
        called = method.__func__(type(owner)(_Pricing()), *args, **kwargs)  # type: ignore[attr-defined] # it is bound
        if iscoroutine(called):
            called.send(None)  # runs a method of `AsyncAIMusic` up to its request
    except _Priced as priced:
        return _price(priced.call)
    return Estimate(0)


def _price(call: Call[Any]) -> Estimate:
    body = call.operation.bodies.get(call.member)
    task = body.task if body else call.operation.task
    return Estimate(
        credits=body.credits if body else call.operation.credits,
        clips=task.clips if task else None,
        seconds=task.seconds if task else None,
        charged_once=call.operation.charge == "first_call_per_clip",
    )

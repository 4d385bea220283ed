"""The price of a call before it is made, from the contract. Nothing is sent, and no key is needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, ParamSpec

from attrs import frozen

from aimusic._errors import ConfigurationError
from aimusic._http.call import Call
from aimusic._resources.base import Namespace
from aimusic._tasks.snapshot import Product

P = ParamSpec("P")


@frozen
class Estimate:
    """What a call costs and makes.

    Attributes:
        credits: What is charged when it is accepted; a task that fails gives it back.
        clips: How many clips its task makes; None when it starts none.
        seconds: The shortest and the longest time that the task is known to take; None when it starts none.
        charged_once: Whether the same call with the same clip costs nothing the second time.
    """

    credits: float
    clips: int | None = None
    seconds: tuple[float, float] | None = None
    charged_once: bool = False


class _Priced(Exception):  # noqa: N818 - no error: it carries the call out of the method that has built it
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
        """Picking up a task asks the service nothing."""


def estimate(method: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> Estimate:
    """Return what a call of a namespace's method would cost: `estimate(client.sonic.stems, clip, full=True)`.

    Args:
        method: A method of `client.sonic`, `.producer`, `.nuro`, `.riffusion` or `.account`, of either client.
        args: What it would be called with.
        kwargs: Likewise.

    Raises:
        ConfigurationError: It is no such method.

    Credits: 0.
    """
    owner = getattr(method, "__self__", None)
    if not isinstance(owner, Namespace):
        raise ConfigurationError(f"{method!r} is no method of a namespace, such as client.sonic.create.")
    try:
        method.__func__(type(owner)(_Pricing()), *args, **kwargs)  # type: ignore[attr-defined] # a bound method has it
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

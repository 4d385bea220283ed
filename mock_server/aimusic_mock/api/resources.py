"""Finds what a request names: the clips, personas and vocal extracts behind its ids, and the polled task.

Which properties are such ids stands in the contract, under `x-resource`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import define, field

from aimusic_mock.contract.bundle import Contract
from aimusic_mock.contract.model import BodyVariant, Operation
from aimusic_mock.domain.accounts import Account
from aimusic_mock.domain.store import Persona, Store, Vox
from aimusic_mock.domain.tasks import Clip, Task
from aimusic_mock.errors import ContractError


@define
class Found:
    """What the ids of a request stand for, by property."""

    clips: dict[str, list[Clip]] = field(factory=dict)
    personas: dict[str, list[Persona]] = field(factory=dict)
    voxes: dict[str, list[Vox]] = field(factory=dict)
    polled: Task | None = None

    def clip(self, *names: str) -> Clip | None:
        """Return the clip under the first of `names` that has one."""
        return next((self.clips[name][0] for name in names if self.clips.get(name)), None)


def find(
    store: Store,
    contract: Contract,
    account: Account,
    operation: Operation,
    member: BodyVariant | None,
    body: Mapping[str, Any],
    path: Mapping[str, str],
    now: float,
) -> Found:
    """Look up every id of a request.

    Raises:
        ContractError: 404, when one does not exist, is another account's, or has not ended well.
    """
    found = Found()
    if "task_id" in path:
        found.polled = _task(store, contract, account, operation, path["task_id"])
    for name, resource, ids in _named(member, body):
        if resource["kind"] == "clip":
            clips = [store.clips.get(each) for each in ids]
            product = resource["product"]
            usable = [clip for clip in clips if clip and clip.usable_by(account.key, product, now)]
            _require(len(usable) == len(ids), contract, "clip")
            found.clips[name] = usable
        elif resource["kind"] == "persona":
            personas = [store.personas.get(each) for each in ids]
            ready = [persona for persona in personas if persona and persona.usable_by(account.key, now)]
            _require(len(ready) == len(ids), contract, "persona")
            found.personas[name] = ready
        else:
            voxes = [store.voxes.get(each) for each in ids]
            own = [vox for vox in voxes if vox and vox.owner in (None, account.key)]
            _require(len(own) == len(ids), contract, "vox")
            found.voxes[name] = own
    return found


def _named(member: BodyVariant | None, body: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, str], list[str]]]:
    for name, resource in member.resources.items() if member else ():
        value = body.get(name)
        if value is not None:
            yield name, resource, value if isinstance(value, list) else [value]


def _task(store: Store, contract: Contract, account: Account, operation: Operation, task_id: str) -> Task:
    task = store.tasks.get(task_id)
    if task is None or (task.owner, task.product) != (account.key, operation.product):
        raise _missing(contract, "task")
    return task


def _require(there: bool, contract: Contract, example: str) -> None:
    if not there:
        raise _missing(contract, example)


def _missing(contract: Contract, example: str) -> ContractError:
    return contract.refusal("NotFound", example)

"""Resolve the ids in a request: clips, personas and vocal extracts, and the polled task.

The contract marks the properties that hold such ids with `x-resource`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aimusic_mock.api.context import RequestContext, Resources
from aimusic_mock.domain.tasks import Task


def resolve(context: RequestContext) -> Resources:
    """Return the stored resources for every id of a request.

    Raises:
        ContractError: 404, if a resource does not exist, belongs to another account, or did not succeed.
    """
    resources, store, key = Resources(), context.store, context.account.key
    if "task_id" in context.path:
        resources.polled = _polled_task(context, context.path["task_id"])
    for name, resource, ids in _named(context):
        if resource["kind"] == "clip":
            clips = [store.clips.get(clip_id) for clip_id in ids]
            product = resource["product"]
            resources.clips[name] = [clip for clip in clips if clip and clip.usable_by(key, product, context.now)]
            _require(len(resources.clips[name]) == len(ids), context, "clip")
        elif resource["kind"] == "persona":
            personas = [store.personas.get(persona_id) for persona_id in ids]
            resources.personas[name] = [
                persona for persona in personas if persona and persona.usable_by(key, context.now)
            ]
            _require(len(resources.personas[name]) == len(ids), context, "persona")
        else:
            voxes = [store.voxes.get(vox_id) for vox_id in ids]
            resources.voxes[name] = [vox for vox in voxes if vox and vox.owner in (None, key)]
            _require(len(resources.voxes[name]) == len(ids), context, "vox")
    return resources


def _named(context: RequestContext) -> Iterator[tuple[str, Mapping[str, str], list[str]]]:
    for name, resource in context.variant.resources.items() if context.variant else ():
        value = context.fields.get(name)
        if value is not None:
            yield name, resource, value if isinstance(value, list) else [value]


def _polled_task(context: RequestContext, task_id: str) -> Task:
    task = context.store.tasks.get(task_id)
    if task is None or (task.owner, task.product) != (context.account.key, context.operation.product):
        raise context.error("NotFound", "task")
    return task


def _require(complete: bool, context: RequestContext, example: str) -> None:
    if not complete:
        raise context.error("NotFound", example)

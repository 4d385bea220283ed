"""Name the task in every exception that ends a wait. The task is paid for, and its id is the only way to its clips."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from aimusic._errors import AIMusicError
from aimusic._tasks.snapshot import Product


@contextmanager
def resumable(product: Product, task_id: str, prefix: str = "") -> Iterator[None]:
    """Add the task's id, and the line that resumes the wait, to an exception, in a `with` block.

    Args:
        product: The task's product.
        task_id: The task's id.
        prefix: `await ` for an asynchronous client.
    """
    try:
        yield
    except BaseException as error:  # Ctrl-C and cancellation, too
        if isinstance(error, AIMusicError):
            error.task_id = task_id
        error.add_note(
            f"{product} task {task_id} continues at the service. Resume with "
            f"{prefix}client.{product}.task({task_id!r}).wait()"
        )
        raise

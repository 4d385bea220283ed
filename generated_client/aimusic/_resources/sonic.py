"""Sonic as a whole, for both clients: songs, edits, sources, and the tools that return a result directly."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from aimusic._resources.sonic_edits import SonicEdits
from aimusic._resources.sonic_songs import SonicSongs
from aimusic._resources.sonic_sources import SonicSources
from aimusic._resources.sonic_tools import SonicTools
from aimusic._resources.sonic_tools_async import AsyncSonicTools
from aimusic._tasks.task import AsyncTask, Task

_Submit = Coroutine[Any, Any, AsyncTask]


class Sonic(SonicSongs[Task, Task], SonicEdits[Task, Task], SonicSources[Task, Task], SonicTools):
    """Songs, stems, voices and tools of the Sonic family: `client.sonic`."""

    def task(self, task_id: str) -> Task:
        """Return a task by its id, without a request: `refresh` and `wait` poll it.

        Args:
            task_id: The id of a task that this account started, or `sonic/` and the id.

        Returns:
            The task, in the state `pending`.

        Raises:
            ConfigurationError: The id is empty or malformed, or belongs to another product.

        Credits: 0.
        """
        return self._runner.handle("sonic", task_id)


class AsyncSonic(
    SonicSongs[_Submit, AsyncTask], SonicEdits[_Submit, AsyncTask], SonicSources[_Submit, AsyncTask], AsyncSonicTools
):
    """`Sonic` on an asynchronous client."""

    def task(self, task_id: str) -> AsyncTask:
        """Return a task by its id, without a request: `refresh` and `wait` poll it.

        Args:
            task_id: The id of a task that this account started, or `sonic/` and the id.

        Returns:
            The task, in the state `pending`.

        Raises:
            ConfigurationError: The id is empty or malformed, or belongs to another product.

        Credits: 0.
        """
        return self._runner.handle("sonic", task_id)

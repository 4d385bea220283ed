"""The client of a request, as a view sees it: a view can wait on its behalf, and stop when it has gone.

    client = client_of(request.environ)
    with client.waiting(wake):
        ...

Whatever waits for a receiver, a remote host or a client does so inside `waiting`: the mock's own server then runs other
requests in the meantime. In process, a wait blocks only its own caller.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from attrs import define, field

CLIENT = "aimusic.client"
"""The key in the WSGI environ for the `Client`, set by the mock's own server."""


@define(eq=False)
class Client:
    """The client of one request.

    Args:
        free_place: returns a context manager that frees the place of the request among those that run.
    """

    free_place: Callable[[], AbstractContextManager[None]] = field(default=nullcontext, repr=False)
    is_gone: bool = field(default=False, init=False)
    """Whether the client has closed its connection, or the server stops."""
    _wake: Callable[[], None] | None = field(default=None, init=False, repr=False)

    @contextmanager
    def waiting(self, wake: Callable[[], None] | None = None) -> Iterator[None]:
        """Wait in this context, without holding up other requests.

        Args:
            wake: ends the wait when the client has gone; called from another thread. The wait should check `is_gone`
                under a lock that `wake` takes, too.
        """
        with self.free_place():
            self._wake = wake
            try:
                yield
            finally:
                self._wake = None

    def leave(self) -> None:
        """Record that the client has gone, and end its wait."""
        self.is_gone = True
        wake = self._wake
        if wake is not None:
            wake()


def client_of(environ: Mapping[str, Any]) -> Client:
    """Return the client of a request; in process, one that never goes."""
    client: Client = environ.get(CLIENT) or Client()
    return client

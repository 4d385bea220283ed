"""Probe whether an uploaded file exists, as the service does before it fetches one: a HEAD to an allowed address."""

from __future__ import annotations

import threading

from aimusic_mock.outbound.address_policy import AddressPolicy, RefusedAddressError, UnresolvedError
from aimusic_mock.outbound.http_client import send

TIMEOUT_S = 3.0
"""In real seconds. The client waits for its reply meanwhile, and the probed host is mostly this machine."""

AT_ONCE = 4
"""Concurrent probes of one mock. They hold up no other request, but each one has a thread and a socket."""


def probe(policy: AddressPolicy, url: str, timeout_s: float = TIMEOUT_S) -> bool | None:
    """Return whether a file can be fetched.

    Args:
        policy: which addresses may be probed.
        url: the file's URL.
        timeout_s: how long to wait at most, in real seconds.

    Returns:
        True for a 2xx status; False for any other status, a redirect, or no response; None if the policy refuses the
        address, so that the answer is unknown.
    """
    try:
        destination = policy.check(url)
    except RefusedAddressError:
        return None
    except UnresolvedError:
        return False
    return send("HEAD", destination, {"User-Agent": "aimusic-mock"}, b"", timeout_s).outcome == "answered"


class Prober:
    """Probes for one mock, with limited concurrency.

    Args:
        policy: which addresses may be probed.
        timeout_s: how long each probe may take at most, in real seconds.
    """

    def __init__(self, policy: AddressPolicy, timeout_s: float = TIMEOUT_S) -> None:
        self._policy, self._timeout_s = policy, timeout_s
        self._slots = threading.BoundedSemaphore(AT_ONCE)

    def probe(self, url: str) -> bool | None:
        """Return whether a file can be fetched, like `probe`; None also if too many probes are running."""
        if not self._slots.acquire(blocking=False):
            return None
        try:
            return probe(self._policy, url, self._timeout_s)
        finally:
            self._slots.release()

"""Looks whether an uploaded recording is there, as the service does before it fetches one: a HEAD through the policy."""

from __future__ import annotations

import threading

from aimusic_mock.outbound.address_policy import AddressPolicy, RefusedAddressError, UnresolvedError
from aimusic_mock.outbound.http_client import send

TIMEOUT_S = 3.0
"""In real seconds. A customer waits for the reply meanwhile, and what may be probed is mostly this machine."""

AT_ONCE = 4
"""Of one mock's requests, how many may wait for such a host: half the threads of its server, so that slow hosts hold up
nobody else, and a file on this very server can be asked for."""


def probe(policy: AddressPolicy, url: str, timeout_s: float = TIMEOUT_S) -> bool | None:
    """Tell whether a file can be fetched.

    Args:
        policy: knows which addresses may be asked.
        url: the file's address.
        timeout_s: how long to wait at most, in real seconds.

    Returns:
        None when the address may not be asked, so that nobody knows; True when it answers 2xx; False for any other status,
        a redirect, or no answer.
    """
    try:
        destination = policy.check(url)
    except RefusedAddressError:
        return None
    except UnresolvedError:
        return False
    return send("HEAD", destination, {"User-Agent": "aimusic-mock"}, b"", timeout_s).outcome == "answered"


class Prober:
    """Probes for one mock, a few at a time.

    Args:
        policy: knows which addresses may be asked.
        timeout_s: how long to wait at most for each, in real seconds.
    """

    def __init__(self, policy: AddressPolicy, timeout_s: float = TIMEOUT_S) -> None:
        self._policy, self._timeout_s = policy, timeout_s
        self._free = threading.BoundedSemaphore(AT_ONCE)

    def probe(self, url: str) -> bool | None:
        """Tell whether a file can be fetched, as the function; None when too many requests wait for such an answer."""
        if not self._free.acquire(blocking=False):
            return None
        try:
            return probe(self._policy, url, self._timeout_s)
        finally:
            self._free.release()

"""Which names and addresses stand for this machine itself."""

from __future__ import annotations

import ipaddress

IN_PROCESS = ("mock", "testserver")
"""Host names that stand for this process: what in-process clients are mostly given."""


def is_loopback(host: str) -> bool:
    """Tell whether a host, as it stands in an address without brackets, can be reached from this machine only."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

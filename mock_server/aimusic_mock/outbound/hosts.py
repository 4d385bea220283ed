"""Which host names and addresses mean this machine: one rule for the admin API, for webhooks and for the command line."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

IN_PROCESS = ("mock", "testserver")
"""Host names that mean this process: the usual base URLs of in-process clients."""

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
"""Not `is_loopback` of `ipaddress`: for IPv4-mapped addresses its result depends on the version of Python."""


def is_own_host(netloc: str, others: Collection[str] = ()) -> bool:
    """Return whether a `Host` header means this machine, which a name that a web page resolves to it does not.

    Args:
        netloc: the value of the header, with or without a port.
        others: further names of this machine, in lower case.
    """
    try:
        host = urlsplit(f"//{netloc}").hostname or ""
    except ValueError:
        return False
    return host in IN_PROCESS or host in others or is_loopback_name(host)


def is_loopback_address(address: Address) -> bool:
    """Return whether an address is in 127.0.0.0/8 or is ::1."""
    return any(address in network for network in LOOPBACK)


def is_loopback_name(host: str) -> bool:
    """Return whether a host can only mean this machine: `localhost`, a name under it, or a loopback address.

    Names under `localhost` never leave the machine (RFC 6761, 6.3).

    Args:
        host: in any case; a name may end with a dot, and an IPv6 address may be in brackets.
    """
    name = host.lower()
    if f".{name.removesuffix('.')}".endswith(".localhost"):
        return True
    is_bracketed = name.startswith("[") and name.endswith("]")
    try:
        address = ipaddress.IPv6Address(name[1:-1]) if is_bracketed else ipaddress.ip_address(name)
    except ValueError:
        return False
    return is_loopback_address(address)

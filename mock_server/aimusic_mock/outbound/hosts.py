"""Which host names and addresses mean this machine: one rule for the admin API, for webhooks and for the command line."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit
from wsgiref.types import WSGIEnvironment

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

IN_PROCESS = ("mock", "testserver")
"""Host names that mean this process: the usual base URLs of in-process clients."""

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
"""Not `is_loopback` of `ipaddress`: for IPv4-mapped addresses its result depends on the version of Python."""


def host_of(url: str) -> str:
    """Return the host of a URL, or of `//` and the value of a `Host` header, in lower case; empty without one."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def is_own_name(host: str, environ: WSGIEnvironment, others: Collection[str] = ()) -> bool:
    """Return whether a host means the server of a request, which a name that a web page resolves to it does not.

    The names of in-process clients count only in process: in a network, they may be names of any machine.

    Args:
        host: in lower case, without a port.
        environ: of the request.
        others: further names of this machine, in lower case.
    """
    in_process = () if _is_over_socket(environ) else IN_PROCESS
    return host in in_process or host in others or is_loopback_name(host)


def _is_over_socket(environ: WSGIEnvironment) -> bool:
    # Servers name themselves, as CGI requires, except uWSGI; in-process clients do not.
    return "SERVER_SOFTWARE" in environ or "uwsgi.version" in environ


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

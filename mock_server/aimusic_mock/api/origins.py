"""Which host names are the mock's own, and whether a request comes from a web page of another site.

A page that is open in a browser on this machine can call the API, whose CORS is open and whose default key is public. It
must not make the mock connect to other servers of the machine, which the page itself cannot reach. The origin that the
browser states is compared with the names of this machine and of the settings, never with headers that a proxy sets.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request

from aimusic_mock.faults.network import HANDLED_BY_SERVER
from aimusic_mock.outbound.hosts import IN_PROCESS, is_loopback_name
from aimusic_mock.settings import Settings

FOREIGN = "the request came from a web page of another site; allow the site's host with admin_hosts"
"""The reason why a webhook or a probe was suppressed."""


def is_own_name(host: str, settings: Settings) -> bool:
    """Return whether a host is a name of this machine, of `public_url` or of `admin_hosts`.

    The names of in-process clients count only in process: in a network, they may be names of any machine.
    """
    in_process = () if _is_over_socket() else IN_PROCESS
    return host in (*in_process, *settings.admin_hosts, host_of(settings.public_url)) or is_loopback_name(host)


def is_foreign(settings: Settings) -> bool:
    """Return whether the current request states an `Origin` that is no name of the mock; `null` is foreign."""
    origin = request.headers.get("Origin")
    return origin is not None and not is_own_name(host_of(origin), settings)


def host_of(url: str) -> str:
    """Return the host of a URL in lower case; empty without one."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _is_over_socket() -> bool:
    # Servers put their socket into the environ: gunicorn.socket, werkzeug.socket.
    return HANDLED_BY_SERVER in request.environ or any(key.endswith(".socket") for key in request.environ)

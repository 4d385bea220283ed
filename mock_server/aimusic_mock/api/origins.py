"""Which host names are the mock's own, and whether a request comes from a web page of another site.

A page that is open in a browser on this machine can call the API, whose CORS is open and whose default key is public. It
must not make the mock connect to other servers of the machine, which the page itself cannot reach. The origin that the
browser states is compared with the names of this machine and of the settings, never with headers that a proxy sets.
"""

from __future__ import annotations

from flask import request

from aimusic_mock.outbound.hosts import host_of, is_own_name
from aimusic_mock.settings import Settings

FOREIGN = "the request came from a web page of another site; allow the site's host with admin_hosts"
"""The reason why a webhook or a probe was suppressed."""


def is_own(host: str, settings: Settings) -> bool:
    """Return whether a host is a name of this machine, of `public_url` or of `admin_hosts`, for the current request."""
    return is_own_name(host, request.environ, (*settings.admin_hosts, host_of(settings.public_url)))


def is_foreign(settings: Settings) -> bool:
    """Return whether the current request states an `Origin` that is no name of the mock; `null` is foreign."""
    origin = request.headers.get("Origin")
    return origin is not None and not is_own(host_of(origin), settings)

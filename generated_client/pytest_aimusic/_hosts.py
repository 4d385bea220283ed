"""The hosts of the service and of its sister brands: which ones the mock serves, and which ones no test may reach."""

from __future__ import annotations

from urllib.parse import urlsplit

from attrs import field, frozen

from aimusic_mock.contract import bundle

FILES = "https://mock.aimusic.test"
"""The origin of the mock's files and webhook inbox under interception: not the service's own origin, as with the service,
and a name that no resolver knows (RFC 6761)."""


@frozen
class Hosts:
    """The hosts of one run.

    Attributes:
        further: hosts beside those of the contract, such as a gateway's.
    """

    further: tuple[str, ...] = ()
    _served: frozenset[str] = field(init=False, repr=False)
    _domains: tuple[str, ...] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        # Once, not at every request and name lookup of a test.
        served = frozenset((*map(_host_of, (*services(), *sisters(), FILES)), *self.further))
        domains = tuple("." + _host_of(url).partition(".")[2] for url in (*services(), *sisters()))
        object.__setattr__(self, "_served", served)
        object.__setattr__(self, "_domains", domains)

    def is_served(self, host: str) -> bool:
        """Return whether the mock answers requests to a host: an API of the service or of a sister brand."""
        return _name(host) in self._served

    def is_blocked(self, host: str) -> bool:
        """Return whether a connection to a host is refused: a served one, or any other host of the same domains."""
        return self.is_served(host) or f".{_name(host)}".endswith(self._domains)


def services() -> list[str]:
    """Return the URLs of the real service, from the contract."""
    return [server["url"].rstrip("/") for server in bundle.load().document["servers"]]


def sisters() -> list[str]:
    """Return the URLs of the same API under the vendor's other brands, from the contract."""
    return [server["url"].rstrip("/") for server in bundle.load().document["x-sister-servers"]]


def _host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


def _name(host: str) -> str:
    return host.lower().rstrip(".")

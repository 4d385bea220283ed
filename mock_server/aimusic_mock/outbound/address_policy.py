"""Decides which addresses the mock may connect to, and says which machine a URL's host is, once.

An offline mock that is fed with copied production data must not call anybody's real address, and a `webhook_url` comes
from whoever holds any key. So only this machine may be sent to, unless the operator lists more:

    127.0.0.0/8, ::1, localhost and names under it    always, and without a look-up
    a listed host name      all of its addresses are looked at; public and private ones will do
    a listed network        addresses in it, and names all of whose addresses lie in it
    any other name          is not even looked up, unless networks are listed

Never for a listed name, and for a network only if it is listed as such or as a part of it (so 0.0.0.0/0 does not open
them): link-local addresses with the metadata services of clouds, carrier-grade NAT, multicast, broadcast, unspecified,
documentation and benchmark ranges, and every IPv6 form that carries an IPv4 address inside. Private addresses are open to
listed names on purpose: the name of a container or of a colleague's machine is what one lists.

The caller connects to the addresses of the `Destination` and asks no resolver again, so that a name cannot change its meaning
between the check and the connection. A look-up takes as long as the system's resolver lets it.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable
from urllib.parse import quote

from attrs import frozen

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], list[str]]

MOST_URL_CHARACTERS = 1024
"""The contract's limit of `webhook_url`."""

MOST_ADDRESSES = 16
"""More addresses than any receiver has; a name with more of them is not worth looking at."""

PORTS = {"http": 80, "https": 443}

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
LOCALHOST = ("127.0.0.1", "::1")

SPECIAL: tuple[Network, ...] = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",  # unspecified: connects to this machine on most systems
        "100.64.0.0/10",  # carrier-grade NAT, and a metadata service
        "169.254.0.0/16",  # link-local, and most metadata services
        "192.0.0.0/24",  # protocol assignments, and a metadata service
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # relays of 6to4
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
        "::/96",  # unspecified, and IPv4 inside (compatible)
        "::ffff:0:0/96",  # IPv4 inside (mapped)
        "::ffff:0:0:0/96",  # IPv4 inside (translated)
        "64:ff9b::/96",  # IPv4 inside (NAT64)
        "64:ff9b:1::/48",  # IPv4 inside (local NAT64)
        "100::/64",  # discard
        "2001::/32",  # IPv4 inside (Teredo)
        "2001:db8::/32",  # documentation
        "2002::/16",  # IPv4 inside (6to4)
        "fd00:ec2::254/128",  # a metadata service
        "fd20:ce::254/128",  # a metadata service
        "fe80::/10",  # link-local
        "fec0::/10",  # site-local
        "ff00::/8",  # multicast
    )
)
"""Ranges that a listed name must not lead to."""

_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?(?P<path>[/?][^#]*)?(?:#.*)?",
    re.IGNORECASE | re.ASCII | re.DOTALL,
)
"""Stricter than any library's reading, so that no two readings of one URL can differ. ASCII only: the long s and
the sign for Kelvin are letters of A to Z to those who ignore case."""

_NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_][a-z0-9_-]{0,62})*")
_NUMBER_LAST = re.compile(r"(.*\.)?([0-9]+|0x[0-9a-f]*)")
"""What many readers take for an IPv4 address: `127.1`, `2130706433`, `0x7f.1`, `0177.0.0.1`."""

_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")


class RefusedAddressError(Exception):
    """The address may not be connected to; the text says why."""


class UnresolvedError(Exception):
    """The host's name has no address now; it may have one later."""


@frozen
class Destination:
    """Where to connect, and what to say there.

    Args:
        scheme: `http` or `https`.
        host: the URL's host, for the certificate; an IPv6 address without brackets.
        port: the TCP port.
        path: path and query.
        addresses: the checked addresses, in the order in which to try them.
        authority: the `Host` header.
    """

    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]
    authority: str


def look_up(host: str, port: int) -> list[str]:
    """Return the addresses of a name.

    Raises:
        OSError: it has none.
    """
    return [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class AddressPolicy:
    """Knows which addresses may be connected to.

    Args:
        allow: host names and networks (or single addresses) beside this machine.
        resolve: looks a name up.

    Raises:
        ValueError: an entry of the list is neither a name nor a network.
    """

    def __init__(self, allow: Iterable[str] = (), resolve: Resolve = look_up) -> None:
        self._resolve = resolve
        self._names: set[str] = set()
        self._networks: list[Network] = []
        for entry in allow:
            self._add(entry.strip().lower())

    def check(self, url: str) -> Destination:
        """Return where a URL leads, after every address of its host was found to be allowed.

        Raises:
            RefusedAddressError: it is no plain http or https URL, or one of the addresses may not be connected to.
            UnresolvedError: its host has no address.
        """
        parts = _read(url)
        host, scheme = parts["host"].strip("[]").lower(), parts["scheme"].lower()
        port = int(parts["port"] or PORTS[scheme])
        if not 1 <= port <= 65535:
            raise RefusedAddressError("the port is none")
        path = parts["path"] or "/"
        if not path.startswith("/"):
            path = "/" + path
        return Destination(
            scheme=scheme,
            host=host,
            port=port,
            path=quote(path, safe="/%:?=&+,;@!$'()*~[]", errors="replace"),
            addresses=self._addresses(host, port, is_bracketed=parts["host"].startswith("[")),
            authority=parts["host"].lower() + ("" if port == PORTS[scheme] else f":{port}"),
        )

    def _addresses(self, host: str, port: int, *, is_bracketed: bool) -> tuple[str, ...]:
        if is_bracketed or _NUMBER_LAST.fullmatch(host):
            address = _literal(host)
            if is_bracketed != (address.version == 6):
                raise RefusedAddressError("the host is an address in an odd spelling")
            if not self._allows(address, by_name=False):
                raise RefusedAddressError("only this machine, and what webhook_allow lists, may be sent to")
            return (str(address),)
        if not _NAME.fullmatch(host) or len(host) > 253:
            raise RefusedAddressError("the host is no plain name; it has to be written without a dot at its end")
        if host == "localhost" or host.endswith(".localhost"):
            return LOCALHOST
        is_listed = host in self._names
        if not is_listed and not self._networks:
            raise RefusedAddressError("only this machine, and what webhook_allow lists, may be sent to")
        return self._checked(self._look_up(host, port), by_name=is_listed)

    def _look_up(self, host: str, port: int) -> list[Address]:
        try:
            found = list(dict.fromkeys(self._resolve(host, port)))
        except (OSError, UnicodeError) as error:
            raise UnresolvedError("the host's name has no address") from error
        if not found:
            raise UnresolvedError("the host's name has no address")
        if len(found) > MOST_ADDRESSES:
            raise RefusedAddressError("the host's name has too many addresses")
        return [_literal(text) for text in found]

    def _checked(self, addresses: list[Address], *, by_name: bool) -> tuple[str, ...]:
        # One bad address spoils the name: the others may only be there to get it past the check.
        if not all(self._allows(address, by_name=by_name) for address in addresses):
            raise RefusedAddressError("the host's name leads to an address that may not be sent to")
        return tuple(map(str, addresses))

    def _allows(self, address: Address, *, by_name: bool) -> bool:
        if any(address in network for network in LOOPBACK):
            return True
        listed = [network for network in self._networks if address in network]
        for special in SPECIAL:
            if address in special:
                return any(_lies_in(network, special) for network in listed)
        return by_name or bool(listed)

    def _add(self, entry: str) -> None:
        try:
            self._networks.append(ipaddress.ip_network(entry))
        except ValueError:
            if "/" in entry or ":" in entry or _NUMBER_LAST.fullmatch(entry) or not _NAME.fullmatch(entry):
                raise ValueError(f"'{entry}' is no host name and no network such as 10.0.0.0/8") from None
            self._names.add(entry)


def _read(url: str) -> dict[str, str]:
    if len(url) > MOST_URL_CHARACTERS:
        raise RefusedAddressError(f"the URL has more than {MOST_URL_CHARACTERS} characters")
    if _UNSAFE.search(url):
        raise RefusedAddressError("the URL has spaces, backslashes or control characters in it")
    found = _URL.fullmatch(url)
    if found is None:
        raise RefusedAddressError("it is no plain http or https URL; user names, zones and escaped hosts are none")
    return found.groupdict()


def _literal(text: str) -> Address:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        raise RefusedAddressError("the host is an address in an odd spelling") from None
    if isinstance(address, ipaddress.IPv6Address) and address.scope_id is not None:
        raise RefusedAddressError("the host is an address with a zone")
    return address


def _lies_in(network: Network, other: Network) -> bool:
    if isinstance(network, ipaddress.IPv4Network) and isinstance(other, ipaddress.IPv4Network):
        return network.subnet_of(other)
    if isinstance(network, ipaddress.IPv6Network) and isinstance(other, ipaddress.IPv6Network):
        return network.subnet_of(other)
    return False

"""Decide which addresses the mock may connect to, and resolve a URL's host exactly once.

An offline mock may be fed with copied production data, and anyone with a key can set a `webhook_url`. So the mock sends
to this machine only, unless the operator lists more in `webhook_allow`:

    127.0.0.0/8, ::1, localhost and names under it    always allowed, never resolved
    a listed host name      resolved; public and private addresses are allowed
    a listed network        addresses in it, and names that resolve to addresses in it only
    any other name          refused; resolved only if networks are listed

Some ranges are refused for listed names, and for networks unless the network is one of them or a part of one (so
0.0.0.0/0 does not allow them): link-local addresses with the metadata services of clouds, carrier-grade NAT, multicast,
broadcast, unspecified, documentation and benchmark ranges, and every IPv6 form that embeds an IPv4 address. Private
addresses are allowed for listed names on purpose: people list the name of a container or of a machine in their network.

The caller connects to the addresses of the `Destination` without resolving again, so a name cannot change its meaning
between the check and the connection (DNS rebinding). Resolving takes as long as the system's resolver takes.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable
from urllib.parse import quote

from attrs import frozen

from aimusic_mock.outbound.hosts import Address, is_loopback_address, is_loopback_name

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], list[str]]

MAX_URL_CHARACTERS = 1024
"""The contract's limit for `webhook_url`."""

MAX_ADDRESSES = 16
"""More addresses than any receiver has. Checking a longer list is not worth the time."""

PORTS = {"http": 80, "https": 443}

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
"""Ranges that a listed name must not resolve to."""

_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?(?P<path>[/?][^#]*)?(?:#.*)?",
    re.IGNORECASE | re.ASCII | re.DOTALL,
)
"""Stricter than the URL parsers of libraries, so that no two parsers can disagree about the host. ASCII only: with
IGNORECASE, `[a-z]` would also match the long s and the Kelvin sign."""

_NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_][a-z0-9_-]{0,62})*")
_NUMBER_LAST = re.compile(r"(.*\.)?([0-9]+|0x[0-9a-f]*)")
"""What many parsers accept as an IPv4 address: `127.1`, `2130706433`, `0x7f.1`, `0177.0.0.1`."""

_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")

_NOT_ALLOWED = "the host is not this machine; add it to webhook_allow to send there"
_NONSTANDARD = "write the IP address in its standard form, e.g. 127.0.0.1 or [::1]"


class RefusedAddressError(Exception):
    """The policy refuses the URL; the message says why."""


class UnresolvedError(Exception):
    """The host name does not resolve at the moment."""


@frozen
class Destination:
    """The checked parts of a URL.

    Args:
        scheme: `http` or `https`.
        host: the name or address, without brackets.
        port: the TCP port.
        path: path and query.
        addresses: the allowed addresses, in the order to try them.
        authority: value of the `Host` header.
    """

    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]
    authority: str


def resolve_host(host: str, port: int) -> list[str]:
    """Return the addresses of a host name.

    Raises:
        OSError: the name does not resolve.
    """
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class AddressPolicy:
    """Allows or refuses the URLs that the mock may connect to.

    Args:
        allow: host names, networks and addresses to allow besides this machine.
        resolve: returns the addresses of a name.

    Raises:
        ValueError: an entry is neither a host name nor a network.
    """

    def __init__(self, allow: Iterable[str] = (), resolve: Resolve = resolve_host) -> None:
        self._resolve = resolve
        self._names: set[str] = set()
        self._networks: list[Network] = []
        for entry in allow:
            self._add(entry.strip().lower())

    def check(self, url: str) -> Destination:
        """Parse a URL and return its destination if every address of its host is allowed.

        Raises:
            RefusedAddressError: the URL is malformed, or an address of its host is not allowed.
            UnresolvedError: its host name does not resolve.
        """
        parts = _parse(url)
        host, scheme = parts["host"].strip("[]").lower(), parts["scheme"].lower()
        port = int(parts["port"] or PORTS[scheme])
        if not 1 <= port <= 65535:
            raise RefusedAddressError("the port must be between 1 and 65535")
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
                raise RefusedAddressError(_NONSTANDARD)
            if not self._allows(address, by_name=False):
                raise RefusedAddressError(_NOT_ALLOWED)
            return (str(address),)
        if not _NAME.fullmatch(host) or len(host) > 253:
            raise RefusedAddressError("the host name is not valid; it must not end with a dot")
        if is_loopback_name(host):
            return LOCALHOST
        is_listed = host in self._names
        if not is_listed and not self._networks:
            raise RefusedAddressError(_NOT_ALLOWED)
        return self._checked(self._resolved(host, port), by_name=is_listed)

    def _resolved(self, host: str, port: int) -> list[Address]:
        try:
            texts = list(dict.fromkeys(self._resolve(host, port)))
        except (OSError, UnicodeError) as error:
            raise UnresolvedError("the host name does not resolve") from error
        if not texts:
            raise UnresolvedError("the host name does not resolve")
        if len(texts) > MAX_ADDRESSES:
            raise RefusedAddressError(f"the host name resolves to more than {MAX_ADDRESSES} addresses")
        return [_literal(text) for text in texts]

    def _checked(self, addresses: list[Address], *, by_name: bool) -> tuple[str, ...]:
        # One address that is not allowed refuses the name: the allowed ones may be there to get it past the check.
        if not all(self._allows(address, by_name=by_name) for address in addresses):
            raise RefusedAddressError("the host name resolves to an address that is not allowed")
        return tuple(map(str, addresses))

    def _allows(self, address: Address, *, by_name: bool) -> bool:
        if is_loopback_address(address):
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
                raise ValueError(f"'{entry}' is neither a host name nor a network such as 10.0.0.0/8") from None
            self._names.add(entry)


def _parse(url: str) -> dict[str, str]:
    if len(url) > MAX_URL_CHARACTERS:
        raise RefusedAddressError(f"the URL is longer than {MAX_URL_CHARACTERS} characters")
    if _UNSAFE.search(url):
        raise RefusedAddressError("the URL must not contain spaces, backslashes or control characters")
    match = _URL.fullmatch(url)
    if match is None:
        raise RefusedAddressError(
            "not a plain http(s) URL: user info, IPv6 zones and percent-encoded hosts are not accepted"
        )
    return match.groupdict()


def _literal(text: str) -> Address:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        raise RefusedAddressError(_NONSTANDARD) from None
    if isinstance(address, ipaddress.IPv6Address) and address.scope_id is not None:
        raise RefusedAddressError("IPv6 addresses with a zone are not accepted")
    return address


def _lies_in(network: Network, other: Network) -> bool:
    if isinstance(network, ipaddress.IPv4Network) and isinstance(other, ipaddress.IPv4Network):
        return network.subnet_of(other)
    if isinstance(network, ipaddress.IPv6Network) and isinstance(other, ipaddress.IPv6Network):
        return network.subnet_of(other)
    return False

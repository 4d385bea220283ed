"""The routes to a server, direct or through a proxy, and its certificates, from the usual variables of the environment.

Replaces httpx's own reading of these variables, which sends requests for this machine to a proxy, misreads networks in
NO_PROXY, and raises errors that name no variable. Applies only to clients without an `http_client`.
"""

from __future__ import annotations

import ipaddress
import os
import re
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Self

import httpx
from attrs import field, frozen

from aimusic import _config
from aimusic._errors import ConfigurationError

_DEFAULT_PORTS = {"http": 80, "https": 443}
_NAME = re.compile(r"[\w.-]+")


@frozen(eq=False)
class ProxyServer:
    """A proxy of the environment.

    Attributes:
        variable: The variable that names it.
        url: Its URL, with credentials.
    """

    variable: str
    url: httpx.URL = field(repr=False)

    @classmethod
    def parse(cls, variable: str, value: str) -> Self:
        """Return the proxy that a variable names; without a scheme, it is an HTTP proxy.

        Raises:
            ConfigurationError: The value is not the URL of a proxy, or httpx lacks support for it.
        """
        url = _proxy_url(value)
        if url is None:  # the value is not shown, as it may contain a password
            raise ConfigurationError(f"{variable} is not a valid proxy URL: write it as http://host:port, or unset it.")
        if url.scheme.startswith("socks") and find_spec("socksio") is None:
            raise ConfigurationError(
                f"{variable} names a SOCKS proxy, which needs an extra: pip install 'httpx[socks]', or unset it."
            )
        return cls(variable, url)

    @contextmanager
    def named_in_errors(self) -> Iterator[None]:
        """Add the proxy, without its credentials, to the message of a connection error, in a `with` block."""
        try:
            yield
        except httpx.RequestError as error:
            error.args = (
                f"{error} (through the proxy {self.url.scheme}://{self.url.netloc.decode()}, {self.variable})",
            )
            raise


def _proxy_url(value: str) -> httpx.URL | None:
    try:
        url = httpx.URL(value if "://" in value else f"http://{value}")
        httpx.Proxy(url)
    except (ValueError, httpx.InvalidURL):
        return None
    return url if url.host and _config.is_port(url.port) else None


@frozen
class Exclusion:
    """An entry of NO_PROXY: a name with all names under it, an address or a network; with a scheme or port, only for those."""

    name: str
    network: ipaddress.IPv4Network | ipaddress.IPv6Network | None = None
    scheme: str = ""
    port: int | None = None

    @classmethod
    def parse(cls, variable: str, entry: str) -> Self:
        """Return the meaning of an entry; a name that begins with a dot stands only for the names under it.

        Raises:
            ConfigurationError: The entry is neither a name nor an address nor a network.
        """
        scheme, _, rest = entry.rpartition("://")
        for host, port in ((rest, ""), (rest.rpartition(":")[0], rest.rpartition(":")[2])):
            is_bracketed = host.startswith("[") and host.endswith("]")
            network = _network(host[1:-1] if is_bracketed else host)
            name = host.removeprefix("*").lower()
            if (network or _NAME.fullmatch(name)) and (not port or port.isdecimal()):
                return cls(name, network, scheme.replace("all", ""), int(port) if port else None)
        raise ConfigurationError(
            f"{variable} contains {entry!r}: write host names, IP addresses, or networks such as 10.0.0.0/8, or unset it."
        )

    def matches(self, url: httpx.URL) -> bool:
        """Return whether requests to a URL use no proxy."""
        if self.scheme not in ("", url.scheme):
            return False
        if self.port not in (None, url.port or _DEFAULT_PORTS.get(url.scheme)):
            return False
        host = url.host.rstrip(".")
        if self.network is not None:
            address = _network(host)
            return address is not None and address[0] in self.network
        return host == self.name or host.endswith(self.name if self.name.startswith(".") else f".{self.name}")


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


@frozen(eq=False)
class Network:
    """The proxies and certificates of the environment, read once.

    Attributes:
        proxies: The proxy of each scheme; `all` for the others.
        exclusions: The URLs that use no proxy.
        certificates: The TLS settings of all connections.
    """

    proxies: Mapping[str, ProxyServer]
    exclusions: tuple[Exclusion, ...]
    certificates: ssl.SSLContext = field(repr=False)

    @classmethod
    def from_environment(cls) -> Self:
        """Read the environment.

        Raises:
            ConfigurationError: A variable has a value that cannot be used.
        """
        settings = _config.proxies()
        variable, excluded = settings.pop("no", ("", ""))
        servers = {scheme: ProxyServer.parse(*setting) for scheme, setting in settings.items()}
        entries = re.split(r"[\s,]+", excluded.strip()) if servers else []  # without a proxy, it has no effect
        exclusions = tuple(Exclusion.parse(variable, entry) for entry in entries if entry not in ("", "*"))
        return cls({} if "*" in entries else servers, exclusions, _certificates())

    def proxy_for(self, url: httpx.URL) -> ProxyServer | None:
        """Return the proxy for requests to a URL; None for a direct connection, always to this machine."""
        if _config.is_loopback(url.host) or any(exclusion.matches(url) for exclusion in self.exclusions):
            return None
        return self.proxies.get(url.scheme) or self.proxies.get("all")

    def client(self) -> httpx.Client:
        """Return a new client with connections of its own."""
        return httpx.Client(transport=_Routes(self), trust_env=False)

    def async_client(self) -> httpx.AsyncClient:
        """Return a new asynchronous client with connections of its own."""
        return httpx.AsyncClient(transport=_AsyncRoutes(self), trust_env=False)


def _certificates() -> ssl.SSLContext:
    variable, path = next(
        ((name, value) for name in (_config.CERT_FILE, _config.CERT_DIR) if (value := _config.read(name))), ("", "")
    )
    try:
        if variable == _config.CERT_FILE:
            return ssl.create_default_context(cafile=path)
        if variable == _config.CERT_DIR:
            if not any(Path(part).is_dir() for part in path.split(os.pathsep)):
                raise NotADirectoryError("it is not a folder")
            return ssl.create_default_context(capath=path)
        return httpx.create_ssl_context(trust_env=False)
    except OSError as error:  # ssl.SSLError is one
        variables = [name for name in (variable, _config.KEY_LOG) if name and _config.read(name)]
        raise ConfigurationError(
            f"TLS cannot be set up: check {' and '.join(variables) or 'the certificates of certifi'} ({error})."
        ) from error


class _Routes(httpx.BaseTransport):
    """Sends each request directly or through its proxy."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._direct = httpx.HTTPTransport(verify=network.certificates)
        self._proxied = {
            server: httpx.HTTPTransport(verify=network.certificates, proxy=httpx.Proxy(server.url))
            for server in network.proxies.values()
        }

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        server = self._network.proxy_for(request.url)
        if server is None:
            return self._direct.handle_request(request)
        with server.named_in_errors():
            return self._proxied[server].handle_request(request)

    def close(self) -> None:
        for transport in (self._direct, *self._proxied.values()):
            transport.close()


class _AsyncRoutes(httpx.AsyncBaseTransport):
    """`_Routes` for coroutines."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._direct = httpx.AsyncHTTPTransport(verify=network.certificates)
        self._proxied = {
            server: httpx.AsyncHTTPTransport(verify=network.certificates, proxy=httpx.Proxy(server.url))
            for server in network.proxies.values()
        }

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        server = self._network.proxy_for(request.url)
        if server is None:
            return await self._direct.handle_async_request(request)
        with server.named_in_errors():
            return await self._proxied[server].handle_async_request(request)

    async def aclose(self) -> None:
        for transport in (self._direct, *self._proxied.values()):
            await transport.aclose()

"""A client's settings: explicit arguments take precedence over the environment, and the environment over defaults.

The only module that reads the environment, and only when a client is created, never at import.
"""

from __future__ import annotations

import ipaddress
import os
import re
import sys
from collections.abc import Mapping
from typing import Any
from urllib.request import getproxies

import httpx
from attrs import field, frozen

from aimusic import _defaults
from aimusic._errors import ConfigurationError, join_sentences

API_KEY = "AIMUSIC_API_KEY"
BASE_URL = "AIMUSIC_BASE_URL"
WEBHOOK_SECRET = "AIMUSIC_WEBHOOK_SECRET"  # noqa: S105 - the variable's name
LOG = "AIMUSIC_LOG"
CERT_FILE, CERT_DIR = "SSL_CERT_FILE", "SSL_CERT_DIR"
"""The usual variables for certificates; the file takes precedence."""

KEY_LOG = "SSLKEYLOGFILE"
"""Where Python writes the keys of TLS connections, for debugging."""

_PROXY_KINDS = ("http", "https", "all", "no")
"""The proxy variables without their ending, `_proxy`."""

KEYS_PAGE = "https://aimusicapi.ai"
"""Where to create an API key."""

PREFIX = "/api/v1"
"""The prefix of every path in the contract. Stripped from base URLs, as users often paste URLs that end in it."""

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
"""The addresses of this machine."""

LONGEST = 86_400.0
"""A day: the most seconds of a setting. Larger numbers overflow in some system calls; None means no limit."""

SHOWN = 200
"""The most characters of a value that an error message repeats."""

RESERVED_HEADERS = frozenset({"authorization", "content-length", "content-type", "host", "transfer-encoding"})
"""Headers that this package sets itself."""

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[!-~]([ \t!-~]*[!-~])?|")


class Unset:
    """The type of `UNSET`: the default of an argument for which None is a value."""

    def __repr__(self) -> str:
        return "UNSET"


UNSET = Unset()


@frozen
class Config:
    """A client's validated settings.

    Attributes:
        api_key: The API key; not in the repr.
        base_url: The URL of the service or of a mock, without a trailing slash.
        timeout: Per request; a part that has no value has no limit.
        slow_timeout: Per request that waits for an upload: longer, unless `timeout` is set.
        retries: Retries after the first attempt, 0 or more.
        pace: Seconds between two submits; 0 for no pacing.
        webhook_secret: The secret for verifying webhooks; not in the repr.
        headers: Additional headers of requests to the base URL, with names in lower case; not in the repr.
    """

    api_key: str = field(repr=False)
    base_url: httpx.URL
    timeout: httpx.Timeout
    slow_timeout: httpx.Timeout
    retries: int
    pace: float
    webhook_secret: str | None = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)

    @property
    def is_local(self) -> bool:
        """Whether the server runs on this machine."""
        return is_loopback(self.base_url.host)


def read(name: str) -> str | None:
    """Return an environment variable, None if it is missing or empty."""
    return os.environ.get(name) or None


def proxies() -> dict[str, tuple[str, str]]:
    """Return the proxy settings: for `http`, `https`, `all` and `no`, the name of the variable, and its value."""
    return {kind: (_proxy_variable(kind), value) for kind, value in getproxies().items() if kind in _PROXY_KINDS}


def _proxy_variable(kind: str) -> str:
    names = [name for name, value in os.environ.items() if name.lower() == f"{kind}_proxy" and value]
    return max(names, default="The proxy in the system's settings")  # lower case takes precedence


def make(
    *,
    api_key: str | None,
    base_url: str | None,
    timeout: float | httpx.Timeout | Unset | None,
    retries: int,
    pace: bool | float,
    webhook_secret: str | None,
    default_headers: Mapping[str, str] | None,
) -> Config:
    """Return the settings of a new client.

    Raises:
        ConfigurationError: A value is missing or invalid.
    """
    return Config(
        api_key=_key(api_key if api_key is not None else read(API_KEY)),
        base_url=url(base_url if base_url is not None else read(BASE_URL) or _defaults.BASE_URL),
        timeout=limits(timeout, _defaults.TIMEOUT),
        slow_timeout=limits(timeout, _defaults.SLOW_TIMEOUT),
        retries=tries(retries),
        pace=spacing(pace),
        webhook_secret=_secret(webhook_secret if webhook_secret is not None else read(WEBHOOK_SECRET)),
        headers=headers(default_headers, "default_headers"),
    )


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        # The value is not shown: it may be a key in bytes.
        raise ConfigurationError(f"{name} is of the type {type(value).__name__}: it must be a string.")
    return value


def _key(value: str | None) -> str:
    key = "" if value is None else _text(value, "api_key").strip()  # a key read from a file may end in a line break
    if not key:
        raise ConfigurationError(f"No API key: pass `api_key=`, or set {API_KEY}. Create a key at {KEYS_PAGE}.")
    if key.lower().startswith("bearer ") or key.lower() == "bearer":
        raise ConfigurationError("The API key begins with `Bearer`, which is added automatically: pass the key alone.")
    if not key.isascii() or not key.isprintable() or " " in key:
        raise ConfigurationError(
            "The API key contains a character that is not allowed in an HTTP header: copy it again."
        )
    return key


def _secret(value: str | None) -> str | None:
    if value is not None:
        try:
            _text(value, "webhook_secret").encode()
        except UnicodeEncodeError:
            raise ConfigurationError("The webhook secret contains a character that UTF-8 cannot encode.") from None
    return value


def headers(value: Mapping[str, str] | None, name: str) -> dict[str, str]:
    """Return validated additional headers, with names in lower case.

    Args:
        value: The headers; None for none.
        name: The name of the argument, for errors.

    Raises:
        ConfigurationError: A name or value is invalid, or this package sets the header itself.
    """
    if not isinstance(value, (Mapping, type(None))):
        raise ConfigurationError(f"{name} is of the type {type(value).__name__}: it must be a dict of strings.")
    checked = {}
    for header, text in (value or {}).items():
        if not isinstance(header, str) or not _HEADER_NAME.fullmatch(header):
            raise ConfigurationError(f"{name} contains {header!r}, which is not the name of a header.")
        if header.lower() in RESERVED_HEADERS:
            hint = ": pass `api_key=` instead" if header.lower() == "authorization" else ""
            raise ConfigurationError(f"{name} contains {header}, which the client sets itself{hint}.")
        if not isinstance(text, str) or not _HEADER_VALUE.fullmatch(text):
            raise ConfigurationError(
                f"The value of {header} in {name} must be a string of printable ASCII characters without outer spaces."
            )
        checked[header.lower()] = text
    return checked


def url(value: str) -> httpx.URL:
    """Return a validated base URL.

    Raises:
        ConfigurationError: The URL is invalid, or plain HTTP to another machine.
    """
    try:
        parsed = httpx.URL(_text(value, "base_url").strip())
    except (httpx.InvalidURL, ValueError) as error:
        raise ConfigurationError(join_sentences(f"{value!r} is not a valid base URL: {error}")) from error
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise ConfigurationError(f"The base URL {value!r} must begin with https:// and include a host.")
    if not is_port(parsed.port):
        raise ConfigurationError(f"The base URL {value!r} has an invalid port: it must be between 1 and 65535.")
    if parsed.userinfo or parsed.query or parsed.fragment:
        raise ConfigurationError("The base URL must not contain user info, a query or a fragment.")
    if parsed.scheme == "http" and not is_loopback(parsed.host):
        raise ConfigurationError(
            f"The base URL {value!r} would send the key unencrypted: use https:// (http:// is for this machine only)."
        )
    return parsed.copy_with(path=parsed.path.rstrip("/").removesuffix(PREFIX))


def is_port(port: int | None) -> bool:
    """Return whether a URL's port can be connected to; None is the default of the scheme."""
    return port is None or 0 < port < 65_536


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine: `localhost`, a name under it, or an address in 127.0.0.0/8 or ::1."""
    name = host.lower()
    if f".{name.removesuffix('.')}".endswith(".localhost"):
        return True
    is_bracketed = name.startswith("[") and name.endswith("]")
    try:
        address = ipaddress.IPv6Address(name[1:-1]) if is_bracketed else ipaddress.ip_address(name)
    except ValueError:
        return False
    # Not `address.is_loopback`: for IPv4-mapped addresses it depends on the version of Python.
    return any(address in network for network in LOOPBACK)


def limits(value: float | httpx.Timeout | Unset | None, usual: float) -> httpx.Timeout:
    """Return the timeouts of one request.

    Args:
        value: Seconds, or an httpx.Timeout; None for no limit.
        usual: The default in seconds, if `value` is UNSET.

    Raises:
        ConfigurationError: The value is not a positive number up to LONGEST.
    """
    if isinstance(value, httpx.Timeout):
        for limit in value.as_dict().values():
            _timeout(limit)
        return value
    if isinstance(value, Unset):
        return httpx.Timeout(usual, connect=_defaults.CONNECT_TIMEOUT)
    seconds = _timeout(value)
    return (
        httpx.Timeout(None)
        if seconds is None
        else httpx.Timeout(seconds, connect=min(seconds, _defaults.CONNECT_TIMEOUT))
    )


def _timeout(value: Any) -> float | None:
    if value is not None and not (is_number(value) and 0 < value <= LONGEST):
        raise ConfigurationError(
            f"timeout is {shown(value)}: it must be a positive number of seconds, at most {LONGEST:.0f}, or None for no limit."
        )
    return None if value is None else float(value)


def shown(value: object) -> str:
    """Return a value for an error message; of a value without a short `repr`, such as a huge integer, the type."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):
        text = ""
    return text if 0 < len(text) <= SHOWN else f"a value of the type {type(value).__name__}"


def is_number(value: Any) -> bool:
    """Return whether a value is a number in the range of a float: not NaN or infinite, and neither True nor False."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= sys.float_info.max


def tries(value: int) -> int:
    """Return the validated number of retries.

    Raises:
        ConfigurationError: It is not an integer, or below 0.
    """
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ConfigurationError(f"retries is {shown(value)}: it must be an integer, 0 or more.")
    return value


def spacing(value: bool | float) -> float:
    """Return the seconds between two submits: True for the standard plan's limit, False for 0.

    Raises:
        ConfigurationError: The value is not a number from 0 to LONGEST.
    """
    if isinstance(value, bool):
        return _defaults.PACE_INTERVAL if value else 0.0
    if not (is_number(value) and 0 <= value <= LONGEST):
        raise ConfigurationError(
            f"pace is {shown(value)}: it must be True, False, or a number of seconds from 0 to {LONGEST:.0f}."
        )
    return float(value)

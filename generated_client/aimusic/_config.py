"""A client's settings: explicit arguments take precedence over the environment, and the environment over defaults.

The only module that reads the environment, and only when a client is created, never at import.
"""

from __future__ import annotations

import ipaddress
import os

import httpx
from attrs import field, frozen

from aimusic import _defaults
from aimusic._errors import ConfigurationError, join_sentences

API_KEY = "AIMUSIC_API_KEY"
BASE_URL = "AIMUSIC_BASE_URL"
WEBHOOK_SECRET = "AIMUSIC_WEBHOOK_SECRET"  # noqa: S105 - the variable's name
LOG = "AIMUSIC_LOG"

KEYS_PAGE = "https://aimusicapi.ai"
"""Where to create an API key."""

PREFIX = "/api/v1"
LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
"""The prefix of every path in the contract. Stripped from base URLs, as users often paste URLs that end in it."""


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
    """

    api_key: str = field(repr=False)
    base_url: httpx.URL
    timeout: httpx.Timeout
    slow_timeout: httpx.Timeout
    retries: int
    pace: float
    webhook_secret: str | None = field(repr=False)

    @property
    def is_local(self) -> bool:
        """Whether the server runs on this machine."""
        return is_loopback(self.base_url.host)


def read(name: str) -> str | None:
    """Return an environment variable, None if it is missing or empty."""
    return os.environ.get(name) or None


def make(
    *,
    api_key: str | None,
    base_url: str | None,
    timeout: float | httpx.Timeout | Unset | None,
    retries: int,
    pace: bool | float,
    webhook_secret: str | None,
) -> Config:
    """Return the settings of a new client.

    Raises:
        ConfigurationError: A value is missing or invalid.
    """
    return Config(
        api_key=_key(api_key if api_key is not None else read(API_KEY)),
        base_url=url(base_url or read(BASE_URL) or _defaults.BASE_URL),
        timeout=limits(timeout, _defaults.TIMEOUT),
        slow_timeout=limits(timeout, _defaults.SLOW_TIMEOUT),
        retries=tries(retries),
        pace=spacing(pace),
        webhook_secret=webhook_secret if webhook_secret is not None else read(WEBHOOK_SECRET),
    )


def _key(value: str | None) -> str:
    key = (value or "").strip()  # a key read from a file may end in a line break
    if not key:
        raise ConfigurationError(f"No API key: pass `api_key=`, or set {API_KEY}. Create a key at {KEYS_PAGE}.")
    if not key.isascii() or not key.isprintable() or " " in key:
        raise ConfigurationError(
            "The API key contains a character that is not allowed in an HTTP header: copy it again."
        )
    return key


def url(value: str) -> httpx.URL:
    """Return a validated base URL.

    Raises:
        ConfigurationError: The URL is invalid, or plain HTTP to another machine.
    """
    try:
        parsed = httpx.URL(value.strip())
    except (httpx.InvalidURL, TypeError) as error:
        raise ConfigurationError(join_sentences(f"{value!r} is not a valid base URL: {error}")) from error
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise ConfigurationError(f"The base URL {value!r} must begin with https:// and include a host.")
    if parsed.userinfo or parsed.query or parsed.fragment:
        raise ConfigurationError("The base URL must not contain user info, a query or a fragment.")
    if parsed.scheme == "http" and not is_loopback(parsed.host):
        raise ConfigurationError(
            f"The base URL {value!r} would send the key unencrypted: use https:// (http:// is for this machine only)."
        )
    return parsed.copy_with(path=parsed.path.rstrip("/").removesuffix(PREFIX))


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
        ConfigurationError: The value is not a positive number.
    """
    if isinstance(value, httpx.Timeout):
        return value
    if isinstance(value, Unset):
        return httpx.Timeout(usual, connect=_defaults.CONNECT_TIMEOUT)
    if value is None:
        return httpx.Timeout(None)
    if not 0 < value < float("inf"):
        raise ConfigurationError(
            f"timeout is {value!r}: it must be a positive number of seconds, or None for no limit."
        )
    return httpx.Timeout(value, connect=min(value, _defaults.CONNECT_TIMEOUT))


def tries(value: int) -> int:
    """Return the validated number of retries.

    Raises:
        ConfigurationError: The number is below 0.
    """
    if value < 0:
        raise ConfigurationError(f"retries is {value!r}: it must be 0 or more.")
    return value


def spacing(value: bool | float) -> float:
    """Return the seconds between two submits: True for the standard plan's limit, False for 0.

    Raises:
        ConfigurationError: The value is below 0 or not finite.
    """
    if value is True:
        return _defaults.PACE_INTERVAL
    if not 0 <= value < float("inf"):
        raise ConfigurationError(f"pace is {value!r}: it must be True, False, or a number of seconds, 0 or more.")
    return float(value)

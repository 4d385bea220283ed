"""Remove secrets from bodies, headers and URLs before they are recorded.

A secret is any member of a body or parameter of a URL whose name says so, and the user info of a URL. The contract itself
has only `webhook_secret`; the other names cover what clients send by mistake.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, unquote

HIDDEN = "[hidden]"

LEAST = 6
"""Minimum length of a secret that is also redacted elsewhere; shorter ones would match parts of ordinary words."""

SECRET_WORDS = (
    *("secret", "token", "password", "passwd", "passphrase", "passcode", "authorization", "credential"),
    *("api_?key", "access_?key", "private_?key", "signing_?key"),
)
"""Patterns of words that make a name secret at the end of any of its words, as in `clientsecret` and `API-Key`.

The SDK's log has the same list in `aimusic/_logging.py`.
"""

_WORDS = "|".join(SECRET_WORDS)
_SECRET_NAME = re.compile(
    rf"(?:{_WORDS})s?(?:_|$)|(?:^|_)(?:auth|jwt|hmac)(?:_|$)|(?<!time_)(?<!key_)(?<![a-z])sig(?:nature)?$"
)
_SECRET_NUMBER = re.compile(rf"(?:{_WORDS})$")
"""Names whose numbers are secret. `max_tokens`, `token_count` and `password_length` are counts."""
_SECRET_PARAMETER = re.compile(r"(?:^|_)(?:key|pass|pwd)(?:_|$)|^(?:code|st|hdn(?:ts|ea|tl))$")
_SECRET_HEADER = re.compile(r"(?:key|cookie|auth|signature|session|session_?id)\d?(?:_|$)")
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+")

# Every run of characters is possessive or bounded: the search stays linear in a body of a million letters.
_PAIR = re.compile(
    r"(?<![\w.-])(([\w.-]++)\\{0,8}[\"']?\s{0,8}[:=]\s{0,8})"
    r"(?:\"(?:[^\"\\]|\\.)*+\"?|'[^']*+'?|(?:(?:bearer|basic)\s{1,8})?[^\s,&}]++)",
    re.IGNORECASE,
)
"""A name and its value in text that is not JSON."""
_CREDENTIAL = re.compile(
    r"\b((?:bearer|basic)\s{1,8})(?![a-z]{1,7}(?![\w~+/-]))[\w.~+/-]++=*+(?![\w\"'])", re.IGNORECASE
)
"""The value of an `Authorization` header. Short words, as in "the bearer of good news", are not keys."""
_USER_INFO = re.compile(r"(://)[^/@\s\"?#]++@|(%3A%2F%2F)(?:(?!%2F|%40)[^\s\"&])++%40", re.IGNORECASE)
_PARAMETER = re.compile(r"(?<=[?&;#])([\w.%-]++=)[^&\s\"#]++")


def is_secret_member(name: str) -> bool:
    """Return whether texts under a name in a body are secret."""
    return _SECRET_NAME.search(_words(name)) is not None


def is_secret_parameter(name: str) -> bool:
    """Return whether a parameter of a URL is secret."""
    words = _words(unquote(name))
    return (_SECRET_NAME.search(words) or _SECRET_PARAMETER.search(words)) is not None


def is_secret_header(name: str) -> bool:
    """Return whether a header is secret."""
    words = _words(name)
    return (_SECRET_NAME.search(words) or _SECRET_HEADER.search(words)) is not None


def _words(name: str) -> str:
    """Return a name in snake case."""
    return _WORD_START.sub("_", name).lower()


def hide(raw: bytes) -> str:
    """Return a request body as text without its secrets. A body without any keeps every byte, since a replay sends it."""
    text = raw.decode("utf-8", "surrogateescape")
    try:
        parsed = json.loads(text, object_pairs_hook=_object)
        hidden = _hidden(parsed)
        if hidden != parsed:
            text = json.dumps(hidden)
    except (ValueError, RecursionError):
        text = _PAIR.sub(_hidden_pair, text)
    return hide_in_text(text)


def hide_in_text(text: str) -> str:
    """Return a text without the user names, passwords and tokens in its URLs, and without `Bearer` keys."""
    text = _USER_INFO.sub(lambda match: f"{match[1] or match[2]}{HIDDEN}{'@' if match[1] else '%40'}", text)
    text = _PARAMETER.sub(lambda match: match[1] + HIDDEN if is_secret_parameter(match[1][:-1]) else match[0], text)
    return _CREDENTIAL.sub(lambda match: match[1] + HIDDEN, text)


class KnownSecrets:
    """Secrets that are removed wherever they occur, also where a URL or JSON escapes them.

    Args:
        secrets: the first ones; those shorter than `LEAST` are ignored.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._by_end: dict[str, set[str]] = {}  # many secrets begin alike, such as `eyJ` and `sk-live-`
        self.update(secrets)

    def update(self, secrets: Iterable[str]) -> None:
        """Add secrets."""
        for secret in secrets:
            if len(secret) >= LEAST:
                for form in (secret, quote(secret, safe="", errors="surrogateescape"), json.dumps(secret)[1:-1]):
                    self._by_end.setdefault(form[-LEAST:], set()).add(form)

    def hide(self, text: str) -> str:
        """Return a text without the secrets. The time depends on the text, and not on the number of secrets."""
        parts = {text[index : index + LEAST] for index in range(len(text) - LEAST + 1)}
        ends = (self._by_end[part] for part in parts if part in self._by_end)
        forms = [form for group in ends for form in group if form[:LEAST] in parts]
        for form in sorted(forms, key=len, reverse=True):  # a secret may be part of another
            text = text.replace(form, HIDDEN)
        return text

    def hide_in_body(self, text: str) -> str:
        """Return a body without the secrets. In JSON only in texts, since a secret of digits may be part of a number."""
        if not self._by_end:
            return text
        try:
            parsed = json.loads(text, object_pairs_hook=_object)
            clean = self._replaced(parsed)
        except (ValueError, RecursionError):
            return self.hide(text)
        return text if clean == parsed else json.dumps(clean)

    def _replaced(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {self.hide(name): self._replaced(entry) for name, entry in value.items()}
        if isinstance(value, list):
            return [self._replaced(entry) for entry in value]
        return self.hide(value) if isinstance(value, str) else value


def _hidden_pair(match: re.Match[str]) -> str:
    return match[1] + HIDDEN if is_secret_member(match[2]) else match[0]


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("duplicate key")  # one of its values would be missed
    return members


def _hidden(value: Any, secret: bool = False, secret_number: bool = False) -> Any:
    if isinstance(value, dict):
        return {
            name: _hidden(
                member,
                secret or is_secret_member(name),
                secret_number or _SECRET_NUMBER.search(_words(name)) is not None,
            )
            for name, member in value.items()
        }
    if isinstance(value, list):
        return [_hidden(element, secret, secret_number) for element in value]
    if isinstance(value, str):
        return HIDDEN if secret else _hidden_inside(value)
    # A number stays a number, so that a replay of the request gets the same reply.
    return 0 if secret_number and isinstance(value, (int, float)) and not isinstance(value, bool) else value


def _hidden_inside(text: str) -> str:
    """Return a text that is JSON itself without its secrets; other text is returned unchanged."""
    if not text.lstrip().startswith(("{", "[")):
        return text
    try:
        parsed = json.loads(text, object_pairs_hook=_object)
    except (ValueError, RecursionError):
        return text
    hidden = _hidden(parsed)
    return text if hidden == parsed else json.dumps(hidden)

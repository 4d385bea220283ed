"""Remove secrets from bodies, headers and URLs before they are recorded.

A secret is any member of a body or parameter of a URL whose name says so, and the user info of a URL. The contract itself
has only `webhook_secret`; the other names cover what clients send by mistake.
"""

from __future__ import annotations

import json
import re
from typing import Any

HIDDEN = "[hidden]"

_WORDS = "secret|token|password|authorization|api_?key"
_SECRET_NAME = re.compile(_WORDS, re.IGNORECASE)

# For traffic of the real service, which carries real keys and signatures: wider than the names that a body is redacted by.
SECRET_HEADER = re.compile(r"key|token|secret|cookie|auth|signature|password|session", re.IGNORECASE)
SECRET_MEMBER = re.compile(rf"{_WORDS}|sig(nature)?$", re.IGNORECASE)

# Every repetition is bounded, and a name starts at a word boundary: the search stays linear in a body of a million letters.
_SECRET_IN_PAIR = re.compile(
    rf"((?<![\w.-])[\w.-]{{0,64}}?(?:{_WORDS})[\w.-]{{0,64}}[\"']?\s{{0,8}}[:=]\s{{0,8}})"
    r"(?:\"(?:[^\"\\]|\\.)*\"?|'[^']*'?|[^\s,&}]+)",
    re.IGNORECASE,
)
"""For text that is not JSON."""
_SECRET_IN_URL = re.compile(
    r"(?<=://)[^/@\s\"]{1,512}@|(?<=[?&;])([\w.-]{0,64}?(?:secret|token|key|sig)[\w.-]{0,64}=)[^&\s\"]+", re.IGNORECASE
)


def hide(raw: bytes) -> str:
    """Return a request body as text without its secrets. A body without any keeps every byte, since a replay sends it."""
    text = raw.decode("utf-8", "surrogateescape")
    try:
        parsed = json.loads(text, object_pairs_hook=_object)
        hidden = _hidden(parsed)
        if hidden != parsed:
            text = json.dumps(hidden)
    except (ValueError, RecursionError):
        text = _SECRET_IN_PAIR.sub(lambda match: match.group(1) + HIDDEN, text)
    return hide_in_text(text)


def hide_in_text(text: str) -> str:
    """Return a text without the user names, passwords and tokens in its URLs."""
    return _SECRET_IN_URL.sub(lambda match: f"{match.group(1) or ''}{HIDDEN}" + ("" if match.group(1) else "@"), text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("duplicate key")  # one of its values would be missed
    return members


def _hidden(value: Any, secret: bool = False) -> Any:
    if isinstance(value, dict):
        return {name: _hidden(member, secret or bool(_SECRET_NAME.search(name))) for name, member in value.items()}
    if isinstance(value, list):
        return [_hidden(element, secret) for element in value]
    return HIDDEN if secret and isinstance(value, str) else value

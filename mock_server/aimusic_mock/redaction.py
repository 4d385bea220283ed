"""Remove secrets from request bodies, texts and URLs.

A secret is the value of every member whose name says so: the contract has `webhook_secret` only, the other names are
sent by mistake. Knows nothing of Flask or of journals; recordings are redacted with it, too.
"""

from __future__ import annotations

import json
import re
from typing import Any

HIDDEN = "[hidden]"

_SECRET_NAME = re.compile(r"secret|token|password|authorization|api_?key", re.IGNORECASE)
# Every repetition is bounded, and a name starts at a word boundary, so that long bodies take linear time.
_SECRET_IN_PAIR = re.compile(
    r"((?<![\w.-])[\w.-]{0,64}?(?:secret|token|password|authorization|api_?key)[\w.-]{0,64}[\"']?\s{0,8}[:=]\s{0,8})"
    r"(?:\"(?:[^\"\\]|\\.)*\"?|'[^']*'?|[^\s,&}]+)",
    re.IGNORECASE,
)
"""Applied to text that is not JSON."""
_SECRET_IN_URL = re.compile(
    r"(?<=://)[^/@\s\"]{1,512}@|(?<=[?&;])([\w.-]{0,64}?(?:secret|token|key|sig)[\w.-]{0,64}=)[^&\s\"]+", re.IGNORECASE
)


def hide(raw: bytes) -> str:
    """Return a request body as text without its secrets. A body without secrets stays as it is, since a replay sends it."""
    text = raw.decode("utf-8", "surrogateescape")
    try:
        parsed = json.loads(text, object_pairs_hook=_object)
        hidden = _hidden(parsed)
        if hidden != parsed:
            text = json.dumps(hidden)
    except (ValueError, RecursionError):
        text = _SECRET_IN_PAIR.sub(lambda match: match.group(1) + HIDDEN, text)
    return hide_in_text(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a key is repeated")  # and a secret in the earlier value would stay
    return members


def hide_in_text(text: str) -> str:
    """Return a text without the user names, passwords and tokens in its URLs."""
    return _SECRET_IN_URL.sub(lambda match: f"{match.group(1) or ''}{HIDDEN}" + ("" if match.group(1) else "@"), text)


def _hidden(value: Any, secret: bool = False) -> Any:
    if isinstance(value, dict):
        return {name: _hidden(member, secret or bool(_SECRET_NAME.search(name))) for name, member in value.items()}
    if isinstance(value, list):
        return [_hidden(item, secret) for item in value]
    return HIDDEN if secret and isinstance(value, str) else value

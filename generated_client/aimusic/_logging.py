"""The logger `aimusic`: silent by default, and without secrets.

`AIMUSIC_LOG=info` writes one line per request and per retry, with its reason, to standard error; `debug` adds tolerated
errors of polls. An application that configures `logging` receives the same records without the variable. Bodies and
headers are not logged; the filter redacts secrets in other text, such as an error message that quotes a header.
"""

from __future__ import annotations

import logging
import re

from aimusic._errors import ConfigurationError

logger = logging.getLogger("aimusic")
logger.addHandler(logging.NullHandler())

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING}

SECRET_WORDS = (
    *("secret", "token", "password", "passwd", "passphrase", "passcode", "authorization", "credential"),
    *("api_?key", "access_?key", "private_?key", "signing_?key"),
)
"""Patterns of words that make a name secret at its end; `_` also means a hyphen. The mock hides the same ones."""

_SECRETS = re.compile(
    rf"(?i)(bearer\s+|(?:{'|'.join(SECRET_WORDS).replace('_', '[_-]')}|signature)[\"']?\s*[:=]\s*[\"']?)"
    r"(?!bearer\b)[^\s\"',;&}]+"
)


class SecretFilter(logging.Filter):
    """Replaces keys, secrets and signatures with `***`."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the record's message, and keep the record."""
        record.msg = hide(record.getMessage())
        record.args = None
        return True


def hide(text: str) -> str:
    """Return the text with keys, secrets and signatures replaced by `***`."""
    return _SECRETS.sub(r"\1***", text)


logger.addFilter(SecretFilter())


def switch_on(level: str | None) -> None:
    """Log to standard error from a level on, with one handler per process; None changes nothing.

    Raises:
        ConfigurationError: The level is unknown.
    """
    if not level:
        return
    if level.lower() not in LEVELS:
        raise ConfigurationError(f"AIMUSIC_LOG is {level!r}: it must be one of {', '.join(LEVELS)}.")
    logger.setLevel(LEVELS[level.lower()])
    if any(type(handler) is logging.StreamHandler for handler in logger.handlers):
        return
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    logger.addHandler(handler)

"""The logger `aimusic`: silent unless asked, and never with a secret in it.

`AIMUSIC_LOG=info` writes one line a request to standard error, `debug` also every retry and every poll.
An application that configures `logging` gets the same lines without the variable. Bodies and headers are not logged at all; the
filter is there for what other people's words bring along, such as an error that quotes a header.
"""

from __future__ import annotations

import logging
import re

from aimusic._errors import ConfigurationError

logger = logging.getLogger("aimusic")
logger.addHandler(logging.NullHandler())

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING}

_SECRETS = re.compile(
    r"(?i)(bearer\s+|(?:api[_-]?key|authorization|webhook[_-]?secret|x-webhook-signature)[\"']?\s*[:=]\s*[\"']?)"
    r"(?!bearer\b)[^\s\"',;&}]+"
)


class SecretFilter(logging.Filter):
    """Puts `***` in place of keys, secrets and signatures."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return true: the record stays, without its secrets."""
        record.msg = hide(record.getMessage())
        record.args = None
        return True


def hide(text: str) -> str:
    """Return the text with `***` in place of keys, secrets and signatures."""
    return _SECRETS.sub(r"\1***", text)


logger.addFilter(SecretFilter())


def switch_on(level: str | None) -> None:
    """Send the log to standard error, once in a process; None leaves it as it is.

    Raises:
        ConfigurationError: There is no such level.
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

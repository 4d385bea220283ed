"""Write lines of text that may come from outside: to a terminal, a log, or the output of a CI job.

Unescaped, a text could move the cursor, overwrite other output, forge a line of a log, or give a command to the CI system.
Escapes are valid in JSON strings, too, so lines of JSON keep their value. The SDK's command has the same set of
characters in `aimusic/cli/_sanitize.py`.
"""

from __future__ import annotations

import logging
import re
import sys

_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f"  # controls
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction of text
    r"\u2028\u2029\ud800-\udfff]"  # line breaks; lone surrogates, which no encoding can represent
    r"|^\s*:(?=:)|#(?=#(?:vso)?\[)"  # commands of GitHub Actions and Azure Pipelines
)


def escaped(text: str) -> str:
    r"""Return a text as one line, with `\u` escapes in place of characters that have an effect on terminals and logs."""
    return _UNSAFE.sub(lambda match: "".join(f"\\u{ord(character):04x}" for character in match.group()), text)


def write(*lines: str, error: bool = False) -> None:
    """Write lines to standard output, or to standard error, each escaped.

    Args:
        lines: the lines, without line breaks.
        error: write to standard error.
    """
    stream = sys.stderr if error else sys.stdout
    encoding = stream.encoding or "utf-8"
    for line in lines:
        print(escaped(line).encode(encoding, "backslashreplace").decode(encoding), file=stream, flush=True)


class EscapingFilter(logging.Filter):
    """Escapes the message of each record, but not a traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Escape the record's message, and keep the record."""
        record.msg, record.args = escaped(record.getMessage()), None
        return True


ESCAPING = EscapingFilter()
"""One filter for all loggers: a logger ignores a filter that it has."""

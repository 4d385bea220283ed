"""The command `aimusic`: songs from a terminal or a script, over the same SDK as everything else.

It may import the SDK, click and rich, and only the entry point imports it. This module imports neither click nor
rich, so that a missing extra is one sentence and not a traceback.
"""

from __future__ import annotations

import sys

__all__ = ["main"]

HINT = "The command line needs two more packages: pip install 'aimusic[cli]'"


def main() -> int:
    """Run the command with the arguments of this process; return its exit code."""
    try:
        from aimusic.cli._app import run  # noqa: PLC0415 - here a missing package can still be reported
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in {"click", "rich"}:
            raise
        print(HINT, file=sys.stderr)
        return 2  # Exit.USAGE, whose module needs no extra but whose package does
    return run()

"""The command `aimusic`: songs from a terminal or a script, built on the SDK.

The package may import the SDK, click and rich; only the entry point imports the package. This module imports neither
click nor rich, so that a missing extra results in one sentence instead of a traceback.
"""

from __future__ import annotations

import sys

__all__ = ["main"]

HINT = "The command line needs two more packages: pip install 'aimusic[cli]'"


def main() -> int:
    """Run the command with the arguments of this process; return its exit code."""
    try:
        from aimusic.cli._app import run  # noqa: PLC0415 - a missing package is reported below
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in {"click", "rich"}:
            raise
        print(HINT, file=sys.stderr)
        return 2  # Exit.USAGE, which cannot be imported without click
    return run()

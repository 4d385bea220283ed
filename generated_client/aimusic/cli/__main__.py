"""`python -m aimusic.cli`, for environments where the command is not on the PATH."""

from __future__ import annotations

import sys

from aimusic.cli import main

if __name__ == "__main__":
    sys.exit(main())

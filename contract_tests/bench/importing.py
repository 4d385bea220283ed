"""Compare `import aimusic` with `import httpx`, which it needs.

Each import runs in an interpreter of its own, the two in turn, and the fastest of each counts: other load on the
machine can only add.
"""

from __future__ import annotations

import subprocess
import sys

ROUNDS = 9
BAR = 3.0
"""What `aimusic` may add, in times of what httpx takes by itself."""

_TIMED = "import time; start = time.perf_counter(); import {}; print((time.perf_counter() - start) * 1000)"


def milliseconds(module: str) -> float:
    """Return the time of one import in a fresh interpreter."""
    command = [sys.executable, "-c", _TIMED.format(module)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def main() -> int:
    """Measure, print, and return 1 over the bar."""
    times = [(milliseconds("httpx"), milliseconds("httpx, aimusic")) for _ in range(ROUNDS)]
    alone, both = min(time for time, _ in times), min(time for _, time in times)
    added = (both - alone) / alone
    print(f"import: httpx {alone:.0f} ms, with aimusic {both:.0f} ms: {added:.2f} times httpx added (at most {BAR:g})")
    return int(added > BAR)


if __name__ == "__main__":
    sys.exit(main())

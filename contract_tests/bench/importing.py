"""How long `import aimusic` takes over what httpx takes by itself: at most 150 ms.

Each import runs in an interpreter of its own, the two kinds in turn, and the fastest of each counts: whatever else
this machine does can only add.
"""

from __future__ import annotations

import subprocess
import sys

ROUNDS = 9
BAR_MS = 150.0

_TIMED = "import time; start = time.perf_counter(); import {}; print((time.perf_counter() - start) * 1000)"


def milliseconds(module: str) -> float:
    """Return the time of one import in a fresh interpreter."""
    command = [sys.executable, "-c", _TIMED.format(module)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def main() -> int:
    """Measure, print, and return 1 when it took too long."""
    times = [(milliseconds("httpx"), milliseconds("httpx, aimusic")) for _ in range(ROUNDS)]
    alone, both = min(each for each, _ in times), min(each for _, each in times)
    over = both - alone
    print(f"import: httpx {alone:.0f} ms, with aimusic {both:.0f} ms: {over:.0f} ms over it (at most {BAR_MS:.0f})")
    return 1 if over > BAR_MS else 0


if __name__ == "__main__":
    sys.exit(main())

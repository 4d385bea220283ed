"""`python -m contract_tests.matrix`: print the matrix of the contract; exit with 1 if it has holes."""

from __future__ import annotations

import sys

from contract_tests.matrix.build import build
from contract_tests.matrix.cells import holes
from contract_tests.matrix.table import lines


def main() -> int:
    """Print the matrix and return the exit status."""
    cells = build()
    sys.stdout.write("\n".join([*lines(cells), ""]))
    return int(any(True for _ in holes(cells)))


if __name__ == "__main__":
    sys.exit(main())

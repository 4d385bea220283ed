"""Build the whole matrix of a contract."""

from __future__ import annotations

from aimusic_mock.contract import bundle
from aimusic_mock.contract.bundle import Contract
from contract_tests.matrix import answers, refusals, resources, states
from contract_tests.matrix.cells import Cell


def build(spec: Contract | None = None, mocked: Contract | None = None) -> list[Cell]:
    """Return every cell.

    Args:
        spec: the contract of the rows; the shipped one if omitted.
        mocked: the contract of the mock, if it differs.
    """
    spec = spec or bundle.load()
    walk = states.walk(spec, mocked)
    polled = list(walk.read())
    return [
        *refusals.read(spec, mocked),
        *answers.read(spec, walk.answers, mocked),
        *polled,
        *resources.read(spec, mocked),
    ]

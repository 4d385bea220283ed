"""Builds the whole matrix of a contract."""

from __future__ import annotations

from aimusic_mock.contract import bundle
from aimusic_mock.contract.bundle import Contract
from contract_tests.matrix import answers, refusals, resources, states
from contract_tests.matrix.cells import Cell


def build(spec: Contract | None = None, mocked: Contract | None = None) -> list[Cell]:
    """Return every cell.

    Args:
        spec: the contract that has the rows; the one that is shipped when left out.
        mocked: the contract that the mock follows, when that is to be another one.
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

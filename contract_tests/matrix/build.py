"""Builds the whole matrix of a contract."""

from __future__ import annotations

from contract_tests.matrix import answers, refusals, resources, states
from contract_tests.matrix.cells import Cell
from mock_server import contract
from mock_server.contract import Contract


def build(spec: Contract | None = None, mocked: Contract | None = None) -> list[Cell]:
    """Return every cell.

    Args:
        spec: the contract that has the rows; the one that is shipped when left out.
        mocked: the contract that the mock follows, when that is to be another one.
    """
    spec = spec or contract.load()
    walk = states.walk(spec, mocked)
    polled = list(walk.read())
    return [
        *refusals.read(spec, mocked),
        *answers.read(spec, walk.answers, mocked),
        *polled,
        *resources.read(spec, mocked),
    ]

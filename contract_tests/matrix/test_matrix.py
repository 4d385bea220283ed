"""The matrix of operations, statuses and task states: it has no holes and no missing rows, and it detects holes."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from aimusic_mock.contract.bundle import Contract
from aimusic_mock.faults import scenarios
from contract_tests.matrix import refusals, resources, states, tasks
from contract_tests.matrix.answers import is_like
from contract_tests.matrix.build import build
from contract_tests.matrix.cells import Cell, holes
from contract_tests.matrix.dialects import expected, view
from contract_tests.matrix.service import make_service
from contract_tests.matrix.table import lines

Matrix = list[Cell]


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    """The matrix of the shipped contract."""
    return build()


@pytest.mark.slow  # fills all of the three thousand cells, in four seconds
def test_matrix_of_the_contract_has_no_hole(matrix: Matrix) -> None:
    unreached = list(holes(matrix))
    assert not unreached, "\n".join(
        [f"{len(unreached)} holes:", *map(str, unreached), "run `make matrix` to see the whole matrix"]
    )


@pytest.mark.slow  # as above
def test_matrix_has_a_row_for_every_status_and_example(matrix: Matrix, api_contract: Contract) -> None:
    cells = {(cell.row, cell.column, cell.case) for cell in matrix if cell.table == "status"}
    documented = {
        (operation["operationId"], status, example)
        for path_item in api_contract.document["paths"].values()
        for operation in path_item.values()
        for status, response in (operation["responses"].items() if isinstance(operation, dict) else ())
        for example in _examples(api_contract, response)
    }
    assert documented - cells == set()
    assert len(documented) > len(api_contract.operations)


def _examples(spec: Contract, response: dict[str, Any]) -> Iterator[str]:
    whole = (
        spec.document["components"]["responses"][response["$ref"].rsplit("/", 1)[1]] if "$ref" in response else response
    )
    yield from whole["content"]["application/json"]["examples"]


@pytest.mark.slow  # as above
def test_matrix_polls_every_item_of_the_contract(matrix: Matrix, api_contract: Contract) -> None:
    items = {cell.row.rsplit(" ", 1)[1] for cell in matrix if cell.table == "state"}
    written = str(api_contract.document)
    schemas = api_contract.document["components"]["schemas"]
    assert items == {name for name in schemas if f"'item': '{name}'" in written}
    assert {"SonicClip", "SonicExtendedPair", "SonicReplacedPair", "SonicVoice", "NuroTask"} <= items


@pytest.mark.slow  # as above
def test_matrix_table_names_every_operation_and_counts_no_hole(matrix: Matrix, api_contract: Contract) -> None:
    printed = "\n".join(lines(matrix))
    assert [name for name in api_contract.operations if f"\n{name} " not in printed] == []
    assert "0 holes" in printed.splitlines()[-1]


def _changed(spec: Contract, component: str, example: str, **members: str) -> Contract:
    document = copy.deepcopy(spec.document)
    document["components"]["responses"][component]["content"]["application/json"]["examples"][example]["value"].update(
        members
    )
    return Contract(document, spec.fixtures)


def _first_hole(cells: Iterable[Cell]) -> Cell:
    hole = next(holes(cells), None)
    assert hole is not None, "the matrix has no hole: the planted fault was not detected"
    return hole


def test_matrix_of_a_mock_with_another_sentence_names_it(api_contract: Contract) -> None:
    mocked = _changed(api_contract, "Forbidden", "lyrics_format", error="Please sing something else.")
    hole = _first_hole(refusals.read(api_contract, mocked))
    assert (hole.row, hole.column, hole.case) == ("create_sonic_music", "403", "lyrics_format")
    assert "Please sing something else." in str(hole)


def test_matrix_of_a_mock_that_refuses_only_with_a_scenario_names_it(
    api_contract: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aimusic_mock.domain.accounts.Account.can_pay", lambda *_: True)
    monkeypatch.setattr("aimusic_mock.domain.accounts.Account.charge", lambda *_: None)
    hole = _first_hole(refusals.read(api_contract))
    assert (hole.row, hole.column, hole.case) == ("create_sonic_music", "403", "insufficient_credits")


def test_matrix_of_a_mock_that_crashes_names_it(api_contract: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aimusic_mock.api.handlers.sonic_tools.Vox", None)
    hole = _first_hole(refusals.read(api_contract))
    assert (hole.row, hole.column, hole.case) == ("get_sonic_vox", "500", "a crash")


def test_matrix_of_a_contract_with_another_status_names_it(api_contract: Contract) -> None:
    document = copy.deepcopy(api_contract.document)
    document["components"]["responses"]["Conflict"] = copy.deepcopy(document["components"]["responses"]["Gone"])
    document["paths"]["/api/v1/sonic/create"]["post"]["responses"]["409"] = {"$ref": "#/components/responses/Conflict"}
    hole = _first_hole(refusals.read(Contract(document, api_contract.fixtures), api_contract))
    assert (hole.row, hole.column, hole.case) == ("create_sonic_music", "409", "endpoint")


def test_matrix_of_a_contract_without_a_status_names_the_undocumented_reply(api_contract: Contract) -> None:
    document = copy.deepcopy(api_contract.document)
    del document["paths"]["/api/v1/sonic/create"]["post"]["responses"]["404"]
    hole = _first_hole(refusals.read(Contract(document, api_contract.fixtures), api_contract))
    assert (hole.row, hole.column, hole.case) == ("create_sonic_music", "404", "not in the contract")


@pytest.mark.parametrize("outcome", ["clip-fails", "stuck", "task-forbidden"])
def test_matrix_of_a_mock_without_a_fate_names_the_state(
    api_contract: Contract, monkeypatch: pytest.MonkeyPatch, outcome: str
) -> None:
    # Not delitem: its undo would put the scenario last, and other tests compare the order.
    monkeypatch.setattr(
        scenarios, "OUTCOMES", {name: about for name, about in scenarios.OUTCOMES.items() if name != outcome}
    )
    hole = _first_hole(states.walk(api_contract).read())
    state = {"clip-fails": "clip failed", "task-forbidden": "forbidden"}.get(outcome, outcome)
    assert (hole.row, hole.column) == ("create_sonic_music SonicCreateMusicCustom SonicClip", state)
    assert "Unknown scenario" in str(hole)


def test_matrix_of_a_mock_that_shows_clips_too_early_names_the_use(
    api_contract: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aimusic_mock.domain.tasks.Clip.usable_by", lambda *_: True)
    hole = _first_hole(resources.read(api_contract))
    assert (hole.row, hole.column) == ("create_sonic_music SonicExtendMusicCustom continue_clip_id", "pending")


@pytest.mark.parametrize(
    ("example", "reply", "exact", "alike"),
    [
        ({"code": 200, "task_id": "a"}, {"code": 200, "task_id": "b"}, True, True),
        ({"task_id": "a"}, {"code": 200, "task_id": "b"}, True, False),
        ({"data": []}, {"data": []}, False, True),
        ({"data": []}, {"data": [{"clip_id": "a"}]}, False, False),
        ({"data": [{"state": "failed"}]}, {"data": [{"state": "succeeded"}]}, False, False),
        ({"type": "timeout"}, {"type": "failed"}, False, False),
        ({"full": None}, {"full": {"state": "running"}}, False, False),
    ],
)
def test_reply_is_like_an_example_when_a_client_takes_the_same_branch(
    example: object, reply: object, exact: bool, alike: bool
) -> None:
    assert is_like(example, reply, exact=exact) is alike


def test_view_summarizes_replies_that_no_client_should_get(api_contract: Contract) -> None:
    assert view(500, None) == "500 and no object"
    assert view(202, {"type": "not_ready", "data": []}) != "202"
    assert view(200, {"data": []}) == "nothing"
    first = tasks.kinds(api_contract)[0]
    assert expected(first, "timeout", "documented") == "504 timeout"


def test_service_has_the_accounts_that_the_matrix_needs(api_contract: Contract) -> None:
    accounts = make_service(api_contract).admin("GET", "/accounts")["accounts"]
    assert [(account["credits"] > 0, account["subscribed"]) for account in accounts] == [
        (True, True),
        (False, True),
        (True, False),
        (True, True),
    ]

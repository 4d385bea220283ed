"""Print a matrix as text: one line per row, with the holes listed at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from aimusic_mock.settings import DIALECTS
from contract_tests.matrix import resources, states
from contract_tests.matrix.cells import Cell, Table, holes

MARKS = {"natural": "n", "scenario": "s", "hole": "!"}

LEGEND = """n  by an ordinary request     s  by a scenario (X-Mock-Scenario)
.  not in the contract        !  a hole: no request reaches it"""

HEADS: dict[Table, str] = {
    "status": "Operation and status: one mark for each example (and, for 200, each member of the union); the worse of both dialects",
    "state": "Task and state: status and mark; documented/observed where they differ",
    "resource": "Resource in a request and its state: status and mark; documented/observed where they differ",
}


def lines(cells: list[Cell]) -> Iterator[str]:
    """Yield the lines of all three tables and of the summary."""
    yield LEGEND
    orders: dict[Table, Callable[[set[str]], list[str]]] = {
        "status": sorted,
        "state": lambda columns: _in_order(states.STATES, columns),
        "resource": lambda columns: _in_order(resources.STATES, columns),
    }
    for table, order in orders.items():
        chosen = [cell for cell in cells if cell.table == table]
        columns = order({cell.column for cell in chosen})
        yield from ("", HEADS[table], "")
        yield from _grid(chosen, columns, _marks if table == "status" else _statuses)
    ways = {how: sum(cell.how == how for cell in cells) for how in MARKS}
    yield ""
    yield f"{len(cells)} cells: {ways['natural']} natural, {ways['scenario']} by scenario, {ways['hole']} holes"
    yield from (f"HOLE {cell}" for cell in holes(cells))


def _in_order(known: Iterable[str], columns: set[str]) -> list[str]:
    return [name for name in known if name in columns] + sorted(columns - set(known))


def _grid(cells: list[Cell], columns: list[str], show: Callable[[list[Cell]], str]) -> Iterator[str]:
    places: dict[str, dict[str, list[Cell]]] = {}
    for cell in cells:
        places.setdefault(cell.row, {}).setdefault(cell.column, []).append(cell)
    texts = [["", *columns]]
    for row, by_column in places.items():
        texts.append([row, *(show(by_column[column]) if column in by_column else "." for column in columns)])
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    for line in texts:
        yield "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()


def _marks(cells: list[Cell]) -> str:
    worst: dict[str, str] = {}
    order = list(MARKS)
    for cell in cells:
        worst[cell.case] = max(worst.get(cell.case, order[0]), cell.how, key=order.index)
    return "".join(MARKS[how] for how in worst.values())


def _statuses(cells: list[Cell]) -> str:
    by_dialect = {cell.dialect: f"{cell.status or '-'}{MARKS[cell.how]}" for cell in cells}
    shown = [by_dialect.get(dialect, "-") for dialect in DIALECTS]
    return "/".join(dict.fromkeys(shown))

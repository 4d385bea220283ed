"""The cells of a matrix, and the replies that fill them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from attrs import field, frozen

How = Literal["natural", "scenario", "hole"]
"""How a cell is reached: by an ordinary request, by a scenario, or not at all."""

Table = Literal["status", "state", "resource"]


@frozen
class Answer:
    """One reply of the mock; `label` describes the request in a few words."""

    status: int
    body: Any = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    label: str
    how: How

    @property
    def summary(self) -> str:
        """The request and its reply in one line, for the report of a hole."""
        return f"{self.label} → {self.status} {str(self.body)[:120]}"


@frozen
class Cell:
    """One cell; `case` is an example of the status, the state of a task, or that of a resource in the request."""

    table: Table
    row: str
    column: str
    case: str
    dialect: str
    how: How
    status: int | None = None
    tried: tuple[str, ...] = field(default=(), repr=False)

    def __str__(self) -> str:
        name = f"{self.row}, {self.column}, {self.case} ({self.dialect})"
        tried = "".join(f"\n    {summary}" for summary in self.tried) or "\n    nothing"
        return f"{name}: {self.how}" + (f"; tried:{tried}" if self.how == "hole" else "")


def holes(cells: Iterable[Cell]) -> Iterator[Cell]:
    """Yield the cells that no request reaches."""
    return (cell for cell in cells if cell.how == "hole")

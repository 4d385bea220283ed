"""An index of the contract: the operation of a path, the schema at a JSON pointer, and the source line of a pointer.

All facts come from the bundle and from `lines.json` beside it. Independent of exchanges.
"""

from __future__ import annotations

import functools
import json
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from aimusic_mock.contract import pointers
from aimusic_mock.contract.bundle import FOLDERS, Contract, load
from aimusic_mock.contract.pointers import METHODS, Pointer


@frozen
class Route:
    """The path item that a request matches; `operation` may be None: the path does not have the method."""

    path: str
    operation: str | None
    pointer: Pointer


class Spec:
    """The contract and the source lines of its objects.

    Args:
        contract: the compiled contract. Its validators are shared, not compiled again.
        lines: the line number of each object, by file and JSON pointer; empty if unknown.
    """

    def __init__(self, contract: Contract, lines: Mapping[str, Mapping[str, int]]) -> None:
        self.contract = contract
        self.document = contract.document
        self.version = str(self.document["info"]["version"])
        self._places = {pointer: f"{file}:{line}" for file, named in lines.items() for pointer, line in named.items()}
        self.prefix = os.path.commonpath(self.document["paths"]) + "/"
        """The common prefix of all paths."""
        hosts = (re.match(r"https?://([^/:]+)", server["url"]) for server in self.document["servers"])
        self.hosts = {host[1] for host in hosts if host}
        # Paths without parameters take precedence over those with parameters.
        templates = sorted(self.document["paths"], key=lambda path: path.count("{"))
        self._routes = [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), path) for path in templates]

    def route(self, method: str, path: str) -> Route | None:
        """Return the route of a request, or None if the contract does not have the path."""
        matching = next((template for pattern, template in self._routes if pattern.fullmatch(path)), None)
        if matching is None:
            return None
        path_item = self.document["paths"][matching]
        name = method.lower()
        if name not in METHODS or name not in path_item:
            return Route(matching, None, ("paths", matching))
        return Route(matching, str(path_item[name]["operationId"]), ("paths", matching, name))

    def at(self, pointer: Iterable[str | int]) -> Any:
        """Return the value at a pointer, without following references.

        Raises:
            LookupError: the pointer does not exist.
        """
        node: Any = self.document
        for step in pointer:
            node = node[step]
        return node

    def follow(self, pointer: Pointer) -> Pointer:
        """Return the pointer at the end of the chain of references that starts at a pointer."""
        node = self.at(pointer)
        while isinstance(node, dict) and "$ref" in node:
            pointer = pointers.split(node["$ref"])
            node = self.at(pointer)
        return pointer

    def step(self, pointer: Pointer, path: Iterable[str | int]) -> Pointer:
        """Return the pointer that an evaluation path of a validator leads to, references resolved."""
        for step in path:
            pointer = pointers.split(self.at(pointer)["$ref"]) if step == "$ref" else (*pointer, step)
        return pointer

    def validator(self, pointer: Pointer) -> Any:
        """Return the validator of the schema at a pointer."""
        return self.contract.validators["#" + pointers.join(pointer)]

    def place(self, pointer: Pointer) -> str:
        """Return file and line of a pointer, or of its closest parent with a line; empty if unknown."""
        for end in range(len(pointer), 0, -1):
            if (place := self._places.get(pointers.join(pointer[:end]))) is not None:
                return place
        return ""


@functools.cache
def shipped() -> Spec:
    """Return the contract that this installation ships.

    Raises:
        FileNotFoundError: the bundle is missing; run `make bundle`.
    """
    files = (folder / "lines.json" for folder in FOLDERS)
    return Spec(load(), next((_read(file) for file in files if file.is_file()), {}))


def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))

"""The contract as drift needs it: which operation a path is, the schema at a place, and the line of that place.

All facts come from the bundle and from `lines.json` beside it. It knows nothing of exchanges.
"""

from __future__ import annotations

import functools
import json
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
from attrs import frozen

from aimusic_mock.contract import pointers
from aimusic_mock.contract.bundle import FOLDERS, Contract, load
from aimusic_mock.contract.pointers import METHODS, Pointer


@frozen
class Route:
    """What a method and a path are in the contract; `operation` is None for a method that the path has not."""

    path: str
    operation: str | None
    pointer: Pointer


class Spec:
    """The contract, with its lines.

    Args:
        contract: as the mock reads it.
        lines: the line of each object, by file and JSON pointer; empty if they are not known.
    """

    def __init__(self, contract: Contract, lines: Mapping[str, Mapping[str, int]]) -> None:
        self.contract = contract
        self.document = contract.document
        self.version = str(self.document["info"]["version"])
        self._validators = jsonschema_rs.validator_map_for(self.document, validate_formats=True)
        self._places = {pointer: f"{file}:{line}" for file, named in lines.items() for pointer, line in named.items()}
        self.prefix = os.path.commonpath(self.document["paths"]) + "/"
        """What the path of every operation begins with."""
        hosts = (re.match(r"https?://([^/:]+)", server["url"]) for server in self.document["servers"])
        self.hosts = {host[1] for host in hosts if host}
        # A path without a parameter is meant before one with it.
        templates = sorted(self.document["paths"], key=lambda path: path.count("{"))
        self._routes = [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), path) for path in templates]

    def route(self, method: str, path: str) -> Route | None:
        """Return what a request asks for, None if the contract has no such path."""
        matching = next((template for pattern, template in self._routes if pattern.fullmatch(path)), None)
        if matching is None:
            return None
        item = self.document["paths"][matching]
        name = method.lower()
        if name not in METHODS or name not in item:
            return Route(matching, None, ("paths", matching))
        return Route(matching, str(item[name]["operationId"]), ("paths", matching, name))

    def at(self, pointer: Iterable[str | int]) -> Any:
        """Return what stands at a pointer, without following references.

        Raises:
            LookupError: nothing does.
        """
        node: Any = self.document
        for step in pointer:
            node = node[step]
        return node

    def follow(self, pointer: Pointer) -> Pointer:
        """Return where the object at a pointer really stands: the end of its references."""
        node = self.at(pointer)
        while isinstance(node, dict) and "$ref" in node:
            pointer = pointers.split(node["$ref"])
            node = self.at(pointer)
        return pointer

    def step(self, pointer: Pointer, path: Iterable[str | int]) -> Pointer:
        """Return where a validator was when it had gone this way from a pointer, references included."""
        for step in path:
            pointer = pointers.split(self.at(pointer)["$ref"]) if step == "$ref" else (*pointer, step)
        return pointer

    def validator(self, pointer: Pointer) -> Any:
        """Return the validator of the schema at a pointer."""
        return self._validators["#" + pointers.join(pointer)]

    def place(self, pointer: Pointer) -> str:
        """Return file and line of what stands at a pointer, or of what is around it; empty if they are not known."""
        for end in range(len(pointer), 0, -1):
            if (place := self._places.get(pointers.join(pointer[:end]))) is not None:
                return place
        return ""


@functools.cache
def shipped() -> Spec:
    """Return the contract that this installation ships.

    Raises:
        FileNotFoundError: there is no bundle; run `make bundle`.
    """
    files = (folder / "lines.json" for folder in FOLDERS)
    return Spec(load(), next((_read(file) for file in files if file.is_file()), {}))


def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))

"""Read JSON and YAML files that a user wrote, so that an error names the file, the line and the JSON pointer.

Both formats are held to what JSON can express, and a repeated key is an error.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from attrs import define, field, frozen

from aimusic_mock.contract import pointers

SUFFIXES = (".json", ".yaml", ".yml")
MAX_BYTES = 2 * 1024 * 1024
"""Twice the rules that a world takes."""

MAX_VALUES = 100_000
"""Values of a YAML file; aliases count each time, so that nested ones end here."""


class DocumentError(ValueError):
    """A file cannot be used; the sentence names the file and the place."""


@frozen
class Document:
    """The value of a file.

    Args:
        path: the file.
        value: its value.
        lines: the line of each value in a YAML file, from 1, by its place.
    """

    path: Path
    value: Any = field(repr=False)
    lines: Mapping[pointers.Pointer, int] = field(factory=dict, repr=False)

    def error(self, place: Iterable[str | int], problem: str) -> DocumentError:
        """Return the error about a value of the file.

        Args:
            place: the keys and indexes that lead to the value.
            problem: the sentence.
        """
        steps = tuple(place)
        line = f":{self.lines[steps]}" if steps in self.lines else ""
        pointer = f" {pointers.join(steps)}:" if steps else ""
        return DocumentError(f"{self.path}{line}:{pointer} {problem}")


def is_path(text: str) -> bool:
    """Check whether a text names a file of one of the formats, rather than a profile."""
    return text.lower().endswith(SUFFIXES)


def read(path: Path, max_bytes: int = MAX_BYTES) -> Document:
    """Read a file: JSON by the suffix `.json`, otherwise YAML.

    Args:
        path: the file.
        max_bytes: the largest size, in bytes.

    Raises:
        DocumentError: the file cannot be read, is too large, or is not valid.
    """
    text = _text(path, max_bytes)
    if path.suffix.lower() == ".json":
        return Document(path, _read_json(path, text))
    return _read_yaml(path, text)


def _text(path: Path, max_bytes: int) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise DocumentError(f"{path}: cannot be read: {reason}") from error
    if len(raw) > max_bytes:
        raise DocumentError(f"{path}: the file is larger than {max_bytes} bytes")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(f"{path}: the file is not UTF-8") from error


def _read_json(path: Path, text: str) -> Any:
    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members: dict[str, Any] = {}
        for name, value in pairs:
            if name in members:
                raise DocumentError(f"{path}: the key {name!r} is repeated in an object")
            members[name] = value
        return members

    def number(text: str) -> float:
        if not math.isfinite(value := float(text)):
            raise DocumentError(f"{path}: the number {text[:20]} is not a finite JSON number")
        return value

    try:
        return json.loads(text, object_pairs_hook=members, parse_float=number, parse_constant=number)
    except json.JSONDecodeError as error:
        raise DocumentError(f"{path}:{error.lineno}: not valid JSON: {error.msg}") from error
    except (RecursionError, ValueError) as error:
        if isinstance(error, DocumentError):
            raise
        raise DocumentError(f"{path}: not valid JSON: a value is nested too deeply or too large") from error


class _Loader(yaml.CSafeLoader):
    """YAML with the scalars of JSON: `no` and `2026-01-24` are strings."""


_BOOL, _TIME = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != _TIME and (tag != _BOOL or first in "tTfF")]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@define
class _Builder:
    """Builds the value of a YAML file from its nodes, and notes the line of each value."""

    path: Path
    loader: _Loader = field(repr=False)
    lines: dict[pointers.Pointer, int] = field(factory=dict, repr=False)

    def build(self, node: yaml.Node, place: pointers.Pointer) -> Any:
        self.lines[place] = node.start_mark.line + 1
        if len(self.lines) > MAX_VALUES:
            raise DocumentError(f"{self.path}: the file has more than {MAX_VALUES} values")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*place, number)) for number, child in enumerate(node.value)]
        value = self.loader.construct_object(node)
        if not (value is None or isinstance(value, (str, bool, int, float))) or value in (math.inf, -math.inf):
            raise Document(self.path, None, self.lines).error(place, "the value is not one that JSON has")
        return value

    def _mapping(self, node: yaml.MappingNode, place: pointers.Pointer) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for key_node, child in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            line = key_node.start_mark.line + 1
            if key is None or key in built:
                problem = "a key should be a string" if key is None else f"the key {key!r} is repeated"
                raise DocumentError(f"{self.path}:{line}: {pointers.join(place)}: {problem}")
            built[key] = self.build(child, (*place, key))
        return built


def _read_yaml(path: Path, text: str) -> Document:
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        builder = _Builder(path, loader)
        value = None if node is None else builder.build(node, ())
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DocumentError(f"{path}:{line}: not valid YAML: {error.problem}") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        if isinstance(error, DocumentError):
            raise
        raise DocumentError(f"{path}: not valid YAML: {str(error)[:200]}") from error
    return Document(path, value, builder.lines)

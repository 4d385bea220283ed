"""Read the contract's YAML sources and keep the file and line of every key.

The bundler, the linter and the provenance report use the trees that `load` returns. Independent of OpenAPI.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).resolve().parents[1]
DIST_YAML = ROOT / "dist" / "openapi.yaml"
DIST_JSON = ROOT / "dist" / "openapi.json"


class Place(NamedTuple):
    """The place of a node: a file relative to the contract's folder and a line, counted from 1."""

    file: Path
    line: int

    def __str__(self) -> str:
        return f"openapi/{self.file}:{self.line}"


class SourceError(Exception):
    """The sources cannot be read or bundled; the message begins with file and line."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(f"{place}: {message}")
        self.place = place


class Mapping(dict[Any, Any]):
    """A YAML mapping with its own place and those of its keys."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.places: dict[Any, Place] = {}

    def copy_key(self, other: Mapping, key: Any, value: Any) -> None:
        """Set `key` to `value`, with the place of `key` in `other`."""
        self[key] = value
        self.places[key] = other.places.get(key, other.place)


class Sequence(list[Any]):
    """A YAML sequence with its own place and those of its items."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.places: list[Place] = []

    def copy_item(self, value: Any, place: Place) -> None:
        """Append `value` with its place."""
        self.append(value)
        self.places.append(place)


class _Loader(yaml.CSafeLoader):
    file: Path

    def place_of(self, node: yaml.Node) -> Place:
        return Place(self.file, node.start_mark.line + 1)


# Times in examples are JSON strings; YAML 1.1 would turn them into datetime objects.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def _construct_mapping(loader: _Loader, node: yaml.MappingNode) -> Mapping:
    own = [key.value for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
    for key, _ in node.value:
        if own.count(key.value) > 1:
            raise SourceError(loader.place_of(key), f"the key '{key.value}' is duplicated in one mapping: remove one")
    loader.flatten_mapping(node)
    mapping = Mapping(loader.place_of(node))
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        mapping[key] = loader.construct_object(value_node, deep=True)
        mapping.places[key] = loader.place_of(key_node)
    return mapping


def _construct_sequence(loader: _Loader, node: yaml.SequenceNode) -> Sequence:
    sequence = Sequence(loader.place_of(node))
    for child in node.value:
        sequence.copy_item(loader.construct_object(child, deep=True), loader.place_of(child))
    return sequence


_Loader.add_constructor("tag:yaml.org,2002:map", _construct_mapping)
_Loader.add_constructor("tag:yaml.org,2002:seq", _construct_sequence)


def load(path: Path, root: Path = ROOT) -> Any:
    """Read one YAML file into Mapping, Sequence and plain scalars.

    Args:
        path: the file to read.
        root: the folder that places are relative to.

    Raises:
        SourceError: the file is missing, is not YAML, or has a duplicate key in a mapping.
    """
    relative = path.relative_to(root) if path.is_relative_to(root) else path
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(Place(relative, 1), f"cannot be read: {error}") from error
    loader = _Loader(text)
    loader.file = relative
    try:
        return loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SourceError(Place(relative, line), f"is not YAML: {error.problem}") from error
    finally:
        loader.dispose()


def place_at(document: Any, pointer: tuple[Any, ...]) -> Place:
    """Return the place of the node at `pointer`, or of its closest parent with a place."""
    node, place = document, getattr(document, "place", Place(Path("openapi.yaml"), 1))
    for key in pointer:
        places = getattr(node, "places", None)
        if isinstance(node, Mapping) and key in node:
            place = places.get(key, place) if places else place
        elif isinstance(node, Sequence) and isinstance(key, int) and key < len(node):
            place = places[key] if places and key < len(places) else place
        else:
            return place
        node = node[key]
    return place

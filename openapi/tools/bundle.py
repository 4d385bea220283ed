"""Bundle the contract's source files into one document and write it to `dist/`.

The root's `components` is the registry: every schema, response, header or parameter that is
referred to across files has a name there, which becomes its class name in the client.
A reference to anything else is an error, because generators would invent a name.
Path items, webhooks and examples are inlined, so that the bundle is self-contained.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import yaml

from openapi.tools import lines
from openapi.tools.sources import ROOT, Mapping, Place, Sequence, SourceError, load

REGISTERED = ("schemas", "responses", "headers", "parameters")
REPAIR = "run `make bundle` and commit openapi/dist"


class Bundler:
    """Resolves the references of one contract folder."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root
        self.files: dict[Path, Any] = {}
        self.names: dict[tuple[Path, str], str] = {}
        self.named: dict[tuple[Any, ...], Place] = {}
        """The place of the name of each component; the place of the component itself is the next line."""

    def bundle(self) -> Mapping:
        """Return the whole contract as one document, with internal references only.

        Raises:
            SourceError: a file or fragment is missing, or a reference is not in the registry.
        """
        file = self.root / "openapi.yaml"
        document = self._load(file, None)
        self._register(document, file)
        bundled = Mapping(document.place)
        for key, value in document.items():
            if key == "components":
                value = self._components(value, file)
            elif key == "paths":
                value = self._inline_each(value, file)
            else:
                value = self._resolve(value, file)
            bundled.copy_key(document, key, value)
        return bundled

    def _load(self, file: Path, referrer: Place | None) -> Any:
        if file not in self.files:
            if referrer is not None and not file.is_file():
                raise SourceError(referrer, f"refers to a file that does not exist: {file.name}")
            self.files[file] = load(file, self.root)
        return self.files[file]

    def _register(self, document: Mapping, file: Path) -> None:
        for section in REGISTERED:
            entries = document.get("components", {}).get(section, Mapping(document.place))
            for name, entry in entries.items():
                place = entries.places[name]
                if not isinstance(entry, dict) or set(entry) != {"$ref"}:
                    raise SourceError(place, f"components/{section}/{name} must be a $ref into components/")
                target, fragment = self._target(entry["$ref"], file)
                if fragment != f"/{name}":
                    raise SourceError(place, f"the registry calls '{fragment[1:]}' by another name, '{name}'")
                self.names[target, fragment] = f"#/components/{section}/{name}"
                if name in (source := self._load(target, place)):
                    self.named["components", section, name] = source.places[name]

    def _components(self, components: Mapping, file: Path) -> Mapping:
        bundled = Mapping(components.place)
        for section, entries in components.items():
            value = self._inline_each(entries, file) if section in REGISTERED else self._resolve(entries, file)
            bundled.copy_key(components, section, value)
        return bundled

    def _inline_each(self, entries: Mapping, file: Path) -> Mapping:
        bundled = Mapping(entries.place)
        for key, entry in entries.items():
            value, source = self._fetch(entry["$ref"], file, entries.places[key])
            bundled[key] = self._resolve(value, source)
            bundled.places[key] = getattr(value, "place", entries.places[key])
        return bundled

    def _target(self, ref: str, file: Path) -> tuple[Path, str]:
        name, _, fragment = ref.partition("#")
        target = (file.parent / name).resolve() if name else file
        return target, fragment

    def _fetch(self, ref: str, file: Path, place: Place) -> tuple[Any, Path]:
        target, fragment = self._target(ref, file)
        node = self._load(target, place)
        for key in fragment.split("/")[1:]:
            if not isinstance(node, dict) or key not in node:
                raise SourceError(place, f"refers to {ref}, which does not exist")
            node = node[key]
        return node, target

    def _resolve(self, node: Any, file: Path) -> Any:
        if isinstance(node, Mapping):
            if isinstance(node.get("$ref"), str):
                return self._resolve_ref(node, file)
            mapping = Mapping(node.place)
            for key, value in node.items():
                mapping.copy_key(node, key, self._resolve(value, file))
            return mapping
        if isinstance(node, Sequence):
            sequence = Sequence(node.place)
            for value, place in zip(node, node.places, strict=True):
                sequence.copy_item(self._resolve(value, file), place)
            return sequence
        return node

    def _resolve_ref(self, node: Mapping, file: Path) -> Any:
        ref, place = node["$ref"], node.places["$ref"]
        target, fragment = self._target(ref, file)
        if target.is_relative_to(self.root / "components" / "examples") or target.parent == self.root:
            value, source = self._fetch(ref, file, place)
            return self._resolve(value, source)
        schema, source = self._fetch(ref, file, place)
        if (target, fragment) not in self.names:
            raise SourceError(place, f"{ref} is not in the registry: name it under components in openapi.yaml")
        mapping = Mapping(node.place)
        if len(node) > 1 and _is_plain(schema):
            for origin, at in ((schema, source), (node, file)):
                for key, value in origin.items():
                    if key != "$ref":
                        mapping.copy_key(origin, key, self._resolve(value, at))
            return mapping
        for key, value in node.items():
            mapping.copy_key(node, key, value if key != "$ref" else self.names[target, fragment])
        return mapping


def _is_plain(schema: Any) -> bool:
    """Return whether a schema does not become a class in a client: a string, number or boolean without `enum`.

    Generators drop keys beside a `$ref`, so a plain schema with a description of its own is inlined.
    """
    return (
        isinstance(schema, Mapping)
        and schema.get("type") in ("string", "number", "integer", "boolean")
        and ("enum" not in schema)
    )


class _Dumper(yaml.CSafeDumper):
    def ignore_aliases(self, _data: Any) -> bool:
        return True


def _represent_text(dumper: _Dumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(Mapping, lambda dumper, data: dumper.represent_dict(data.items()))
_Dumper.add_representer(Sequence, lambda dumper, data: dumper.represent_list(data))


def render(document: Mapping, fixtures: Any, named: dict[tuple[Any, ...], Place] | None = None) -> dict[str, str]:
    """Return the files of `dist/`, name to text: the bundle as YAML and JSON, its lines, and the fixtures.

    Args:
        document: the bundle.
        fixtures: the initial data of the mock.
        named: the places of the names of its components.
    """
    head = "# Made by `make bundle` from the files above this folder. Do not edit.\n"
    text = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return {
        "openapi.yaml": head + text,
        "openapi.json": json.dumps(document, ensure_ascii=False, indent=1) + "\n",
        "lines.json": lines.render(document, named or {}),
        "fixtures.json": json.dumps(fixtures, ensure_ascii=False, indent=1) + "\n",
    }


def stale(files: dict[str, str], folder: Path) -> list[str]:
    """Return the names of those `files` whose committed text in `folder` differs."""
    return [
        name
        for name, text in files.items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != text
    ]


def main(arguments: list[str] | None = None) -> int:
    """Write the bundle, or with `--check` only verify the committed one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if dist/ is stale")
    parser.add_argument("--root", type=Path, default=ROOT, help="the contract's folder")
    options = parser.parse_args(arguments)
    root = options.root.resolve()
    try:
        bundler = Bundler(root)
        files = render(bundler.bundle(), load(root / "fixtures.yaml", root), bundler.named)
    except SourceError as error:
        print(error, file=sys.stderr)
        return 1
    folder = root / "dist"
    if options.check:
        names = stale(files, folder)
        for name in names:
            print(f"openapi/dist/{name} is stale: {REPAIR}", file=sys.stderr)
        return 1 if names else 0
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

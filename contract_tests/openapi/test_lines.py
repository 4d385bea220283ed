"""lines.json: each object of the bundle has its line in the sources."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contract_tests.openapi.conftest import Mini
from openapi.tools import bundle
from openapi.tools.sources import ROOT

LINES: dict[str, dict[str, int]] = json.loads((ROOT / "dist" / "lines.json").read_text(encoding="utf-8"))
NAMED = [(file, pointer, line) for file, named in LINES.items() for pointer, line in named.items()]


def _written(mini: Mini) -> Any:
    assert bundle.main(["--root", str(mini.root)]) == 0
    return json.loads((mini.root / "dist" / "lines.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("pointer", "file", "text"),
    [
        ("/paths/~1songs/post", "paths/songs.yaml", "post:"),
        ("/components/schemas/Song", "components/schemas.yaml", "Song:"),
        ("/components/schemas/Song/properties/state", "components/schemas.yaml", "state: {"),
        ("/components/responses/Failure", "components/responses.yaml", "Failure:"),
    ],
)
def test_lines_object_has_the_line_of_its_source(mini: Mini, pointer: str, file: str, text: str) -> None:
    line = _written(mini)[file][pointer]

    assert (mini.root / file).read_text(encoding="utf-8").splitlines()[line - 1].lstrip().startswith(text)


def test_lines_move_with_the_sources_and_are_stale_until_then(mini: Mini, capsys: pytest.CaptureFixture[str]) -> None:
    before = _written(mini)["paths/songs.yaml"]["/paths/~1songs/post"]
    text = (mini.root / "paths" / "songs.yaml").read_text(encoding="utf-8")
    (mini.root / "paths" / "songs.yaml").write_text("# one line more\n" + text, encoding="utf-8")

    assert bundle.main(["--root", str(mini.root), "--check"]) == 1
    assert "openapi/dist/lines.json is stale" in capsys.readouterr().err
    assert _written(mini)["paths/songs.yaml"]["/paths/~1songs/post"] == before + 1


def test_lines_of_this_contract_name_every_component_and_property() -> None:
    files = {file: (ROOT / file).read_text(encoding="utf-8").splitlines() for file in LINES}
    wrong = []
    for file, pointer, line in NAMED:
        steps = pointer.split("/")
        is_named = len(steps) == 4 and steps[1] == "components"
        if (is_named or steps[-2] == "properties") and f"{steps[-1]}:" not in files[file][line - 1]:
            wrong.append((file, pointer, line))
    assert wrong == []


def test_lines_of_this_contract_cover_its_objects_once() -> None:
    document = json.loads((ROOT / "dist" / "openapi.json").read_text(encoding="utf-8"))
    pointers = {pointer for _, pointer, _ in NAMED}

    assert len(pointers) == len(NAMED)
    components, schemas = document["components"], document["components"]["schemas"]
    sections = ("schemas", "responses", "headers", "parameters")
    objects = {f"/components/{section}/{name}" for section in sections for name in components[section]}
    objects |= {
        f"/components/schemas/{name}/properties/{member}"
        for name, schema in schemas.items()
        for member in schema.get("properties", ())
    }
    objects |= {
        f"/paths/{path.replace('/', '~1')}/{method}"
        for path, path_item in document["paths"].items()
        for method in ("get", "post")
        if method in path_item
    }
    assert objects - pointers == set()

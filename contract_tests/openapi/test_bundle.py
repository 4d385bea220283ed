"""The bundler: references that it resolves or refuses, places in messages, and the check for a stale bundle."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from contract_tests.openapi.conftest import Mini
from openapi.tools import bundle, sources


def _bundle(mini: Mini) -> Any:
    return bundle.Bundler(mini.root).bundle()


def test_bundle_small_contract_has_internal_references_only(mini: Mini) -> None:
    text = json.dumps(_bundle(mini))
    assert '"$ref": "#/components/schemas/Song"' in text
    assert ".yaml" not in text


def test_bundle_written_files_hold_the_same_document(mini: Mini) -> None:
    assert bundle.main(["--root", str(mini.root)]) == 0
    folder = mini.root / "dist"
    document = json.loads((folder / "openapi.json").read_text(encoding="utf-8"))
    assert yaml.safe_load((folder / "openapi.yaml").read_text(encoding="utf-8")) == document
    assert document["paths"]["/songs"]["post"]["operationId"] == "create_song"
    fixtures = json.loads((folder / "fixtures.json").read_text(encoding="utf-8"))
    assert fixtures == {"account": {"key": "mini-key", "credits": 100}}


def test_bundle_repeated_run_writes_the_same_bytes(mini: Mini) -> None:
    first = bundle.render(_bundle(mini), {})
    assert bundle.render(_bundle(mini), {}) == first


# What is planted, and what is said at the line of the planted text.
REFUSED = (
    (
        "paths/songs.yaml",
        "#/Accepted'",
        "#/Unknown'",
        "refers to ../components/schemas.yaml#/Unknown, which does not exist",
    ),
    ("openapi.yaml", "paths/task.yaml", "paths/gone.yaml", "refers to a file that does not exist: gone.yaml"),
    ("openapi.yaml", "    Song: {$ref: 'components/schemas.yaml#/Song'}\n", "", "is not in the registry"),
    (
        "openapi.yaml",
        "    Song: {$ref: 'components/schemas.yaml#/Song'}",
        "    Tune: {$ref: 'components/schemas.yaml#/Song'}",
        "the registry calls 'Song' by another name, 'Tune'",
    ),
    (
        "openapi.yaml",
        "    Song: {$ref: 'components/schemas.yaml#/Song'}",
        "    Song: {type: object}",
        "components/schemas/Song must be a $ref into components/",
    ),
    (
        "paths/task.yaml",
        "  x-idempotent: true\n",
        "  x-idempotent: true\n  x-credits: {amount: 1}\n",
        "the key 'x-credits' is duplicated in one mapping: remove one",
    ),
    ("paths/task.yaml", "tags: [songs]", "tags: [songs", "is not YAML"),
    ("components/headers.yaml", "minimum: 1}", "minimum: 1", "is not YAML"),
)


@pytest.mark.parametrize(("file", "old", "new", "message"), REFUSED, ids=lambda value: value[:40])
def test_bundle_broken_source_is_refused(mini: Mini, file: str, old: str, new: str, message: str) -> None:
    mini.plant(file, old, new)
    with pytest.raises(sources.SourceError) as caught:
        _bundle(mini)
    assert message in str(caught.value)
    assert (mini.root / caught.value.place.file).is_file()


def test_bundle_unregistered_reference_is_reported_at_its_line(mini: Mini) -> None:
    mini.plant("openapi.yaml", "    Accepted: {$ref: 'components/schemas.yaml#/Accepted'}\n", "")
    with pytest.raises(sources.SourceError) as caught:
        _bundle(mini)
    assert str(caught.value.place) == mini.place("paths/songs.yaml", "#/Accepted")


def test_bundle_duplicate_key_is_reported_at_its_first_line(mini: Mini) -> None:
    mini.plant("paths/task.yaml", "  x-idempotent: true\n", "  x-idempotent: true\n  summary: Again\n")
    with pytest.raises(sources.SourceError) as caught:
        _bundle(mini)
    assert str(caught.value.place) == mini.place("paths/task.yaml", "summary: Get")


def test_bundle_refused_source_ends_with_a_message(mini: Mini, capsys: pytest.CaptureFixture[str]) -> None:
    mini.plant("openapi.yaml", "paths/task.yaml", "paths/gone.yaml")
    assert bundle.main(["--root", str(mini.root)]) == 1
    assert capsys.readouterr().err.startswith("openapi/openapi.yaml:9: refers to a file that does not exist")
    assert not (mini.root / "dist").exists()


PLACES = (
    (("paths", "/songs", "post", "summary"), "paths/songs.yaml", "summary:"),
    (("paths", "/tasks/{task_id}", "get", "tags", 0), "paths/task.yaml", "tags:"),
    (("webhooks", "song.completed", "post", "operationId"), "webhooks.yaml", "operationId:"),
    (("components", "schemas", "Song", "properties", "state", "type"), "components/schemas.yaml", "state: {"),
    (("components", "responses", "Failure", "x-provenance"), "components/responses.yaml", "x-provenance: intro"),
)


@pytest.mark.parametrize(("pointer", "file", "text"), PLACES, ids=lambda value: str(value)[:40])
def test_bundle_node_keeps_the_place_of_its_source(mini: Mini, pointer: tuple[Any, ...], file: str, text: str) -> None:
    assert str(sources.place_at(_bundle(mini), pointer)) == mini.place(file, text)


def test_bundle_missing_node_has_the_place_of_its_nearest_ancestor(mini: Mini) -> None:
    place = sources.place_at(_bundle(mini), ("paths", "/songs", "post", "requestBody", "gone", "deeper"))
    assert str(place) == mini.place("paths/songs.yaml", "requestBody:")


def test_bundle_inlined_example_keeps_the_place_of_its_file(mini: Mini) -> None:
    content = ("requestBody", "content", "application/json", "examples", "cover", "value")
    place = sources.place_at(_bundle(mini), ("paths", "/songs", "post", *content))
    assert str(place) == mini.place("components/examples/songs.yaml", "task_type: cover")


def test_bundle_committed_files_of_this_contract_are_fresh() -> None:
    assert bundle.main(["--check"]) == 0


def test_bundle_check_of_edited_source_is_stale(mini: Mini, capsys: pytest.CaptureFixture[str]) -> None:
    root = str(mini.root)
    assert bundle.main(["--root", root]) == 0
    assert bundle.main(["--root", root, "--check"]) == 0
    mini.plant("paths/songs.yaml", "Make a song", "Make two songs")
    before = (mini.root / "dist" / "openapi.json").read_bytes()
    assert bundle.main(["--root", root, "--check"]) == 1
    message = capsys.readouterr().err
    assert "openapi/dist/openapi.json is stale: run `make bundle` and commit openapi/dist" in message
    assert "openapi/dist/fixtures.json" not in message
    assert (mini.root / "dist" / "openapi.json").read_bytes() == before


def test_bundle_check_without_bundle_is_stale(mini: Mini) -> None:
    assert bundle.main(["--root", str(mini.root), "--check"]) == 1

"""The generated client matches the bundle completely, and the check for that can fail."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from contract_tests.support.processes import BUNDLE, CLIENT
from openapi.tools import generate

DOCUMENT: dict[str, Any] = json.loads(BUNDLE.read_text(encoding="utf-8"))
OPERATIONS = list(generate.operations(DOCUMENT))


@pytest.fixture
def client(tmp_path: Path) -> Path:
    """A copy of the committed client that a test may spoil."""
    copy = tmp_path / "committed" / generate.PACKAGE
    shutil.copytree(CLIENT, copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


@pytest.fixture
def small_bundle(tmp_path: Path) -> Path:
    """A contract of one operation, which generates faster than the real one."""
    path = tmp_path / "small.json"
    path.write_text(json.dumps(_small_document()), encoding="utf-8")
    return path


def _small_document() -> dict[str, Any]:
    reply = {"description": "Pong.", "content": {"application/json": {"schema": {"type": "string"}}}}
    operation = {"operationId": "get_ping", "tags": ["ping"], "responses": {"200": reply}}
    return {"openapi": "3.1.0", "info": {"title": "Ping", "version": "1"}, "paths": {"/ping": {"get": operation}}}


@pytest.mark.parametrize(("tag", "operation_id"), OPERATIONS)
def test_operation_of_the_bundle_has_its_module(tag: str, operation_id: str) -> None:
    assert (CLIENT / "api" / tag / f"{operation_id}.py").is_file()


@pytest.mark.slow  # imports each module of the client in a fresh interpreter
def test_client_imported_module_by_module_is_whole() -> None:
    assert generate.broken_imports(CLIENT) == []
    assert generate.missing_modules(DOCUMENT, CLIENT) == []
    assert generate.surplus_modules(DOCUMENT, CLIENT) == []


@pytest.mark.slow  # generates the whole client
def test_check_on_the_committed_client_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    assert generate.main(["--check"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.slow  # generates the whole client
def test_check_with_a_changed_byte_names_the_file_and_the_repair(
    client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (client / "errors.py").open("a", encoding="utf-8") as file:
        file.write("\n")

    assert generate.main(["--check", "--output", str(client)]) == 1

    *faults, repair = capsys.readouterr().err.splitlines()
    assert faults == ["aimusic_client/errors.py differs from the generated file"]
    assert repair.endswith("run `make generate` and commit generated_client/aimusic_client")


def test_differences_with_files_put_there_and_taken_away_names_both(client: Path) -> None:
    (client / "client.py").unlink()
    (client / "extra.py").touch()
    (client / "__pycache__").mkdir()
    (client / "__pycache__" / "errors.pyc").touch()

    assert generate.differences(CLIENT, client) == [
        "client.py is missing",
        "extra.py is not generated any more, or was added by hand",
    ]


def test_missing_modules_without_a_module_names_the_operation(client: Path) -> None:
    tag, operation_id = OPERATIONS[0]
    (client / "api" / tag / f"{operation_id}.py").unlink()

    assert generate.missing_modules(DOCUMENT, client) == [
        f"operation {operation_id} has no module api/{tag}/{operation_id}.py"
    ]


def test_surplus_modules_with_an_unknown_module_names_it(client: Path) -> None:
    tag, _ = OPERATIONS[0]
    (client / "api" / tag / "old_call.py").touch()

    assert generate.surplus_modules(DOCUMENT, client) == [f"api/{tag}/old_call.py belongs to no operation"]


def test_lost_operations_with_a_path_reference_names_the_path() -> None:
    assert generate.lost_operations({"paths": {"/a": {"$ref": "a.yaml"}}}) == [
        "path /a is a reference, which is left out"
    ]


def test_lost_operations_with_a_repeated_id_names_it() -> None:
    document = _small_document()
    document["paths"]["/pong"] = document["paths"]["/ping"]

    assert generate.lost_operations(document) == [
        "operation get_ping occurs 2 times under ping: only the last is generated, rename the others"
    ]


def test_broken_imports_with_a_module_that_raises_names_module_and_error(tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "broken.py").write_text("from . import nowhere\n", encoding="utf-8")

    (fault,) = generate.broken_imports(package)

    assert fault.startswith("package.broken: ImportError: cannot import name 'nowhere'")


@pytest.mark.slow  # runs the generator twice, each a process with its own start
def test_generate_with_two_hash_seeds_gives_the_same_bytes(
    small_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in ("1", "2"):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        generate.generate(tmp_path / seed, small_bundle)

    assert "py.typed" in generate.sources(tmp_path / "1")
    assert generate.sources(tmp_path / "1") == generate.sources(tmp_path / "2")


@pytest.mark.slow  # runs the generator
def test_generate_with_a_part_that_the_generator_drops_fails_and_keeps_the_committed_client(
    small_bundle: Path, client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = _small_document()
    document["paths"]["/ping"]["get"]["responses"]["200"]["content"] = {"audio/mpeg": {"schema": {"type": "string"}}}
    small_bundle.write_text(json.dumps(document), encoding="utf-8")

    assert generate.main(["--bundle", str(small_bundle), "--output", str(client)]) == 1

    error = capsys.readouterr().err
    assert error.startswith("the generator refused the bundle, or dropped a part of it:")
    assert "audio/mpeg" in error
    assert generate.differences(CLIENT, client) == []


@pytest.mark.slow  # runs the generator
def test_generate_over_an_old_client_leaves_nothing_of_it(small_bundle: Path, client: Path) -> None:
    assert generate.main(["--bundle", str(small_bundle), "--output", str(client)]) == 0

    modules = [path.name for path in (client / "api").glob("*/*.py") if path.name != "__init__.py"]
    assert modules == ["get_ping.py"]


def test_generate_without_a_bundle_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(generate.GenerationError, match="run `make bundle`"):
        generate.generate(tmp_path / "client", tmp_path / "nowhere.json")

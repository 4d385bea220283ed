"""The top level has the allowed names only, and versions, make targets, CI and the lock file agree."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

import aimusic
from contract_tests.support.processes import BUNDLE, REPOSITORY, run

FOLDERS = {"openapi", "generated_client", "mock_server", "contract_tests"}
FILES = {"CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "pyproject.toml", "requirements.lock"}
MADE = {"build", "dist"}
"""What `make build` leaves behind; git ignores it."""

PROJECT: dict[str, Any] = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MAKEFILE = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
LOCK = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8")
TARGETS = re.findall(r"^\.PHONY: ([a-z-]+)\n(.+\n)((?:\t.+\n)*)", MAKEFILE, re.MULTILINE)


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.startswith((".", "__"))}


def _requirements() -> list[Requirement]:
    lines = PROJECT["dependencies"] + [line for extra in PROJECT["optional-dependencies"].values() for line in extra]
    return [requirement for requirement in map(Requirement, lines) if requirement.name != PROJECT["name"]]


def test_top_level_holds_the_allowed_names_only() -> None:
    assert _names(REPOSITORY) - MADE == FOLDERS | FILES


@pytest.mark.parametrize("kind", ["folder", "link"])
def test_git_ignores_the_virtual_environment_and_what_make_leaves(tmp_path: Path, kind: str) -> None:
    assert run("git", "init", "--quiet", cwd=tmp_path).returncode == 0
    shutil.copy(REPOSITORY / ".gitignore", tmp_path)
    for name in (".venv", *MADE) if kind == "folder" else (".venv",):
        place = tmp_path / name
        if kind == "link":
            place.symlink_to(tmp_path.parent)
        else:
            place.mkdir()
            (place / "file").touch()

    assert run("git", "status", "--porcelain", cwd=tmp_path).stdout == "?? .gitignore\n"


def test_generated_client_holds_three_packages_and_says_which_is_generated() -> None:
    assert _names(REPOSITORY / "generated_client") == {"README.md", "aimusic", "aimusic_client", "pytest_aimusic"}
    first = (REPOSITORY / "generated_client" / "README.md").read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("`aimusic_client/` is generated")


def test_versions_of_project_contract_and_packages_agree() -> None:
    assert PROJECT["version"] == json.loads(BUNDLE.read_text(encoding="utf-8"))["info"]["version"]
    assert PROJECT["version"] == aimusic.__version__


@pytest.mark.parametrize("requirement", _requirements(), ids=lambda requirement: requirement.name)
def test_lock_pins_a_version_that_the_project_allows(requirement: Requirement) -> None:
    pin = re.search(rf"^{re.escape(requirement.name)}==([^ ]+)", LOCK, re.MULTILINE | re.IGNORECASE)

    assert pin, "run `make lock` and commit requirements.lock"
    assert pin[1] in requirement.specifier, "run `make lock` and commit requirements.lock"


def test_lock_names_no_index() -> None:
    assert "://" not in LOCK
    assert not re.search(r"^--?[a-z]", LOCK, re.MULTILINE)


@pytest.mark.parametrize(("name", "head", "recipe"), TARGETS, ids=[target[0] for target in TARGETS])
def test_target_is_documented_and_short(name: str, head: str, recipe: str) -> None:
    assert re.match(rf"{name}:.*## \S", head)
    assert len(recipe.splitlines()) <= 3


def test_makefile_holds_no_undeclared_target() -> None:
    assert re.findall(r"^([a-z-]+):(?!=)", MAKEFILE, re.MULTILINE) == [name for name, _, _ in TARGETS]


def test_ci_runs_the_gates_of_make_check_in_order_and_then_measures() -> None:
    workflow = yaml.safe_load((REPOSITORY / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    commands = [step["run"] for step in workflow["jobs"]["check"]["steps"] if "run" in step]
    gates = re.search(r"^check: ([a-z -]+) ##", MAKEFILE, re.MULTILINE)

    assert gates
    targets = [*gates[1].split(), "test-pythons", "bench"]
    assert commands == [f"make {target}" for target in ("setup", *targets)]
    script = (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8")
    assert f"for target in {' '.join(targets)}; do" in script
    assert script.index("make mock") < script.index("for target in")


@pytest.mark.parametrize(
    "path", sorted((REPOSITORY / "openapi" / "decisions").glob("0*.md")), ids=lambda path: path.stem
)
def test_decision_has_its_sections_and_is_in_the_index(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    index = (path.parent / "README.md").read_text(encoding="utf-8")

    assert re.findall(r"^## (.+)", text, re.MULTILINE) == [
        "Context",
        "Decision",
        "Consequences",
        "Alternatives considered",
        "Evidence",
    ]
    assert re.search(r"^- Status: .+\n- Date: \d{4}-\d\d-\d\d$", text, re.MULTILINE)
    assert f"({path.name})" in index

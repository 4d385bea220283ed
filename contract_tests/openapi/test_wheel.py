"""The wheel holds what it should and works where only its declared dependencies can be seen."""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from contract_tests.support.environments import VERSION, Environment, declared
from contract_tests.support.processes import BUNDLE, REPOSITORY, run

pytestmark = pytest.mark.slow  # builds a wheel and makes a virtual environment
PACKAGES = ("aimusic", "aimusic_client", "aimusic_mock", "pytest_aimusic")


@pytest.fixture(scope="module")
def names(wheel: Path) -> list[str]:
    """The names of the wheel's files."""
    return zipfile.ZipFile(wheel).namelist()


@pytest.fixture(scope="module")
def core(make_environment: Callable[..., Environment]) -> Environment:
    """An environment with the wheel and its core dependencies."""
    return make_environment()


@pytest.fixture(scope="module")
def with_mock(make_environment: Callable[..., Environment]) -> Environment:
    """An environment with the wheel, its core dependencies and those of the extra `mock`."""
    return make_environment("mock")


@pytest.fixture(scope="module")
def with_cli(make_environment: Callable[..., Environment]) -> Environment:
    """An environment with the wheel, its core dependencies and those of the extra `cli`."""
    return make_environment("cli")


def test_wheel_holds_its_packages_and_its_metadata_only(names: list[str]) -> None:
    assert {name.split("/")[0] for name in names} == {*PACKAGES, f"aimusic-{VERSION}.dist-info"}


@pytest.mark.parametrize("package", PACKAGES)
def test_wheel_marks_the_package_as_typed(names: list[str], package: str) -> None:
    assert f"{package}/py.typed" in names


def test_wheel_carries_the_committed_bundle_and_its_fixtures(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    for name in ("openapi.json", "lines.json", "fixtures.json"):
        assert archive.read(f"aimusic_mock/_spec/{name}") == (BUNDLE.parent / name).read_bytes()


def test_wheel_carries_every_module_of_the_generated_client(names: list[str]) -> None:
    folder = REPOSITORY / "generated_client"
    committed = {path.relative_to(folder).as_posix() for path in folder.glob("aimusic_client/**/*.py")}
    assert committed == {name for name in names if name.startswith("aimusic_client/") and name.endswith(".py")}


def test_wheel_carries_no_test_and_no_cache(names: list[str]) -> None:
    # The plugin's name, and its context of a test, are not tests.
    own = [name.removeprefix("pytest_aimusic/").removeprefix("_test_context").lower() for name in names]
    assert [name for name in own if "test" in name or "_cache/" in name or "__pycache__" in name] == []


def test_core_environment_imports_the_client_and_sees_no_flask(core: Environment) -> None:
    code = "import aimusic, aimusic_client, importlib.util as u; print(aimusic.__file__, u.find_spec('flask'))"

    done = run(core.python, "-I", "-c", code, cwd=core.folder)

    assert done.stderr == ""
    assert done.stdout.split() == [str(core.site / "aimusic" / "__init__.py"), "None"]


def test_mock_environment_imports_all_three_packages_from_the_wheel(with_mock: Environment) -> None:
    code = "import aimusic, aimusic_client, aimusic_mock as m, aimusic_mock.contract.bundle as c; c.load(); print(m.__file__)"

    done = run(with_mock.python, "-I", "-c", code, cwd=with_mock.folder)

    assert done.stderr == ""
    assert done.stdout.strip() == str(with_mock.site / "aimusic_mock" / "__init__.py")


def test_mock_environment_has_the_command(with_mock: Environment) -> None:
    done = run(with_mock.folder / "bin" / "aimusic-mock", "serve", "--help", cwd=with_mock.folder)

    assert done.stderr == ""
    assert done.stdout.startswith("Usage: aimusic-mock serve")


def test_mock_extra_declares_click_itself(wheel: Path) -> None:
    requirements = [line for line in declared(wheel) if line.marker and line.marker.evaluate({"extra": "mock"})]

    assert "click" in {line.name for line in requirements}


def test_command_without_its_extra_says_what_to_install(core: Environment) -> None:
    done = run(core.folder / "bin" / "aimusic", "credits", cwd=core.folder)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "The command line needs two more packages: pip install 'aimusic[cli]'\n"


def test_cli_environment_has_the_command(with_cli: Environment) -> None:
    done = run(
        with_cli.folder / "bin" / "aimusic",
        "create",
        "--description",
        "a slow river",
        "--dry-run",
        "--json",
        cwd=with_cli.folder,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["estimate"]["credits"] == 10


def test_wheel_is_built_for_the_python_that_runs(wheel: Path) -> None:
    assert wheel.name == f"aimusic-{VERSION}-py3-none-any.whl"
    assert sys.version_info >= (3, 11)

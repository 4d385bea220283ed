"""The wheel holds what it should and works where only its declared dependencies can be seen."""

from __future__ import annotations

import email
import json
import sys
import venv
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from contract_tests.support.processes import BUNDLE, REPOSITORY, run

pytestmark = pytest.mark.slow  # builds a wheel and makes a virtual environment
PACKAGES = ("aimusic", "aimusic_client", "aimusic_mock", "pytest_aimusic")
VERSION = metadata.version("aimusic")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built with no network from the working tree."""
    folder = tmp_path_factory.mktemp("wheel")
    done = run("python", "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, REPOSITORY, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def names(wheel: Path) -> list[str]:
    """The names of the wheel's files."""
    return zipfile.ZipFile(wheel).namelist()


class Environment:
    """A virtual environment of its own, which sees the wheel and the dependencies it is given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        venv.create(folder, with_pip=False, symlinks=True)
        self.python = folder / "bin" / "python"
        (self.site,) = folder.glob("lib/python*/site-packages")

    def install(self, wheel: Path) -> None:
        """Install the wheel with the console script, and nothing that it depends on."""
        pip = ("-m", "pip", "--python", self.python, "--disable-pip-version-check")
        done = run("python", *pip, "install", "--no-deps", "--no-index", wheel, cwd=self.folder)
        assert done.returncode == 0, done.stdout + done.stderr

    def offer(self, names: set[str]) -> None:
        """Let these installed distributions be seen, by links to their files."""
        for name in names:
            for part in sorted({Path(file).parts[0] for file in metadata.files(name) or ()} - {"..", "__pycache__"}):
                source = Path(str(metadata.distribution(name).locate_file(part)))
                if not (self.site / part).exists():
                    (self.site / part).symlink_to(source)


def _closure(requirements: list[Requirement], extra: str = "") -> Iterator[str]:
    """Yield the names of the distributions that these requirements bring in, those of their dependencies included."""
    for requirement in requirements:
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        yield requirement.name
        for item in requirement.extras or {""}:
            yield from _closure([Requirement(line) for line in metadata.requires(requirement.name) or ()], item)


def _declared(wheel: Path) -> list[Requirement]:
    text = zipfile.ZipFile(wheel).read(f"aimusic-{VERSION}.dist-info/METADATA").decode("utf-8")
    return [Requirement(line) for line in email.message_from_string(text).get_all("Requires-Dist", [])]


@pytest.fixture(scope="module")
def core(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the wheel and its core dependencies."""
    environment = Environment(tmp_path_factory.mktemp("core"))
    environment.install(wheel)
    environment.offer(set(_closure(_declared(wheel))))
    return environment


@pytest.fixture(scope="module")
def with_mock(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the wheel, its core dependencies and those of the extra `mock`."""
    environment = Environment(tmp_path_factory.mktemp("mock"))
    environment.install(wheel)
    environment.offer(set(_closure(_declared(wheel), "mock")))
    return environment


@pytest.fixture(scope="module")
def with_cli(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the wheel, its core dependencies and those of the extra `cli`."""
    environment = Environment(tmp_path_factory.mktemp("cli"))
    environment.install(wheel)
    environment.offer(set(_closure(_declared(wheel), "cli")))
    return environment


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
    declared = [line for line in _declared(wheel) if line.marker and line.marker.evaluate({"extra": "mock"})]

    assert "click" in {line.name for line in declared}


def test_command_without_its_extra_says_what_to_install(core: Environment) -> None:
    done = run(core.folder / "bin" / "aimusic", "credits", cwd=core.folder)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "The command line needs two more packages: pip install 'aimusic[cli]'\n"


def test_cli_environment_has_the_command(with_cli: Environment) -> None:
    done = run(
        with_cli.folder / "bin" / "aimusic", "describe", "a slow river", "--dry-run", "--json", cwd=with_cli.folder
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["estimate"]["credits"] == 10


def test_wheel_is_built_for_the_python_that_runs(wheel: Path) -> None:
    assert wheel.name == f"aimusic-{VERSION}-py3-none-any.whl"
    assert sys.version_info >= (3, 11)

"""The wheel, built from the working tree, and virtual environments that contain it and its declared dependencies.

Import the fixtures by name: each builds at most once per test module.
"""

from __future__ import annotations

import email
import venv
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from contract_tests.support.processes import REPOSITORY, run

VERSION = metadata.version("aimusic")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built offline from the working tree."""
    folder = tmp_path_factory.mktemp("wheel")
    done = run("python", "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, REPOSITORY, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = folder.glob("*.whl")
    return path


class Environment:
    """A new virtual environment that contains only the distributions that a test adds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        venv.create(folder, with_pip=False, symlinks=True)
        self.python = folder / "bin" / "python"
        (self.site,) = folder.glob("lib/python*/site-packages")

    def install(self, wheel: Path) -> None:
        """Install the wheel with its console scripts, without dependencies."""
        pip = ("-m", "pip", "--python", self.python, "--disable-pip-version-check")
        done = run("python", *pip, "install", "--no-deps", "--no-index", wheel, cwd=self.folder)
        assert done.returncode == 0, done.stdout + done.stderr

    def offer(self, names: set[str]) -> None:
        """Add these installed distributions, as links to their files."""
        for name in names:
            for part in sorted({Path(file).parts[0] for file in metadata.files(name) or ()} - {"..", "__pycache__"}):
                source = Path(str(metadata.distribution(name).locate_file(part)))
                if not (self.site / part).exists():
                    (self.site / part).symlink_to(source)


def closure(requirements: list[Requirement], extra: str = "") -> Iterator[str]:
    """Yield the names of the distributions that these requirements install, dependencies included."""
    for requirement in requirements:
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        yield requirement.name
        for dependency_extra in requirement.extras or {""}:
            dependencies = [Requirement(line) for line in metadata.requires(requirement.name) or ()]
            yield from closure(dependencies, dependency_extra)


def _declared(wheel: Path) -> list[Requirement]:
    text = zipfile.ZipFile(wheel).read(f"aimusic-{VERSION}.dist-info/METADATA").decode("utf-8")
    return [Requirement(line) for line in email.message_from_string(text).get_all("Requires-Dist", [])]


@pytest.fixture(scope="module")
def core(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the wheel and its core dependencies."""
    environment = Environment(tmp_path_factory.mktemp("core"))
    environment.install(wheel)
    environment.offer(set(closure(_declared(wheel))))
    return environment


@pytest.fixture(scope="module")
def with_mock(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the wheel, its core dependencies and those of the extra `mock`."""
    environment = Environment(tmp_path_factory.mktemp("mock"))
    environment.install(wheel)
    environment.offer(set(closure(_declared(wheel), "mock")))
    return environment


@pytest.fixture(scope="module")
def with_cli(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the wheel, its core dependencies and those of the extra `cli`."""
    environment = Environment(tmp_path_factory.mktemp("cli"))
    environment.install(wheel)
    environment.offer(set(closure(_declared(wheel), "cli")))
    return environment

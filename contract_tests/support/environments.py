"""The built wheel, and virtual environments that hold it and only the distributions they name."""

from __future__ import annotations

import email
import venv
import zipfile
from collections.abc import Callable, Iterable, Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from contract_tests.support.processes import REPOSITORY, run

VERSION = metadata.version("aimusic")


class Environment:
    """A new virtual environment without pip.

    Attributes:
        folder: its root.
        python: its interpreter.
        site: its `site-packages`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        venv.create(folder, with_pip=False, symlinks=True)
        self.python = folder / "bin" / "python"
        (self.site,) = folder.glob("lib/python*/site-packages")

    def install(self, wheel: Path) -> None:
        """Install the wheel with its console scripts, without its dependencies."""
        pip = ("-m", "pip", "--python", self.python, "--disable-pip-version-check")
        done = run("python", *pip, "install", "--no-deps", "--no-index", wheel, cwd=self.folder)
        assert done.returncode == 0, done.stdout + done.stderr

    def link(self, names: Iterable[str]) -> None:
        """Make installed distributions of the running environment importable, by links to their files."""
        for name in names:
            for part in sorted({Path(file).parts[0] for file in metadata.files(name) or ()} - {"..", "__pycache__"}):
                source = Path(str(metadata.distribution(name).locate_file(part)))
                if not (self.site / part).exists():
                    (self.site / part).symlink_to(source)


def closure(requirements: Iterable[Requirement], extra: str = "") -> Iterator[str]:
    """Yield the names of the distributions that these requirements need, transitively.

    Args:
        requirements: the requirements to resolve; each must be installed in the running environment.
        extra: the extra for which their markers are evaluated.
    """
    for requirement in requirements:
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        yield requirement.name
        for of_dependency in requirement.extras or {""}:
            lines = metadata.requires(requirement.name) or ()
            yield from closure([Requirement(line) for line in lines], of_dependency)


def declared(wheel: Path) -> list[Requirement]:
    """Return the requirements in the wheel's metadata."""
    text = zipfile.ZipFile(wheel).read(f"aimusic-{VERSION}.dist-info/METADATA").decode("utf-8")
    return [Requirement(line) for line in email.message_from_string(text).get_all("Requires-Dist", [])]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without a network from the working tree."""
    folder = tmp_path_factory.mktemp("wheel")
    done = run("python", "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, REPOSITORY, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="session")
def make_environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Environment]:
    """Create environments with the wheel, the dependencies of one of its extras, and other distributions by name."""

    def make(extra: str = "", *others: str) -> Environment:
        environment = Environment(tmp_path_factory.mktemp("environment"))
        environment.install(wheel)
        environment.link(closure(declared(wheel), extra))
        environment.link(closure([Requirement(name) for name in others]))
        return environment

    return make

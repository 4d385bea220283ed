"""Run this repository's tools by name, from the environment of the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
BUNDLE = REPOSITORY / "openapi" / "dist" / "openapi.json"
CLIENT = REPOSITORY / "generated_client" / "aimusic_client"


def run(*command: str | Path, cwd: Path, python_path: tuple[Path, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run a command in `cwd` with this environment's tools first on PATH, and return its output.

    Args:
        command: the program's name and its arguments.
        cwd: the folder to run in.
        python_path: the only folders on PYTHONPATH, before `cwd` itself; none when left out.
    """
    tools = Path(sys.executable).parent
    environment = dict(os.environ)  # noqa: TID251  # passed to the child process, not read as a setting
    environment["PATH"] = f"{tools}{os.pathsep}{environment['PATH']}"
    environment["COLUMNS"] = "80"  # the width of the listings in the pages; a terminal may be wider
    environment.pop("PYTHONPATH", None)
    if python_path:
        environment["PYTHONPATH"] = os.pathsep.join(map(str, (*python_path, cwd)))
    program = shutil.which(str(command[0]), path=environment["PATH"])
    assert program is not None, f"{command[0]} is not installed: run `make setup`"
    return subprocess.run(
        [program, *command[1:]], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def tracked_files() -> list[str]:
    """Return the paths of the files that git tracks and that exist."""
    done = run("git", "ls-files", "-z", cwd=REPOSITORY)
    assert done.returncode == 0, done.stderr
    return [path for path in done.stdout.strip("\0").split("\0") if (REPOSITORY / path).is_file()]

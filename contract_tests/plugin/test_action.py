"""CI integration: the steps of the GitHub action, run in a shell, and the GitLab example."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from attrs import define, field

from contract_tests.plugin.outer_project import PAGE
from contract_tests.support.processes import REPOSITORY

BASH = "/bin/bash"
FOLDER = REPOSITORY / ".github" / "actions" / "aimusic-mock"
ACTION: dict[str, Any] = yaml.safe_load((FOLDER / "action.yml").read_text(encoding="utf-8"))
INSTALL, START = ACTION["runs"]["steps"]
GITHUB, GITLAB = (
    yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
)


@define
class Runner:
    """A simulated GitHub runner."""

    folder: Path
    started: list[int] = field(factory=list)

    def run(self, step: dict[str, Any], **inputs: str) -> subprocess.CompletedProcess[str]:
        """Run a step as GitHub does, with its expressions evaluated."""
        provided = {name: value["default"] for name, value in ACTION["inputs"].items()} | inputs
        expressions = {f"inputs.{name}": value for name, value in provided.items()} | {
            "github.action_path": str(FOLDER)
        }
        variables = {
            name: re.sub(r"\$\{\{ (\S+) \}\}", lambda result: expressions[result[1]], text)
            for name, text in step["env"].items()
        }
        files = {f"GITHUB_{name}": str(self.folder / name.lower()) for name in ("ENV", "OUTPUT")}
        return subprocess.run(
            [BASH, "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            env={"PATH": os.environ["PATH"], "RUNNER_TEMP": str(self.folder), **files, **variables},  # noqa: TID251
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )

    def written(self, name: str) -> dict[str, str]:
        """Return the content of one of GitHub's files, as written by the steps."""
        path = self.folder / name
        result = dict(line.split("=", 1) for line in path.read_text().splitlines()) if path.exists() else {}
        if "AIMUSIC_MOCK_PID" in result:
            self.started.append(int(result["AIMUSIC_MOCK_PID"]))
        return result


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[Runner]:
    """A runner with the mock installed; started processes are stopped at the end."""
    tools = tmp_path / "aimusic-mock" / "bin"
    tools.mkdir(parents=True)
    (tools / "aimusic-mock").symlink_to(Path(sys.executable).parent / "aimusic-mock")
    created = Runner(tmp_path)
    yield created
    for process in created.started:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGTERM)


def free_port() -> int:
    """Return a free port below the ephemeral range, so that no client connection takes it before it is used."""
    for port in range(20_000 + os.getpid() % 8_000, 32_000):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("no port is free")


@pytest.mark.slow  # starts the mock
def test_action_starts_a_mock_with_the_inputs(runner: Runner) -> None:
    done = runner.run(START, seed="7", clock="manual", dialect="observed", plan="unlimited")
    env, output = runner.written("env"), runner.written("output")

    assert done.returncode == 0, done.stdout
    health = httpx.get(f"{env['AIMUSIC_BASE_URL']}/__mock__/health").json()
    assert [health[name] for name in ("seed", "clock", "dialect", "plan")] == [7, "manual", "observed", "unlimited"]
    assert output == {"base-url": env["AIMUSIC_BASE_URL"], "log": env["AIMUSIC_MOCK_LOG"]}
    variables = {name: env[name] for name in ("AIMUSIC_BASE_URL", "AIMUSIC_API_KEY")}
    code = "from aimusic import AIMusic; print(AIMusic().account.credits().total)"
    requested = subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=False)
    assert (requested.stdout, requested.stderr) == ("1100.0\n", "")


@pytest.mark.slow  # starts the mock
def test_action_listens_on_the_requested_port(runner: Runner) -> None:
    port = free_port()
    done = runner.run(START, port=str(port))

    assert done.returncode == 0, done.stdout
    assert runner.written("env")["AIMUSIC_BASE_URL"] == f"http://127.0.0.1:{port}"


@pytest.mark.slow  # starts the mock
def test_action_fails_with_the_mocks_log_when_it_does_not_start(runner: Runner) -> None:
    with socket.create_server(("127.0.0.1", 0)) as line:
        taken = runner.run(START, port=str(line.getsockname()[1]))
    wrong = runner.run(START, clock="fast; touch spoilt")

    assert (taken.returncode, wrong.returncode) == (1, 1)
    assert "cannot listen on 127.0.0.1" in taken.stdout
    assert "unknown clock 'fast; touch spoilt'" in wrong.stdout
    assert "::error::" in wrong.stdout
    assert runner.written("env") == {}
    assert not (runner.folder / "spoilt").exists()


@pytest.mark.parametrize(
    ("version", "what"), [("", f"{FOLDER}/../../..[mock]"), ("0.1.0", "aimusic[mock]==0.1.0")], ids=["own", "release"]
)
def test_action_installs_its_own_repository_or_a_release(tmp_path: Path, version: str, what: str) -> None:
    python = tmp_path / "python3"
    # Installs itself as the environment's Python, and prints its arguments.
    python.write_text(
        '#!/bin/bash\necho "$@"\nif [ "$2" = venv ]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; fi\n'
    )
    python.chmod(0o755)
    step = {**INSTALL, "run": f'PATH="{tmp_path}:$PATH"\n{INSTALL["run"]}'}
    done = Runner(tmp_path).run(step, version=version)

    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1].split()[-1] == what
    assert (FOLDER / ".." / ".." / ".." / "pyproject.toml").exists()


def test_action_creates_the_log_with_private_permissions() -> None:
    assert START["run"].index(': > "$log"') < START["run"].index('/bin/aimusic-mock" serve')


def test_action_passes_no_input_as_script_text() -> None:
    assert "${{" not in INSTALL["run"] + START["run"]
    assert {step["shell"] for step in (INSTALL, START)} == {"bash"}


def test_page_uses_only_inputs_of_the_action() -> None:
    (step,) = [step for step in GITHUB["jobs"]["test"]["steps"] if "aimusic-mock" in step.get("uses", "")]
    place = step["uses"].partition("@")[0].removeprefix("OWNER/aimusic/")

    assert (REPOSITORY / place / "action.yml").exists()
    assert set(step["with"]) <= set(ACTION["inputs"])
    listed = re.search(r"Its inputs are (.+?), its\noutputs (.+?)\.", PAGE, re.DOTALL)
    assert listed is not None
    assert set(re.findall(r"`([a-z]+)`", listed[1])) == set(ACTION["inputs"])
    assert set(re.findall(r"`([a-z-]+)`", listed[2])) == set(ACTION["outputs"])


@pytest.mark.slow  # starts the mock
def test_gitlab_example_starts_a_mock_and_runs_the_tests(tmp_path: Path) -> None:
    job = GITLAB["test"]
    port = str(free_port())
    (tmp_path / "test_it.py").write_text(
        "from aimusic import AIMusic\n\ndef test_it():\n    with AIMusic() as client:\n"
        "        assert client.account.credits().total == 1100\n"
    )
    lines = [line for line in (*job["before_script"], *job["script"]) if not line.startswith("pip install ")]
    script = "\n".join(["set -eo pipefail", 'trap "kill %1" EXIT', *lines]).replace("8000", port)
    variables = {name: value.replace("8000", port) for name, value in job["variables"].items()}
    done = subprocess.run(
        [BASH, "--noprofile", "--norc", "-c", script],
        env={"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", **variables},  # noqa: TID251
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout
    assert "aimusic-mock listens on" in (tmp_path / "mock.log").read_text()
    assert job["before_script"][0] == "pip install 'aimusic[mock]'"

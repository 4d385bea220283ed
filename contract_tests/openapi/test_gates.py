"""Every gate of make can fail: it reports a planted fault, and how to repair it.

Each test builds a small tree under the real settings and runs the real tool on it.
"""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

import pytest

from contract_tests.support.processes import REPOSITORY, run

PACKAGES = (
    "generated_client/aimusic",
    "generated_client/aimusic_client",
    "generated_client/pytest_aimusic",
    "mock_server/aimusic_mock",
    "mock_server/aimusic_mock/api",
    "mock_server/aimusic_mock/domain",
    "mock_server/aimusic_mock/drift",
    "mock_server/aimusic_mock/settings",
    "openapi/tools",
)
SETTINGS = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
FOLDER_OF = {"aimusic": "generated_client", "aimusic_mock": "mock_server", "pytest_aimusic": "generated_client"}
UPWARD = "from aimusic_mock import api\n"
HEAD = '"""A module of the test."""\n\n'


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The repository's settings and its packages, empty."""
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    for package in PACKAGES:
        (tmp_path / package).mkdir(parents=True)
        (tmp_path / package / "__init__.py").write_text('"""A package of the test."""\n', encoding="utf-8")
    (tmp_path / "contract_tests").mkdir()
    for contract in SETTINGS["tool"]["importlinter"]["contracts"]:
        for container in contract.get("containers", ()):
            for module in re.findall(r"\w+", " ".join(contract["layers"])):
                place = tmp_path / FOLDER_OF[container] / container / module
                if not place.exists():
                    place.with_suffix(".py").write_text('"""A module of the test."""\n', encoding="utf-8")
    # The only import that the settings exempt; import-linter fails if an exemption matches no import.
    _plant(tmp_path, "mock_server/aimusic_mock/drift/upstream.py", "import httpx\n")
    return tmp_path


def _plant(tree: Path, place: str, code: str) -> None:
    (tree / place).write_text(HEAD + code, encoding="utf-8")


@pytest.mark.parametrize(
    ("place", "code", "message"),
    [
        ("contract_tests/test_x.py", "import generated_client.aimusic_client\n", "loads a second copy of every class"),
        ("contract_tests/test_x.py", "import time\n\ntime.sleep(1)\n", "Nothing sleeps"),
        ("mock_server/aimusic_mock/app.py", "import os\n\nVALUE = os.environ['X']\n", "read the environment"),
        ("generated_client/aimusic/_client.py", "import os\n\nVALUE = os.getenv('X')\n", "read the environment"),
        ("mock_server/aimusic_mock/app.py", "import time\n\nNOW = time.time()\n", "take a Clock"),
        (
            "mock_server/aimusic_mock/domain/tasks.py",
            "from datetime import UTC, datetime\n\nX = datetime.now(UTC)\n",
            "take a Clock",
        ),
        ("mock_server/aimusic_mock/domain/tasks.py", "import uuid\n\nX = uuid.uuid4()\n", "use Ids.new"),
        (
            "mock_server/aimusic_mock/domain/songs.py",
            "import random\n\nX = random.random()\n",
            "so that the seed decides",
        ),
        ("mock_server/aimusic_mock/app.py", "import json\n", "F401"),
    ],
)
def test_lint_with_a_banned_call_says_what_to_use(tree: Path, place: str, code: str, message: str) -> None:
    _plant(tree, place, code)

    done = run("ruff", "check", "--no-cache", ".", cwd=tree)

    assert done.returncode == 1
    assert place in done.stdout
    assert message in done.stdout


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("mock_server/aimusic_mock/domain/clock.py", "import time\n\nNOW = time.time()\n"),
        ("mock_server/aimusic_mock/domain/ids.py", "import uuid\n\nX = uuid.uuid4()\n"),
        ("mock_server/aimusic_mock/settings/__init__.py", "import os\n\nVALUE = os.environ.get('X')\n"),
        ("generated_client/aimusic/_config.py", "import os\n\nVALUE = os.environ.get('X')\n"),
        ("generated_client/aimusic_client/client.py", "import json,   os\nos.getenv('X')\n"),
    ],
)
def test_lint_in_the_file_that_may_is_silent(tree: Path, place: str, code: str) -> None:
    _plant(tree, place, code)

    assert "TID251" not in run("ruff", "check", "--no-cache", ".", cwd=tree).stdout


def test_format_check_with_crooked_code_names_the_file(tree: Path) -> None:
    _plant(tree, "mock_server/aimusic_mock/app.py", "X = {  1:2}\n")

    done = run("ruff", "format", "--no-cache", "--check", ".", cwd=tree)

    assert done.returncode == 1
    assert "mock_server/aimusic_mock/app.py" in done.stdout


@pytest.mark.slow  # mypy reads the standard library's types without a cache
def test_typecheck_with_an_untyped_function_names_it_in_every_part(tree: Path) -> None:
    places = ["mock_server/aimusic_mock/app.py", "openapi/tools/x.py", "contract_tests/test_x.py"]
    places += ["generated_client/aimusic/x.py", "generated_client/pytest_aimusic/x.py"]
    for place in places:
        _plant(tree, place, "def answer():\n    return 42\n")

    done = run("mypy", cwd=tree)

    assert done.returncode == 1
    message = "3: error: Function is missing a return type annotation"
    assert [place for place in places if f"{place}:{message}" not in done.stdout] == []


@pytest.mark.slow  # pyright starts Node and reads the standard library's types
def test_typecheck_with_a_wrong_type_in_the_client_is_found_by_pyright(tree: Path) -> None:
    _plant(tree, "generated_client/aimusic_client/client.py", "X: int = 'text'\n")

    done = run("pyright", cwd=tree)

    assert done.returncode == 1
    assert "client.py:3:10 - error" in done.stdout


@pytest.mark.parametrize(
    ("place", "code", "message"),
    [
        (
            "generated_client/aimusic_client/client.py",
            "import aimusic\n",
            "aimusic_client imports nothing of ours BROKEN",
        ),
        ("generated_client/aimusic/_client.py", "import flask\n", "A user of the client installs httpx and attrs only"),
        (
            "generated_client/aimusic/_client.py",
            "import contract_tests\n",
            "aimusic is not allowed to import contract_tests",
        ),
        ("mock_server/aimusic_mock/app.py", "import aimusic_client\n", "one error would hide in both"),
        (
            "mock_server/aimusic_mock/app.py",
            "from openapi.tools import x\n",
            "aimusic_mock is not allowed to import openapi",
        ),
        (
            "mock_server/aimusic_mock/app.py",
            "import contract_tests.x\n",
            "aimusic_mock is not allowed to import contract_tests",
        ),
        (
            "mock_server/aimusic_mock/domain/tasks.py",
            "import flask\n",
            "aimusic_mock.domain is not allowed to import flask",
        ),
        (
            "mock_server/aimusic_mock/domain/tasks.py",
            UPWARD,
            "the domain is called, it does not call back",
        ),
        ("openapi/tools/x.py", "import aimusic_mock\n", "openapi/tools imports nothing of ours BROKEN"),
        ("mock_server/aimusic_mock/app.py", "import pytest_aimusic\n", "The plugin knows the SDK and the mock"),
        (
            "mock_server/aimusic_mock/settings/__init__.py",
            "from aimusic_mock import mock\n",
            "aimusic_mock keeps its floors BROKEN",
        ),
        (
            "mock_server/aimusic_mock/api/x.py",
            "from aimusic_mock import admin\n",
            "aimusic_mock keeps its floors BROKEN",
        ),
        ("generated_client/aimusic/_errors.py", "from aimusic import _client\n", "aimusic keeps its floors BROKEN"),
        (
            "generated_client/pytest_aimusic/_options.py",
            "from pytest_aimusic import _test_context\n",
            "pytest_aimusic keeps its floors BROKEN",
        ),
    ],
)
def test_imports_in_a_forbidden_direction_break_their_contract(tree: Path, place: str, code: str, message: str) -> None:
    _plant(tree, "openapi/tools/x.py", "")
    _plant(tree, place, code)

    done = run(
        "lint-imports",
        "--no-logo",
        "--no-cache",
        cwd=tree,
        python_path=(tree / "generated_client", tree / "mock_server"),
    )

    assert done.returncode == 1
    # An import of the domain that goes up also breaks the floors of the mock.
    assert f"{2 if code == UPWARD else 1} broken" in done.stdout
    assert message in " ".join(done.stdout.split())


def test_imports_in_the_allowed_directions_keep_every_contract(tree: Path) -> None:
    _plant(tree, "generated_client/aimusic/_client.py", "import attrs\nimport httpx\n\nimport aimusic_client\n")
    _plant(tree, "mock_server/aimusic_mock/app.py", "import flask\n\nfrom aimusic_mock import api, domain\n")
    _plant(tree, "generated_client/pytest_aimusic/_test_context.py", "import aimusic\nimport aimusic_mock\n")

    done = run(
        "lint-imports",
        "--no-logo",
        "--no-cache",
        cwd=tree,
        python_path=(tree / "generated_client", tree / "mock_server"),
    )

    assert done.returncode == 0, done.stdout

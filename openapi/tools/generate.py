"""Generate `aimusic_client` from the bundle, or check that the committed package is up to date.

The generator skips what it cannot express and may still succeed, so its output is verified: every operation must have a
module, and every module must import. The `x-` keys, which it ignores, are written to a module of their own (operations.py).
The committed package is replaced last. Independent of the SDK and the mock.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from openapi.tools import operations as facts
from openapi.tools.sources import DIST_JSON, ROOT
from openapi.tools.tree import METHODS

CONFIG = ROOT / "client-config.yaml"
PACKAGE = "aimusic_client"
CLIENT = ROOT.parent / "generated_client" / PACKAGE
REPAIR = "run `make generate` and commit generated_client/aimusic_client"
NOT_SOURCE = ("__pycache__", ".ruff_cache", ".mypy_cache")

# Runs in a child process, since imports may have side effects and must not see this process's modules.
_IMPORT_EACH = """
import importlib, sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
for name in sys.argv[2:]:
    try:
        importlib.import_module(name)
    except Exception as error:
        print(f"{name}: {type(error).__name__}: {error}")
"""


class GenerationError(Exception):
    """The client cannot be generated, or is incomplete; the message has one line for each fault."""


def generate(output: Path, bundle: Path = DIST_JSON, config: Path = CONFIG) -> None:
    """Run the pinned generator with the output folder `output`, which need not exist.

    Raises:
        GenerationError: the generator is not installed, fails, or warns.
    """
    if not bundle.is_file():
        raise GenerationError(f"{bundle} is missing: run `make bundle`")
    tools = Path(sys.executable).parent
    generator, ruff = (shutil.which(name, path=tools) for name in ("openapi-python-client", "ruff"))
    if generator is None or ruff is None:
        raise GenerationError(f"openapi-python-client and ruff are not in {tools}: run `make setup`")
    command: list[str | Path] = [generator, "generate", "--path", bundle, "--config", config]
    command += ["--meta", "none", "--fail-on-warning", "--overwrite", "--output-path", output]
    done = subprocess.run(command, env=_environment(tools), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise GenerationError(f"the generator refused the bundle, or dropped a part of it:\n{done.stdout}{done.stderr}")
    facts.write(json.loads(bundle.read_text(encoding="utf-8")), output, ruff)


def _environment(tools: Path) -> dict[str, str]:
    # The generator's hooks find ruff by PATH; it must be the pinned one.
    environment = dict(os.environ)  # noqa: TID251 - passed to the child, not read as a setting
    environment["PATH"] = f"{tools}{os.pathsep}{environment.get('PATH', '')}"
    return environment


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the first tag and the operationId of each operation of a bundle."""
    for path_item in document["paths"].values():
        for method in METHODS:
            if method in path_item:
                yield path_item[method]["tags"][0], path_item[method]["operationId"]


def lost_operations(document: Mapping[str, Any]) -> list[str]:
    """Return one sentence for each operation that the generator would skip silently."""
    referred = [
        f"path {path} is a reference, which is left out"
        for path, path_item in document["paths"].items()
        if "$ref" in path_item
    ]
    counts = Counter(operations(document))
    twice = [
        f"operation {name} occurs {n} times under {tag}: only the last is generated, rename the others"
        for (tag, name), n in counts.items()
        if n > 1
    ]
    return referred + twice


def missing_modules(document: Mapping[str, Any], package: Path) -> list[str]:
    """Return one sentence for each operation that has no module in `package`."""
    return [
        f"operation {operation_id} has no module api/{tag}/{operation_id}.py"
        for tag, operation_id in operations(document)
        if not (package / "api" / tag / f"{operation_id}.py").is_file()
    ]


def surplus_modules(document: Mapping[str, Any], package: Path) -> list[str]:
    """Return one sentence for each module under `api/` without an operation of its tag."""
    known = {Path(tag, f"{operation_id}.py") for tag, operation_id in operations(document)}
    modules = (path.relative_to(package / "api") for path in sorted((package / "api").glob("*/*.py")))
    return [
        f"api/{path.as_posix()} belongs to no operation"
        for path in modules
        if path.name != "__init__.py" and path not in known
    ]


def broken_imports(package: Path) -> list[str]:
    """Return one sentence for each module of `package` that cannot be imported."""
    names = []
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    command = [sys.executable, "-I", "-c", _IMPORT_EACH, str(package.parent), *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    faults = done.stdout.splitlines()
    return (
        faults if done.returncode == 0 else [*faults, f"the import of {PACKAGE} ended the interpreter: {done.stderr}"]
    )


def sources(package: Path) -> dict[str, bytes]:
    """Return the files of `package` by relative name, caches left out."""
    return {
        path.relative_to(package).as_posix(): path.read_bytes()
        for path in sorted(package.rglob("*"))
        if path.is_file() and not set(NOT_SOURCE) & set(path.parts)
    }


def differences(fresh: Path, committed: Path) -> list[str]:
    """Return one sentence for each file in which two packages differ."""
    new, old = sources(fresh), sources(committed)
    sentences = []
    for name in sorted(new.keys() | old.keys()):
        if name not in old:
            sentences.append(f"{name} is missing")
        elif name not in new:
            sentences.append(f"{name} is not generated any more, or was added by hand")
        elif new[name] != old[name]:
            sentences.append(f"{name} differs from the generated file")
    return sentences


def check_whole(package: Path, bundle: Path = DIST_JSON) -> None:
    """Check that `package` holds exactly the operations of `bundle`, and that each of its modules imports.

    Raises:
        GenerationError: an operation or a module is missing, surplus or broken.
    """
    document = json.loads(bundle.read_text(encoding="utf-8"))
    faults = [
        *lost_operations(document),
        *missing_modules(document, package),
        *surplus_modules(document, package),
        *broken_imports(package),
    ]
    if faults:
        raise GenerationError("\n".join(faults))


def replace(fresh: Path, committed: Path) -> None:
    """Replace `committed` by `fresh`."""
    shutil.rmtree(committed, ignore_errors=True)
    shutil.copytree(fresh, committed, ignore=shutil.ignore_patterns(*NOT_SOURCE))


def main(arguments: list[str] | None = None) -> int:
    """Write the client, or with `--check` only verify the committed one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the client is stale")
    parser.add_argument("--bundle", type=Path, default=DIST_JSON, help="the bundled contract")
    parser.add_argument("--output", type=Path, default=CLIENT, help="the package's folder")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch) / PACKAGE
        try:
            generate(fresh, options.bundle)
            check_whole(fresh, options.bundle)
        except GenerationError as error:
            print(error, file=sys.stderr)
            return 1
        if not options.check:
            replace(fresh, options.output)
            return 0
        faults = differences(fresh, options.output)
    for fault in faults:
        print(f"{PACKAGE}/{fault}", file=sys.stderr)
    if faults:
        print(f"{PACKAGE} is stale: {REPAIR}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

"""List the changes of the contract since a git ref, and fail if one breaks a client.

A change is one line, `breaking|notable|compatible: METHOD path: where: what`. The base is the bundle that was
committed at the ref; the other side is bundled from the sources. The rules for breaking changes, and their
limits, are in `diff_operations.py` and `diff_schemas.py`; this module only reads git.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from openapi.tools.bundle import Bundler
from openapi.tools.diff_operations import compare
from openapi.tools.sources import ROOT, SourceError


class BaseError(Exception):
    """The earlier contract cannot be read; the message says how to fix that."""


def read_base(ref: str, root: Path = ROOT) -> Any:
    """Return the bundle that was committed at a git ref.

    Args:
        ref: a commit, branch or tag.
        root: the contract's folder, inside the repository.

    Raises:
        BaseError: git is missing, the ref does not exist, or it has no readable bundle.
    """
    git = shutil.which("git")
    if git is None:
        raise BaseError("the earlier contract is read with git, which is not installed: install git")
    command = [git, "-C", str(root), "show", "--end-of-options", f"{ref}:./dist/openapi.json"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["git gave no reason"])[0]
        raise BaseError(
            f"no openapi/dist/openapi.json at '{ref}' ({reason}): name a ref that has it, `make diff-spec BASE=<ref>`"
        )
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError as error:
        raise BaseError(f"openapi/dist/openapi.json at '{ref}' is not JSON ({error}): name another ref") from error


def main(arguments: list[str] | None = None) -> int:
    """Print the differences; return 1 if one is breaking, 2 if the contracts cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="HEAD", help="the git ref to compare with")
    parser.add_argument("--root", type=Path, default=ROOT, help="the contract's folder")
    options = parser.parse_args(arguments)
    root = options.root.resolve()
    try:
        old = read_base(options.base, root)
        # Converted through JSON, so that both sides have the same plain types.
        new = json.loads(json.dumps(Bundler(root).bundle()))
    except (BaseError, SourceError) as error:
        print(error, file=sys.stderr)
        return 2
    differences = compare(old, new)
    for difference in differences:
        print(difference)
    if not differences:
        print(f"the contract is unchanged since {options.base}")
    return 1 if any(difference.change.verdict == "breaking" for difference in differences) else 0


if __name__ == "__main__":
    sys.exit(main())

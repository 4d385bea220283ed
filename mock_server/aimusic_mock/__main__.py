"""The command `aimusic-mock`. What each of its commands does stands in `cli/`."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

COMMANDS = {
    "serve": ("serve the mock", "Serve the mock until interrupted."),
    "proxy": (
        "record the service and report drift",
        "Forward to the service, record, and report drift from the contract.",
    ),
    "drift": ("report drift in recordings", "Compare recordings with the contract, offline."),
    "replay": ("serve recordings", "Serve recordings until interrupted."),
}
"""Each command, in one line and in one sentence."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="aimusic-mock", description="A mock of the AI Music API, and its tools.")
    commands = parser.add_subparsers(required=True, metavar="command", dest="command")
    for name, (line, sentence) in COMMANDS.items():
        command = commands.add_parser(name, help=line, description=sentence)
        if words[:1] == [name]:
            importlib.import_module(f"aimusic_mock.cli.{name}").add_options(command)
            command.set_defaults(parser=command)
    options = parser.parse_args(words)
    return int(importlib.import_module(f"aimusic_mock.cli.{options.command}").run(options.parser, options))


if __name__ == "__main__":
    sys.exit(main())

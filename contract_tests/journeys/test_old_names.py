"""Old names do not come back: neither in code nor in prose.

A module, class or function that was renamed stands in `NAMES` with its new name. Names that are ordinary words,
or that still mean something else, are left out. `CHANGELOG.md` may name what users have to replace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest

from contract_tests.support.processes import REPOSITORY, tracked_files

MODULES = {
    r"mock_server/(?!aimusic_mock|README)\w+": "mock_server/aimusic_mock/…, imported as aimusic_mock",
    "aimusic_mock/(?:blueprints|mishaps|wire|courier|receiving|answer|gateway|trace|lookup|submits|body|recorder)": "a module of "
    "api/, faults/, server/ or webhooks/",
    "aimusic_mock/(?:wording|fixtures|scenarios|validation|pipeline|hosts|connection|cors|replay|snapshot)": "a module of "
    "contract/, worlds/, faults/, api/, outbound/, server/ or admin/",
    "mishaps": "api/fault_injection",
    "domain/fates": "domain/outcomes",
    "domain/faults": "domain/fault_rules",
    "domain/plain": "worlds/snapshot (cattrs)",
    "courier": "webhooks/dispatcher",
    "webhooks/receiving": "webhooks/inbox_receiver",
    "webhooks/guard": "outbound/address_policy",
    "webhooks/(?:sender|probe)": "outbound/http_client, outbound/probe",
    "admin/(?:door|spec|calls)": "admin/blueprint, admin/description, admin/context",
    "drift/(?:hiding|reading|checking|requests|comparing)": "drift/redaction, loading, response_checks, request_checks, "
    "schema_compare",
    "drift/(?:forward|spec|recording|replaying)": "drift/upstream, contract_index, recorder, player",
    "drift/lab": "drift/drift_lab",
    "_namespaces": "aimusic/_resources",
    "aimusic/_(?:states|clips|checks|policy|transport|pacing|calls|tasks.py|runners|estimate|results)": "a module of "
    "_tasks/, _http/ or _resources/, or types",
    "_polling": "_tasks/poll_schedule",
    "_transfer": "_downloads/rules",
    "_partfile": "_downloads/part_file",
    "_asking": "pytest_aimusic/_in_process",
    "_shelf": "pytest_aimusic/_app_pool",
    "pytest_aimusic/_(?:guard|session)": "pytest_aimusic/_network_block, _test_context",
    "cli/_(?:words|exits|show|run)": "cli/_sanitize, _exit_codes, _output, _main",
    "conformance/(?:seen|exploring|watcher)": "conformance/coverage, fuzzing, observer",
    "suite/bare|mutants/planted": "suite/flask_server, mutants/catalogue",
    "contract_tests/(?:fixtures|spec|codegen)": "contract_tests/support, contract_tests/openapi",
    "matrix/asking|plugin/outside|sdk/shell": "matrix/service, plugin/outer_project, sdk/cli_runner",
}
"""Modules: a slash stands for a slash or a dot."""

OF_THE_MOCK = {
    "Carrier": "NetworkFaultMiddleware",
    "Asked": "RequestedFaults, RequestFacts or ProxiedRequest",
    "check_fit": "check_applicable",
    "fated": "apply_outcome",
    "Courier": "Dispatcher",
    "keeper": "scheduler",
    "judged": "result_for",
    "crowded": "over_capacity",
    "furnish": "seed",
    "LABS": "WEBHOOK_FAULTS",
    "webhook_lab": "webhook_fault",
    "wait_seen": "advance_for_waiter",
    "_leap": "_jump",
    "fulls": "joined_clips",
    "MOST_[A-Z]\\w*": "MAX_…",
    "Tape": "CassettePlayer",
    "Hiding": "Redactor",
    "fates": "outcomes",
}

OF_THE_CLIENT = {
    "Looking": "TaskBackend",
    "_look": "_poll",
    "LAST_LOOK_TIMEOUT": "FINAL_POLL_TIMEOUT",
    "POLL_SPREAD": "POLL_JITTER",
    "retry_after_status": "should_retry_status",
    "retry_after_fault": "should_retry_error",
    "was_sent": "may_have_been_sent",
    "Effort": "DownloadState",
    "Held": "PartialFile",
    "Hopeless": "GiveUp",
    "Extras": "ExtraOptions",
    "Weighted": "WeightedOptions",
    "Sung": "VocalOptions",
    "TaskFields": "BaseTask",
    "ClipFields": "BaseClip",
    "NOT_AS_AGREED": "PARSE_ERRORS",
    "_caught": "_snapshot_from_error",
    "_saw": "_apply",
    "_rebuild": "_unpickle",
    "_SHELF": "_POOL",
    "Shelved": "PooledApp",
    "Question": "Request",
    "patience_s": "read_timeout",
    "BlockedError": "NetworkBlockedError",
    "Workshop": "ClientFactory",
}

NAMES = MODULES | OF_THE_MOCK | OF_THE_CLIENT

# TEMPORARY: names that are still used. Empty this set when their renames are merged, then delete it.
STILL_THERE = frozenset(
    {
        "domain/plain",
        "_polling",
        "_transfer",
        "_partfile",
        "Asked",
        "furnish",
        "LABS",
        "webhook_lab",
        "wait_seen",
        "_leap",
        "fulls",
        "MOST_[A-Z]\\w*",
        "Tape",
        "Hiding",
        "fates",
        "Looking",
        "_look",
        "LAST_LOOK_TIMEOUT",
        "POLL_SPREAD",
        "retry_after_status",
        "retry_after_fault",
        "was_sent",
        "Effort",
        "Held",
        "Hopeless",
        "Extras",
        "Weighted",
        "Sung",
        "TaskFields",
        "ClipFields",
        "NOT_AS_AGREED",
        "_caught",
        "_saw",
        "_rebuild",
        "_SHELF",
        "Shelved",
        "Question",
        "patience_s",
        "BlockedError",
        "Workshop",
    }
)

ALIASES: Mapping[str, tuple[str, ...]] = {
    "webhook_lab": ("mock_server/aimusic_mock/settings.py", "contract_tests/mock/test_settings.py"),
}
"""Old names of settings that still work, and the files that may name them."""

SKIPPED = re.compile(
    r"CHANGELOG\.md|requirements\.lock|contract_tests/journeys/test_old_names\.py"
    r"|generated_client/aimusic_client/.*|openapi/dist/.*"
)
"""History, locked versions, this table, and what is generated from the contract."""


# One expression, a group a name: with one a name, the search takes ten times as long.
GROUPS = "|".join(f"({old})".replace("/", "[/.]") for old in NAMES)
PATTERN = re.compile(rf"(?<!\w)(?:{GROUPS})(?!\w)")


def old_names(path: str, text: str, still_there: frozenset[str] = STILL_THERE) -> Iterator[str]:
    """Yield a line for each old name in a file's path or text: the place, the name, and its new name."""
    content = f"{path}\n{text}"
    for match in PATTERN.finditer(content):
        old, new = list(NAMES.items())[(match.lastindex or 0) - 1]
        if old not in still_there and path not in ALIASES.get(old, ()):
            line = content.count("\n", 0, match.start())
            yield f"{path}:{line}: `{match[0]}` is now `{new}`"


def texts() -> Iterator[tuple[str, str]]:
    """Yield the paths and texts of the repository's text files."""
    for path in tracked_files():
        content = b"" if SKIPPED.fullmatch(path) else (REPOSITORY / path).read_bytes()
        if b"\0" not in content:
            yield path, content.decode("utf-8")


def test_no_file_has_an_old_name() -> None:
    lines = [line for path, text in texts() for line in old_names(path, text)]
    assert not lines, "\n".join(["old names are used:", *lines])


@pytest.mark.parametrize(
    ("text", "name", "new"),
    [
        ("from aimusic_mock import app, mishaps\n", "mishaps", "api/fault_injection"),
        ("see `mock_server/server.py`\n", "mock_server/server", "mock_server/aimusic_mock/…, imported as aimusic_mock"),
        ("import aimusic_mock.webhooks.guard as x\n", "webhooks.guard", "outbound/address_policy"),
        ("`_namespaces/_sonic.py`\n", "_namespaces", "aimusic/_resources"),
    ],
)
def test_old_name_is_reported_with_its_line_and_its_new_name(text: str, name: str, new: str) -> None:
    assert list(old_names("a/page.md", "first\n" + text)) == [f"a/page.md:2: `{name}` is now `{new}`"]


def test_old_name_of_a_file_is_reported_at_line_0() -> None:
    assert list(old_names("generated_client/aimusic/_namespaces/x.py", "")) == [
        "generated_client/aimusic/_namespaces/x.py:0: `_namespaces` is now `aimusic/_resources`"
    ]


def test_longer_names_and_new_places_are_not_reported() -> None:
    assert (
        list(old_names("x.py", "NetworkBlockedError, mock_server/aimusic_mock/app.py, mishaps_of, domain/fault_rules"))
        == []
    )


def test_alias_is_allowed_in_its_own_files_only() -> None:
    alias, files = next(iter(ALIASES.items()))

    assert list(old_names(files[0], alias, frozenset())) == []
    assert len(list(old_names("x.py", alias, frozenset()))) == 1

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
    "mishaps": "api/fault_injection",
    "courier": "webhooks/dispatcher",
    "aimusic_mock/answer": "server/wsgi_call",
    "aimusic_mock/auth": "api/auth",
    "aimusic_mock/blueprints": "api/handlers",
    "aimusic_mock/body": "api/json_body",
    "aimusic_mock/connection": "server/connection",
    "aimusic_mock/cors": "api/cors",
    "aimusic_mock/fixtures": "worlds/seeding",
    "aimusic_mock/gateway": "server/asgi_adapter",
    "aimusic_mock/hosts": "outbound/hosts",
    "aimusic_mock/lookup": "api/resources",
    "aimusic_mock/pipeline": "api/pipeline",
    "aimusic_mock/profiles": "faults/profiles",
    "aimusic_mock/receiving": "webhooks/inbox_receiver",
    "aimusic_mock/recorder": "api/journaling",
    "aimusic_mock/replay": "admin/replay",
    "aimusic_mock/scenarios": "faults/scenarios",
    "aimusic_mock/snapshot": "worlds/snapshot",
    "aimusic_mock/submits": "api/submissions",
    "aimusic_mock/trace": "api/context",
    "aimusic_mock/uploads": "api/uploads",
    "aimusic_mock/validation": "contract/validation",
    "aimusic_mock/wire": "faults/network",
    "aimusic_mock/wording": "contract/messages",
    "domain/fates": "domain/outcomes",
    "domain/faults": "domain/fault_rules",
    "domain/plain": "worlds/snapshot, which uses cattrs",
    "webhooks/guard": "outbound/address_policy",
    "webhooks/probe": "outbound/probe",
    "webhooks/receiving": "webhooks/inbox_receiver",
    "webhooks/sender": "outbound/http_client",
    "admin/calls": "admin/context",
    "admin/door": "admin/blueprint",
    "admin/spec": "admin/description",
    "drift/checking": "drift/response_checks",
    "drift/comparing": "drift/schema_compare",
    "drift/forward": "drift/upstream",
    "drift/hiding": "drift/redaction",
    "drift/lab": "drift/drift_lab",
    "drift/reading": "drift/loading",
    "drift/recording": "drift/recorder",
    "drift/replaying": "drift/player",
    "drift/requests": "drift/request_checks",
    "drift/spec": "drift/contract_index",
    "_namespaces": "aimusic/_resources",
    "_partfile": "aimusic/_downloads/part_file",
    "_polling": "aimusic/_tasks/poll_schedule",
    "_transfer": "aimusic/_downloads/rules",
    "aimusic/_calls": "aimusic/_http/call",
    "aimusic/_checks": "aimusic/_tasks/validation",
    "aimusic/_clips": "aimusic/_tasks/clip",
    "aimusic/_estimate": "aimusic/_resources/estimate",
    "aimusic/_pacing": "aimusic/_http/pacing",
    "aimusic/_policy": "aimusic/_http/retry_policy",
    "aimusic/_results": "aimusic/types",
    "aimusic/_runners": "aimusic/_resources/runners",
    "aimusic/_states": "aimusic/_tasks/snapshot",
    "aimusic/_transport": "aimusic/_http/transport",
    "cli/_exits": "cli/_exit_codes",
    "cli/_run": "cli/_main",
    "cli/_show": "cli/_output",
    "cli/_words": "cli/_sanitize",
    "_asking": "pytest_aimusic/_in_process",
    "_shelf": "pytest_aimusic/_app_pool",
    "pytest_aimusic/_guard": "pytest_aimusic/_network_block",
    "pytest_aimusic/_session": "pytest_aimusic/_test_context",
    "conformance/exploring": "conformance/fuzzing",
    "conformance/seen": "conformance/coverage",
    "conformance/watcher": "conformance/observer",
    "contract_tests/codegen": "contract_tests/openapi",
    "contract_tests/fixtures": "contract_tests/support",
    "contract_tests/spec": "contract_tests/openapi",
    "matrix/asking": "matrix/service",
    "mutants/planted": "mutants/catalogue",
    "plugin/outside": "plugin/outer_project",
    "sdk/shell": "sdk/cli_runner",
    "suite/bare": "suite/flask_server",
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

ALIASES: Mapping[str, tuple[str, ...]] = {
    "webhook_lab": (
        "contract_tests/mock/admin/test_replay.py",
        "contract_tests/mock/test_settings.py",
        "contract_tests/plugin/test_markers.py",
        "mock_server/README.md",
        "mock_server/aimusic_mock/settings/__init__.py",
        "openapi/decisions/0019-settings-table.md",
    ),
    "fulls": ("mock_server/aimusic_mock/worlds/consistency.py", "mock_server/aimusic_mock/worlds/snapshot.py"),
}
"""Old names that still work, as a setting or in a snapshot, and the files that may name them."""

SKIPPED = re.compile(
    r"CHANGELOG\.md|requirements\.lock|contract_tests/journeys/test_old_names\.py"
    r"|generated_client/aimusic_client/.*|openapi/dist/.*"
)
"""History, locked versions, this table, and what is generated from the contract."""


def old_names(path: str, text: str) -> Iterator[str]:
    """Yield a line for each old name in a file's path or text: the place, the name, and its new name."""
    content = f"{path}\n{text}"
    for old, new in NAMES.items():
        if path in ALIASES.get(old, ()) or not _may_have(content, old):
            continue
        for match in re.finditer(rf"(?<!\w)(?:{old.replace('/', '[/.]')})(?!\w)", content):
            line = content.count("\n", 0, match.start())
            yield f"{path}:{line}: `{match[0]}` is now `{new}`"


def _may_have(content: str, old: str) -> bool:
    """Return whether the beginning of the name occurs: a search for text takes a tenth of one for an expression."""
    start = re.split(r"[^\w/]", old, maxsplit=1)[0]
    return start in content or start.replace("/", ".") in content


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

    assert list(old_names(files[0], alias)) == []
    assert len(list(old_names("x.py", alias))) == 1

"""`aimusic-mock scenarios`, the page and the admin API list the same catalogue."""

from __future__ import annotations

import json
import re

import pytest

from aimusic_mock.__main__ import main
from aimusic_mock.contract import bundle
from aimusic_mock.faults import profiles
from aimusic_mock.faults.options import OPTIONS, Option
from aimusic_mock.faults.scenarios import SHORTCUTS, Catalogue
from contract_tests.support import pages
from contract_tests.support.mock_app import Api

CATALOGUE = Catalogue(bundle.load()).scenarios
PAGE = pages.read("mock_server/README.md")
SECTION = PAGE[PAGE.index("## Failures") : PAGE.index("## Money")]


def test_command_lists_every_scenario_shortcut_option_and_profile(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios"]) == 0
    out = capsys.readouterr().out
    names = re.findall(r"^  ([a-z0-9-]+)$", out, re.MULTILINE)
    assert sorted(names) == sorted(CATALOGUE)
    assert dict(re.findall(r"^  ([a-z-]+): (\d\S+)$", out, re.MULTILINE)) == SHORTCUTS
    text = " ".join(out.split())
    for scenario in CATALOGUE.values():
        assert " ".join(scenario.about.split()) in text
    for option in OPTIONS.values():
        assert f"{option.name}: {option.about}; {option.range}" in text
    assert all(f"{name}: {profiles.about(name)}" in text for name in profiles.names())


def test_command_prints_the_json_of_the_admin_api(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed == api.admin("GET", "/scenarios")
    by_name = {scenario["name"]: scenario for scenario in listed["scenarios"]}
    assert by_name["slow-media"]["operations"] == ["get_media"]
    assert by_name["402-insufficient-credits"]["operations"] == ["create_sonic_voice"]
    assert by_name["429-rate-limit"]["options"] == [
        {
            "name": "retry_after_s",
            "about": OPTIONS["retry_after_s"].about,
            "type": "number",
            "default": 3,
            "minimum": 1,
            "maximum": 3600,
        }
    ]


@pytest.mark.parametrize("option", OPTIONS.values(), ids=lambda option: option.name)
def test_option_is_taken_by_a_scenario(option: Option) -> None:
    assert any(option.name in scenario.options for scenario in CATALOGUE.values())


def test_page_documents_every_shortcut_and_option() -> None:
    assert dict(re.findall(r"^\| `([a-z-]+)` \| `(\d\S+)` \|", SECTION, re.MULTILINE)) == SHORTCUTS
    rows = re.findall(r"^\| `([a-z_]+)` \| ([^|]+) \| ([^|]+) \|", SECTION, re.MULTILINE)
    assert [(name, shown) for name, shown, _ in rows] == [(option.name, option.range) for option in OPTIONS.values()]


def test_page_names_only_scenarios_that_exist() -> None:
    table = SECTION[SECTION.index("| scenarios | effect |") :].split("\n\n")[0]
    rows = [line.split("|")[1] for line in table.splitlines()[2:]]
    named = [name for row in rows for name in re.findall(r"`([a-z0-9-]+)`", row)]
    assert set(named) <= set(CATALOGUE)
    ours = [name for name, scenario in CATALOGUE.items() if scenario.kind in ("fate", "reply", "wire", "media")]
    assert set(ours) - {"task-bad-request"} <= set(named)

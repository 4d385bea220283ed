"""Rules, profiles and snapshots from files: loaded as a whole, or refused with the file and the place."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aimusic_mock import Settings, create_app
from aimusic_mock.__main__ import main
from aimusic_mock.faults import documents
from aimusic_mock.settings.fields import InvalidSettingError
from contract_tests.support.mock_app import Api

RULES = """\
# a comment
- {rule_id: busy, match: {operation: create_sonic_music, nth: 1}, scenarios: 429-rate-limit; retry_after_s=30}
- rule_id: stub
  match: {operation: get_credits}
  reply: {status: 200, body: {credits: 3, extra_credits: 0}}
"""
PROFILE = {"about": "A day of ours.", "credits": 15, "rules": [{"scenarios": ["500-internal"], "times": 1}]}


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, Any], str]:
    """Write a file, as JSON unless it is text, and return its path."""

    def write_file(name: str, content: Any) -> str:
        path = tmp_path / name
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
        return str(path)

    return write_file


Write = Callable[[str, Any], str]
Make = Callable[..., Api]


def test_rules_of_a_file_are_in_every_world_and_come_back_with_a_reset(make_api: Make, write: Write) -> None:
    api = make_api(rules=write("rules.yaml", RULES), profile="moderation")
    for world in ("default", "other"):
        api.admin("DELETE", "/rules", world=world)
        api.admin("POST", "/reset", world=world)
        ids = [rule["rule_id"] for rule in api.admin("GET", "/rules", world=world)["rules"]]
        assert ids == ["busy", "stub", "refused", "stopped"]
    assert api.create().headers["Retry-After"] == "30"
    assert api.get("/get-credits").get_json()["credits"] == 3


def test_rules_in_json_are_the_same(make_api: Make, write: Write) -> None:
    yaml_api = make_api(rules=write("rules.yml", RULES))
    shown = yaml_api.admin("GET", "/rules")["rules"]
    rules = [{key: rule[key] for key in rule if key not in ("seen", "fired", "times")} for rule in shown]
    assert make_api(rules=write("rules.json", [{**rule} for rule in rules if rule["scenarios"]])).admin(
        "GET", "/rules"
    )["rules"] == [rule for rule in shown if rule["scenarios"]]


def test_yaml_has_the_scalars_of_json(make_api: Make, write: Write) -> None:
    rules = "- {scenarios: slow, match: {body: {title: 2026-01-24, tags: no, make_instrumental: true, own: 0.5}}}"
    (rule,) = make_api(rules=write("rules.yaml", rules)).admin("GET", "/rules")["rules"]
    body = {"title": "2026-01-24", "tags": "no", "make_instrumental": True, "own": 0.5}
    assert rule["match"]["body"] == body


def test_aliases_that_multiply_end_at_a_bound(write: Write) -> None:
    levels = [f"- &a{level + 1} [{', '.join([f'*a{level}'] * 10)}]" for level in range(6)]
    with pytest.raises(InvalidSettingError, match=r"rules\.yaml: the file has more than 100000 values"):
        create_app(Settings(rules=write("rules.yaml", "\n".join(["- &a0 [x]", *levels]))))


@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_profile_of_a_file_has_its_rules_and_balance(make_api: Make, write: Write, suffix: str) -> None:
    api = make_api(profile=write(f"mine.{suffix}", PROFILE), credits=None)
    assert [api.get("/get-credits").status_code for _ in range(2)] == [500, 200]
    assert api.get("/get-credits").get_json()["credits"] == 15
    assert api.admin("GET", "/health")["profile"] == f"mine.{suffix}"


def test_what_files_start_with_is_replayed(make_api: Make, write: Write) -> None:
    files = {"rules": write("rules.yaml", RULES), "profile": write("mine.json", PROFILE)}
    api = make_api(**files, scenario="502-upstream, slow; delay_s=0", plan="unlimited")
    assert api.create().status_code == 502
    api.admin("DELETE", "/rules/rule-1")
    assert [api.create().status_code for _ in range(2)] == [500, 200]
    assert api.get("/get-credits").get_json()["credits"] == 3
    recording = api.admin("GET", "/journal/export")
    assert not re.search(r"rules\.yaml|mine\.json", json.dumps(recording["settings"]))
    assert make_api().admin("POST", "/replay", recording)["same"]


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("rules.yaml", RULES.replace("nth: 1", "nth: 0"), ":2: /0/match/nth: The "),
        ("rules.yaml", RULES.replace("retry_after_s", "retry_afters"), ":2: /0: Unknown option"),
        ("rules.yaml", RULES.replace("get_credits", "get_credit"), ":3: /1: The 'match.operation' field"),
        ("rules.yaml", RULES.replace("credits: 3", "credits: three"), ":3: /1: The 'reply' breaks the contract"),
        ("rules.yaml", RULES.replace("rule_id: stub", "rule_id: busy"), ":3: /1/rule_id: another rule has"),
        ("rules.yaml", RULES + "  reply: {}\n", ":6: /1: the key 'reply' is repeated"),
        ("rules.yaml", RULES + "  tims: 3\n", ":3: /1: Unknown field; use rule_id"),
        ("rules.yaml", RULES + " - [", ":6: not valid YAML"),
        ("rules.yaml", "- &a [*a]", ": "),
        ("rules.yaml", "rules: []", ":1: a file of rules is a list"),
        ("rules.yaml", "", ": a file of rules is a list"),
        ("rules.yaml", "- 7", ":1: /0: A rule should be an object."),
        ("rules.yaml", "- \udcff", ": the file is not UTF-8"),
        ("rules.yaml", "- {scenarios: slow, options: {delay_s: .inf}}", ":1: /0/options/delay_s: the value"),
        ("rules.yaml", "- {scenarios: slow, match: {body: {a: !!binary aGk=}}}", ":1: /0/match/body/a: the value"),
        ("rules.json", '[{"scenarios": "slow"},]', ":1: not valid JSON"),
        ("rules.json", '[{"scenarios": "slow", "scenarios": "cut"}]', ": the key 'scenarios' is repeated"),
        ("rules.json", '[{"scenarios": "slow", "probability": NaN}]', ": the number NaN"),
        ("rules.json", [{"scenarios": "slow", "match": {"account": 2}}], ": /0: The 'match.account' field"),
        ("rules.json", "[" * 100_000, ": not valid JSON"),
        ("rules.json", [{"scenarios": "slow"}] * 201, ": a world takes 200 rules"),
    ],
)
def test_file_of_rules_with_an_error_is_refused_with_its_place(
    write: Write, name: str, content: Any, place: str
) -> None:
    with pytest.raises(InvalidSettingError) as caught:
        create_app(Settings(rules=write(name, content)))
    assert str(caught.value).startswith("rules: ")
    assert (f"{name}{place}" if "201" not in str(len(content)) else place.removeprefix(": ")) in str(caught.value)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (
            {**PROFILE, "credit": 3},
            ": Unknown field; use about, credits, extra_credits, rules. Did you mean 'credits'?",
        ),
        ({**PROFILE, "credits": -1}, ": /credits: The 'credits' field should be at least 0."),
        ({"credits": 3}, ": The 'rules' field is required."),
        ({"rules": [{"scenarios": "nonsense"}]}, ": /rules/0: Unknown scenario"),
        ([], ": A profile should be an object."),
    ],
)
def test_profile_of_a_file_with_an_error_is_refused_with_its_place(write: Write, content: Any, place: str) -> None:
    with pytest.raises(InvalidSettingError, match=r"^profile: ") as caught:
        create_app(Settings(profile=write("mine.json", content)))
    assert f"mine.json{place}" in str(caught.value)


def test_snapshot_of_a_file_is_what_every_world_starts_from(make_api: Make, write: Write) -> None:
    first = make_api(seed=7, clock="manual")
    first.create()
    saved = first.admin("GET", "/snapshot")
    app = create_app(Settings(snapshot=write("world.json", saved)))
    api = Api(app)
    for world in ("default", "other"):
        assert api.admin("GET", "/snapshot", world=world) == saved
    api.create()
    api.admin("POST", "/reset")
    assert api.admin("GET", "/snapshot") == saved
    assert (api.admin("GET", "/health")["seed"], api.admin("GET", "/health")["clock"]) == (7, "manual")
    api.create()
    assert api.admin("POST", "/replay", api.admin("GET", "/journal/export"))["exchanges"] > 1


@pytest.mark.parametrize(
    ("content", "settings", "sentence"),
    [
        ([], {}, "a snapshot is a JSON object"),
        ({"version": 1}, {}, "world.json: "),
        ("{", {}, "world.json:1: not valid JSON"),
        ({}, {"seed": 3}, "seed has no effect beside a snapshot"),
        ({}, {"scenario": "slow"}, "scenario has no effect beside a snapshot"),
        ({}, {"keys": ("a",)}, "keys has no effect beside a snapshot"),
    ],
)
def test_snapshot_of_a_file_is_refused_or_has_its_effect(
    write: Write, content: Any, settings: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(InvalidSettingError, match=r"^snapshot: ") as caught:
        create_app(Settings(snapshot=write("world.json", content), **settings))
    assert sentence in str(caught.value)


@pytest.mark.parametrize("option", ["--rules", "--profile", "--snapshot"])
def test_serve_names_the_option_and_the_file_that_is_missing(
    option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "absent.json"
    assert main(["serve", "--port", "0", option, str(path)]) == 2
    error = capsys.readouterr().err
    assert f"Error: Invalid value for '{option}': {path}: cannot be read: " in error


def test_object_with_many_keys_is_read_in_one_pass(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    members = {f"key-{number}": number for number in range(100_000)}
    path.write_text(json.dumps(members), encoding="utf-8")
    assert documents.read(path).value == members  # with a search for each key, it takes minutes

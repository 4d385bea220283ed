"""Cassettes: redacted HAR files, written atomically and never overwritten."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from aimusic_mock.cli.drift import compare
from aimusic_mock.drift.cassettes import Cassettes
from aimusic_mock.drift.exchange import RecordedExchange
from aimusic_mock.drift.redaction import Redactor
from aimusic_mock.redaction import KnownSecrets
from contract_tests.drift.drift_lab import Reply, make_drift_lab
from contract_tests.support.mock_app import SONG, SONGS

KEY, SECRET = 'sk-live-7fA9/+"é-long-key', "whsec_Zq81-mine"
EXCHANGE = RecordedExchange(
    "POST", "https://api.aimusicapi.ai/api/v1/sonic/create", (("Content-Type", "application/json"),), "{}", 2,
    200, "OK", (("Content-Type", "application/json"),), "{}", 2,
)  # fmt: skip


def _forms(secret: str) -> list[bytes]:
    """Return the encodings of a secret in a file."""
    return [
        secret.encode(),
        json.dumps(secret)[1:-1].encode(),
        json.dumps(json.dumps(secret)[1:-1])[1:-1].encode(),
        base64.b64encode(secret.encode())[:-4],
    ]


def _parrot(path: str, reply: Reply) -> None:
    """Repeat the secrets in every part of the reply, as a careless service might."""
    reply.headers.update({"Set-Cookie": "session=c00kie-of-twenty-letters", "X-Echo": f"you are {SECRET}"})
    reply.body.update(
        message=f"key {SECRET} taken", nested=[{SECRET: SECRET}], access_token="at-55555555",
        link=f"https://example.com/hook?sig=abcdef123456&to={SECRET}", again="at-55555555",
    )  # fmt: skip


def test_cassettes_hold_no_secret_in_any_byte(tmp_path: Path) -> None:
    drift_lab = make_drift_lab(tmp_path, _parrot, keys=("ascii-live-key-1",))
    body = {**SONG, "webhook_url": "https://u:pa55word@example.com/h?token=tok-99999", "webhook_secret": SECRET}

    drift_lab.post(
        SONGS,
        body,
        Cookie="session=a-cookie-of-some-length",
        X_Webhook_Signature="sha256=feedfeed",
        X_My_Token="t-42424242",
    )
    drift_lab.get("/api/v1/get-credits?api_key=ascii-live-key-1")
    drift_lab.get("/api/v1/get-credits")

    raw = drift_lab.raw() + "".join(drift_lab.logged).encode()
    assert len(drift_lab.files()) == 3
    for secret in (
        *("ascii-live-key-1", SECRET, "pa55word", "tok-99999", "a-cookie-of-some-length", "feedfeed", "t-42424242"),
        *("c00kie-of-twenty-letters", "at-55555555", "abcdef123456"),
    ):
        for form in _forms(secret):
            assert form not in raw, secret
    assert b"a folk song about a slow river" in raw


@pytest.mark.parametrize(
    "reply",
    [
        f'{{"error": {json.dumps(KEY)}, "other": "\\u0073k-live-7fA9/+\\"é-long-key"}}',
        f"not json: {KEY}",
        json.dumps({"n": [{"deep": KEY}]}),
        f'{{"title": {json.dumps(KEY)}, "title": "repeated name"}}',
    ],
    ids=["escaped", "text", "nested", "duplicate name"],
)
def test_redactor_key_of_odd_letters_is_found_in_every_form(reply: str) -> None:
    clean = Redactor().redact(evolve(EXCHANGE, request_headers=(("Authorization", f"Bearer {KEY}"),), reply=reply))
    assert "long-key" not in f"{clean.reply}{clean.request_headers}{clean!r}"


def test_redactor_remembers_a_secret_for_later_exchanges() -> None:
    redactor = Redactor()
    redactor.redact(evolve(EXCHANGE, request=json.dumps({"webhook_secret": SECRET})))

    later = redactor.redact(evolve(EXCHANGE, reply=json.dumps({"error": f"cannot sign with {SECRET}"})))

    assert later.reply == '{"error": "cannot sign with [hidden]"}'


def test_redactor_finds_one_of_many_secrets_without_looking_for_each() -> None:
    known = KnownSecrets(f"secret-number-{number}" for number in range(5000))
    tried: list[str] = []

    class Text(str):
        __slots__ = ()

        def replace(self, old: str, *rest: Any) -> str:
            tried.append(old)
            return super().replace(old, *rest)

    assert known.hide(Text("the last one: secret-number-4999, and secret-")) == "the last one: [hidden], and secret-"
    assert tried == ["secret-number-4999"]


def test_redactor_longer_secret_is_hidden_whole() -> None:
    known = KnownSecrets(["abcdef", "abcdef-ghijkl", "short"])
    assert known.hide("abcdef-ghijkl abcdef short") == "[hidden] [hidden] short"
    assert known.hide("%61bc abc") == "%61bc abc"


def test_redactor_leaves_everything_else_as_it_came() -> None:
    body = '{ "title":"Key of the sea" , "duration": 12.50, "é":"\\u00e9" }'
    headers = (("Content-Type", "application/json"), ("X-Request-Id", "r1"), ("Www-Authenticate", "Bearer"))

    clean = Redactor().redact(evolve(EXCHANGE, request=body, reply=body, headers=headers))

    assert (clean.request, clean.reply) == (body, body)
    assert clean.headers[:2] == headers[:2]
    assert clean.url == EXCHANGE.url


def test_redactor_short_secret_is_hidden_in_its_header_and_nowhere_else() -> None:
    requested = (("X-Api-Key", "abc"), ("Cookie", "theme=dark"))
    reply = '{"title": "abc in the dark"}'

    clean = Redactor().redact(evolve(EXCHANGE, request_headers=requested, reply=reply))

    assert clean.request_headers == (("X-Api-Key", "[hidden]"), ("Cookie", "[hidden]"))
    assert clean.reply == reply


def test_redactor_what_asks_for_a_key_is_no_secret() -> None:
    headers = (("Content-Type", "application/json"), ("WWW-Authenticate", "Bearer error=invalid_token"))

    clean = Redactor().redact(evolve(EXCHANGE, headers=headers, reply='{"error": "error=invalid_token"}'))

    assert clean.reply == '{"error": "error=invalid_token"}'


def test_redactor_a_scheme_without_key_hides_no_word() -> None:
    requested = (("Authorization", "Bearer"),)

    clean = Redactor().redact(evolve(EXCHANGE, request_headers=requested, reply='{"error": "Bearer is no key"}'))

    assert clean.reply == '{"error": "Bearer is no key"}'


def test_cassettes_are_har_files_that_are_numbered_and_named(tmp_path: Path) -> None:
    drift_lab = make_drift_lab(tmp_path)
    drift_lab.post(SONGS, SONG)
    drift_lab.get("/api/v1/get-credits")
    drift_lab.get("/../../etc/passwd")

    assert drift_lab.files()[:2] == ["0001-POST-sonic-create.har", "0002-GET-get-credits.har"]
    assert {path.parent for path in tmp_path.rglob("*")} == {tmp_path}
    log = json.loads((tmp_path / drift_lab.files()[0]).read_text())["log"]
    assert (log["version"], log["creator"]["name"]) == ("1.2", "aimusic-mock")
    (entry,) = log["entries"]
    assert set(entry) == {"startedDateTime", "time", "request", "response", "cache", "timings"}
    assert set(entry["timings"]) == {"send", "wait", "receive"}
    message = {"httpVersion", "cookies", "headers", "headersSize", "bodySize"}
    assert set(entry["request"]) == message | {"method", "url", "queryString", "postData"}
    assert set(entry["response"]) == message | {"status", "statusText", "content", "redirectURL"}
    assert json.loads(entry["request"]["postData"]["text"]) == SONG
    assert entry["startedDateTime"].endswith("+00:00")


def test_cassettes_numbering_goes_on_in_a_folder_and_writes_over_nothing(tmp_path: Path) -> None:
    (tmp_path / "0041-GET-other.har").write_text("mine")
    (tmp_path / "notes.txt").write_text("mine, too")
    first, second = Cassettes(tmp_path, "1"), Cassettes(tmp_path, "1")

    other = evolve(EXCHANGE, method="GET")
    names = [
        cassettes.add(exchange).name
        for cassettes, exchange in ((first, EXCHANGE), (second, other), (second, other), (first, other))
    ]

    assert [name[:8] for name in names] == ["0042-POS", "0043-GET", "0044-GET", "0045-GET"]
    assert (tmp_path / "0041-GET-other.har").read_text() == "mine"
    assert not [path for path in tmp_path.iterdir() if path.suffix == ".part"]


def test_cassettes_number_every_exchange_once_from_many_threads(tmp_path: Path) -> None:
    cassettes = Cassettes(tmp_path, "1")
    threads = [threading.Thread(target=lambda: [cassettes.add(EXCHANGE) for _ in range(20)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(path.name[:4] for path in tmp_path.iterdir()) == [f"{number:04}" for number in range(1, 81)]


CRASHING = """
import os, signal, sys
from pathlib import Path
from contract_tests.drift import drift_lab as labs
drift_lab = labs.make_drift_lab(Path(sys.argv[1]))
for _ in range(3):
    drift_lab.get("/api/v1/get-credits")
write = Path.write_text
def half(path, text, **options):
    write(path, text[:100], **options)
    os.kill(os.getpid(), signal.SIGKILL)
Path.write_text = half
drift_lab.get("/api/v1/get-credits")
"""


@pytest.mark.slow  # a process that kills itself
def test_cassettes_crash_midway_loses_nothing_that_was_recorded(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", CRASHING, tmp_path], check=False, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr

    assert len(list(tmp_path.glob("*.har"))) == 3
    assert compare([tmp_path], []).summary() == ["3 exchanges, 3 checked: no drift"]
    drift_lab = make_drift_lab(tmp_path)
    drift_lab.get("/api/v1/get-credits")
    assert max(path.name for path in tmp_path.glob("*.har")) == "0004-GET-get-credits.har"


def test_cassettes_broken_file_is_counted_and_the_others_are_read(tmp_path: Path) -> None:
    Cassettes(tmp_path, "1").add(evolve(EXCHANGE, status=201))
    (tmp_path / "0002-GET-x.har").write_text('{"log": ')
    (tmp_path / "0003-GET-x.har").write_bytes(os.urandom(64))

    result: Any = compare([tmp_path], []).as_json()

    assert (result["exchanges"], result["checked"], sum(result["skipped"].values())) == (3, 1, 2)
    assert "new-status" in {finding["kind"] for finding in result["findings"]}

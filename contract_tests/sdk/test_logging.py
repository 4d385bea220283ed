"""The log: silent by default, one line per request, and no secrets."""

from __future__ import annotations

import logging

import httpx
import pytest

from aimusic import AIMusic, ConfigurationError
from aimusic._logging import hide, logger
from contract_tests.support.clients import ClientFactory, Kind, Sdk

BALANCE = {"credits": 1, "extra_credits": 0}


def test_log_is_silent_by_default(sdk: Sdk, capfd: pytest.CaptureFixture[str]) -> None:
    sdk.call("sonic.create", "la")

    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("level", ["info", "DEBUG", "warning"])
def test_variable_switches_the_log_on_once(
    level: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    kind: Kind,
    client_factory: ClientFactory,
) -> None:
    monkeypatch.setenv("AIMUSIC_LOG", level)
    answers = iter([httpx.Response(503), httpx.Response(200, json=BALANCE, headers={"x-request-id": "req-7"})])
    for _ in range(3):
        client_factory.answering(kind, lambda _request: httpx.Response(200))
    client_factory.answering(kind, lambda _request: next(answers)).call("account.credits")

    reported = capfd.readouterr().err
    lines = reported.splitlines()
    assert reported.count("GET /api/v1/get-credits -> 200 req-7") == (level != "warning")
    assert reported.count("-> 503 -") == (level != "warning")
    assert ("retry 1 of GET /api/v1/get-credits in 0.2 s: 503" in reported) == (level != "warning")
    assert len(lines) == {"info": 3, "DEBUG": 3, "warning": 0}[level]
    assert "mock-key" not in reported


def test_unknown_level_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIMUSIC_LOG", "loud")

    with pytest.raises(ConfigurationError, match=r"AIMUSIC_LOG.*debug, info, warning"):
        AIMusic(api_key="k")


@pytest.mark.parametrize(
    "sentence",
    [
        "Authorization: Bearer SECRET",
        "authorization=Bearer SECRET",
        "{'Authorization': 'Bearer SECRET'}",
        '{"api_key": "SECRET"}',
        "api-key: SECRET, more",
        "webhook_secret='SECRET'",
        "X-Webhook-Signature: SECRET",
        "sent bearer SECRET to it",
    ],
)
def test_secret_in_other_text_is_redacted(sentence: str, caplog: pytest.LogCaptureFixture) -> None:
    assert "SECRET" not in hide(sentence)
    assert "***" in hide(sentence)
    with caplog.at_level(logging.INFO, logger="aimusic"):
        logger.info("quoting %s", sentence)
    assert "SECRET" not in caplog.text


@pytest.mark.parametrize(
    "text", ["", "the bearer of good news", "a key of C", "GET /api/v1/sonic/task/t-1 -> 200 req-7"]
)
def test_text_without_a_secret_is_unchanged(text: str) -> None:
    assert hide(text).replace("***", "of") == text

"""The error tree: the class for each response, its attributes, and pickling."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import httpx
import pytest

import aimusic
from aimusic._errors import error_for, join_sentences
from contract_tests.support.clients import ClientFactory, Sdk

CREDITS = "The remaining credits are not enough. You can buy more one-time credit packs or subscribe."
RESPONSE = httpx.Response(429, json={"type": "rate_limit", "error": "Slow down."}, headers={"x-request-id": "r-1"})


def answered(status: int, body: Any = None, **options: Any) -> aimusic.APIStatusError:
    """Return the error for a response."""
    return error_for(httpx.Response(status, **({"json": body} if body is not None else options)))


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (300, aimusic.APIStatusError),
        (301, aimusic.APIStatusError),
        (400, aimusic.ValidationError),
        (401, aimusic.AuthenticationError),
        (402, aimusic.InsufficientCreditsError),
        (403, aimusic.PermissionDeniedError),
        (404, aimusic.NotFoundError),
        (405, aimusic.APIStatusError),
        (410, aimusic.EndpointRetiredError),
        (418, aimusic.APIStatusError),
        (429, aimusic.RateLimitError),
        (451, aimusic.APIStatusError),
        (499, aimusic.APIStatusError),
        (500, aimusic.ServerError),
        (520, aimusic.ServerError),
        (599, aimusic.ServerError),
    ],
)
def test_status_decides_the_class(status: int, expected: type) -> None:
    error = answered(status, text="<html>no JSON</html>", headers={"content-type": "text/html"})

    assert type(error) is expected
    assert str(error).startswith(f"{status}: ")
    assert "html" not in str(error)
    assert error.type is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"type": "forbidden", "error": CREDITS}, aimusic.InsufficientCreditsError),
        ({"type": "insufficient_credits"}, aimusic.InsufficientCreditsError),
        (
            {"type": "forbidden", "error": "The lyrics contain inappropriate content: 'roll the credits'."},
            aimusic.PermissionDeniedError,
        ),
        ({"type": "forbidden", "error": "You do not have an active plan."}, aimusic.PermissionDeniedError),
        ([CREDITS], aimusic.PermissionDeniedError),
    ],
)
def test_message_of_403_distinguishes_credits_from_permissions(body: Any, expected: type) -> None:
    assert type(answered(403, body)) is expected


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"type": "x", "error": "Said."}, "Said."),
        ({"type": "x", "message": "Said."}, "Said."),
        ({"detail": "Said."}, "Said."),
        ({"error": "", "message": "Said."}, "Said."),
        ({"error": {"deep": 1}, "message": "Said."}, "Said."),
        ({"error": None}, "Bad Request"),
        ([1, 2], "Bad Request"),
        (7, "Bad Request"),
        ("Said.", "Said."),
        ({"error": "x" * 10_000_000}, "x" * 500),
    ],
)
def test_message_is_read_from_any_of_its_fields(body: Any, sentence: str) -> None:
    error = answered(400, body)

    assert error.message == sentence
    assert len(str(error)) < 700


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"[" * 100_000, b"plain  words\n", b"{"])
def test_body_that_is_not_json_raises_no_second_error(content: bytes) -> None:
    error = answered(500, content=content)

    assert isinstance(error, aimusic.ServerError)
    assert isinstance(error.body, str)


def made() -> list[aimusic.AIMusicError]:
    """Return one error of every class."""
    with aimusic.AIMusic(api_key="k") as client:
        task = client.sonic.task("t-1")
    statuses = [error_for(httpx.Response(status)) for status in (400, 401, 402, 403, 404, 410, 418, 429, 500)]
    limited = error_for(RESPONSE, retry_after=3.0, charged=None)
    return [
        *statuses,
        limited,
        aimusic.AIMusicError("root"),
        aimusic.ConfigurationError("no key"),
        aimusic.APIConnectionError("lost", charged=None),
        aimusic.APITimeoutError("late"),
        aimusic.NotReadyError(httpx.Response(202, json={"type": "not_ready"})),
        aimusic.StepFailedError(httpx.Response(200, json={"failed_step": "upload"}), "upload"),
        aimusic.ResponseDecodingError(httpx.Response(200, content=b"\xff"), "no JSON", charged=None),
        aimusic.TaskError("about", task),
        aimusic.TaskFailedError(task),
        aimusic.TaskTimeoutError(task, 600),
        aimusic.DownloadError("cut", url="https://a/b", status_code=404),
        aimusic.WebhookVerificationError("old"),
    ]


ERRORS = made()
LIVE = {"response", "task"}
"""Attributes that hold live objects and are not pickled."""


def test_every_exported_error_is_tested() -> None:
    exported = {getattr(aimusic, name) for name in aimusic.__all__ if name.endswith("Error")}

    assert {type(error) for error in ERRORS} == exported
    assert all(issubclass(error, aimusic.AIMusicError) for error in exported)
    late = {aimusic.APITimeoutError, aimusic.TaskTimeoutError, aimusic.NotReadyError}
    assert {error for error in exported if issubclass(error, TimeoutError)} == late


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_error_survives_pickling(error: aimusic.AIMusicError, protocol: int) -> None:
    error.add_note("a note")

    back = pickle.loads(pickle.dumps(error, protocol))  # noqa: S301 - our own

    assert (type(back), str(back), back.args) == (type(error), str(error), error.args)
    kept = {name: value for name, value in vars(error).items() if name not in LIVE}
    assert {name: value for name, value in vars(back).items() if name not in LIVE} == kept
    assert all(vars(back)[name] is None for name in LIVE & vars(back).keys())


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_error_can_be_copied(error: aimusic.AIMusicError) -> None:
    assert str(copy.copy(error)) == str(copy.deepcopy(error)) == str(error)


def test_status_error_has_its_attributes(sdk: Sdk, client_factory: ClientFactory) -> None:
    error = error_for(RESPONSE, retry_after=3.0)

    assert (error.status_code, error.type, error.message) == (429, "rate_limit", "Slow down.")
    assert (error.request_id, error.retry_after, error.charged) == ("r-1", 3.0, False)
    assert error.response is RESPONSE
    assert str(error) == "429 rate_limit: Slow down. Space out your requests, for example with `pace=True`."


def test_decoding_error_keeps_the_raw_body(client_factory: ClientFactory, kind: Any) -> None:
    answer = httpx.Response(200, text="<html>", headers={"x-request-id": "r-2"})
    sdk = client_factory.answering(kind, lambda _request: answer)

    with pytest.raises(aimusic.ResponseDecodingError) as caught:
        sdk.call("account.credits")

    error = caught.value
    assert (error.raw, error.status_code, error.request_id, error.charged) == (b"<html>", 200, "r-2", False)
    with pytest.raises(aimusic.ResponseDecodingError) as caught:
        sdk.call("sonic.create", "la")
    assert caught.value.charged is None


# Sentences


ENDED = [
    "Slow down.",
    "Slow down!",
    "Slow down?",
    "Slow down…",
    "Slow down...",
    "減速。",
    "減速！",  # noqa: RUF001 - a full-width mark
    'Say "no."',
    "So (it is.)",
]
ENDED += ["“Slow down.”", "«Ralentir !»", "「減速。」", "धीरे।", "  Slow down.  \n", "\u3000減速。\u3000"]
OPEN = [
    "Bad Gateway",
    'Say "no"',
    "a list (of one)",
    "the id is 'c-1'",
    "減速",
    "Failed:",
    "first,",
    "50 %",
    "”",
    "é",
    "Slow\n",
]


@pytest.mark.parametrize("text", [*ENDED, *OPEN])
def test_sentences_have_one_end_each(text: str) -> None:
    sentence = text.strip() if text in ENDED else text.strip().rstrip(":,") + "."

    assert join_sentences(text) == sentence
    assert join_sentences(text, "Wait.") == f"{sentence} Wait."
    assert join_sentences("", text, "  ", text) == f"{sentence} {sentence}"


@pytest.mark.parametrize("text", [*ENDED, *OPEN])
def test_message_and_hint_are_sentences(client_factory: ClientFactory, kind: Any, text: str) -> None:
    def fail(_request: httpx.Request) -> httpx.Response:
        raise httpx.RemoteProtocolError(text)

    hint = "It may have been charged: check `client.account.credits()` before you repeat it."
    refused = client_factory.answering(kind, lambda _request: httpx.Response(502, json={"error": text}), retries=0)
    with pytest.raises(aimusic.ServerError) as caught:
        refused.call("sonic.create", "la")
    assert str(caught.value) == f"{join_sentences('502: ' + text)} {hint}"
    assert caught.value.message == text

    lost = client_factory.answering(kind, fail, retries=0)
    with pytest.raises(aimusic.APIConnectionError) as cut:
        lost.call("sonic.create", "la")
    assert f": {join_sentences(text)} The request may have arrived" in str(cut.value)

    with pytest.raises(aimusic.APIConnectionError) as free:
        lost.call("account.credits")
    assert str(free.value).endswith(f": {join_sentences(text)}")
    with pytest.raises(aimusic.DownloadError) as file:
        lost.run(lost.client.download("https://files.example/a.mp3", "nowhere.mp3"))
    assert str(file.value).endswith(join_sentences(text))


def test_message_without_a_hint_is_unchanged() -> None:
    assert str(answered(500)) == "500: Internal Server Error"
    assert str(answered(418, {"error": "short and stout"})) == "418: short and stout"

"""Every error that this package raises, and the mapping from responses to errors.

::

    AIMusicError
    ├── ConfigurationError             no API key, an invalid base URL, conflicting options
    ├── APIConnectionError             no response
    │   └── APITimeoutError            also a TimeoutError
    ├── APIStatusError                 a response that is not a success, of any status
    │   ├── ValidationError            400
    │   ├── AuthenticationError        401
    │   ├── PermissionDeniedError      403
    │   │   └── InsufficientCreditsError   403 whose message is about credits, and 402
    │   ├── NotFoundError              404
    │   ├── EndpointRetiredError       410
    │   ├── RateLimitError             429
    │   ├── ServerError                500 and above
    │   ├── NotReadyError              202 until the deadline; also a TimeoutError
    │   └── StepFailedError            200 with a failed step: no task was started
    ├── ResponseDecodingError          a success that does not match the contract; keeps the raw body
    ├── TaskError                      has the task and its id
    │   ├── TaskFailedError            the task failed as a whole
    │   └── TaskTimeoutError           also a TimeoutError; the task continues
    ├── DownloadError                  a download that failed
    └── WebhookVerificationError       a webhook that is not genuine

All errors can be pickled, and none contains an API key. Messages come from the service, statuses and types from the
contract. This module does no I/O and knows neither clients nor tasks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx

REQUEST_ID = "x-request-id"
"""The header with the request's id. It is undocumented; the mock sends it, and so do most gateways."""

SENTENCE_LIMIT = 500
"""The most characters of a server's text that a message includes. Longer text is likely an HTML page; `body` has all of it."""


class AIMusicError(Exception):
    """The base class of all errors of this package.

    Attributes:
        task_id: The id of the task that the error is about or whose wait it ended; None without one.
    """

    task_id: str | None = None

    def __reduce__(self) -> tuple[Callable[..., AIMusicError], tuple[Any, ...]]:
        """Unpickle without `__init__`, whose arguments differ between classes."""
        return _unpickle, (type(self), self.args, self.__getstate__())

    def __getstate__(self) -> dict[str, Any]:
        """Return the attributes to pickle; subclasses leave out live objects."""
        return dict(self.__dict__)


def _unpickle(kind: type[AIMusicError], args: tuple[Any, ...], state: dict[str, Any]) -> AIMusicError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class ConfigurationError(AIMusicError):
    """Invalid settings or arguments; nothing was sent."""


class APIConnectionError(AIMusicError):
    """No response was received: the connection was refused, lost or cut off.

    Attributes:
        charged: False if nothing was charged; None if that is unknown: check the balance, or search for the song, before
            you repeat a paid request.
    """

    def __init__(self, message: str, *, charged: bool | None = False) -> None:
        super().__init__(message)
        self.charged = charged


class APITimeoutError(APIConnectionError, TimeoutError):
    """No response was received within `timeout`."""


class APIStatusError(AIMusicError):
    """The service responded with an error.

    Attributes:
        status_code: The HTTP status.
        type: The service's kind of error, such as `rate_limit`; None if it sent none.
        message: The service's message.
        request_id: The request's id, for the service's support; None if it sent none.
        retry_after: The service's `Retry-After` in seconds; None if it sent none.
        charged: False if nothing was charged; None if that is unknown (a paid request without a documented refusal):
            check the balance before you repeat it.
        body: The response body, parsed if it is JSON, otherwise as text.
        requested: Method and path of the request, and the ids in its body; empty if unknown.
        response: The response. It is not pickled.
    """

    response: httpx.Response | None

    def __init__(
        self,
        response: httpx.Response,
        *,
        retry_after: float | None = None,
        charged: bool | None = False,
        hint: str = "",
    ) -> None:
        self.status_code = response.status_code
        self.body: Any = read_body(response)
        self.type = _text(self.body, "type")
        self.message = sentence(response, self.body)
        self.request_id = response.headers.get(REQUEST_ID)
        self.retry_after = retry_after
        self.charged = charged
        self.requested = requested(response)
        self.response = response
        kind = f" {self.type}" if self.type else ""
        message = f"{self.status_code}{kind}: {self.message}"
        super().__init__(join_sentences(message, hint) if hint else message)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "response": None}


class ValidationError(APIStatusError):
    """400: the request is invalid."""


class AuthenticationError(APIStatusError):
    """401: the API key is unknown or inactive."""


class PermissionDeniedError(APIStatusError):
    """403: no active subscription, or text that violates the content rules."""


class InsufficientCreditsError(PermissionDeniedError):
    """403 (402 from one operation): not enough credits."""


class NotFoundError(APIStatusError):
    """404: the task, clip or persona does not exist, or belongs to another account."""


class EndpointRetiredError(APIStatusError):
    """410: the service has retired this operation."""


class RateLimitError(APIStatusError):
    """429: the plan's rate limit, after retries, or with a `Retry-After` that is too long to wait for."""


class ServerError(APIStatusError):
    """500 and above: an error of the service."""


class NotReadyError(APIStatusError, TimeoutError):
    """202: the requested resource is not ready yet. Repeat the request later; that costs nothing more."""


class StepFailedError(APIStatusError):
    """200, but no task was started, since a step before it failed.

    Attributes:
        step: The step that failed: `upload`, `extend`, `cover` or `sample`.
    """

    def __init__(self, response: httpx.Response, step: str, *, charged: bool | None = None) -> None:
        self.step = step
        super().__init__(response, charged=charged, hint=_UNKNOWN if charged is None else "")


class ResponseDecodingError(AIMusicError):
    """A successful response that does not match the contract.

    Attributes:
        status_code: The HTTP status.
        request_id: The request's id, for the service's support; None if it sent none.
        raw: The response body in bytes.
        requested: Method and path of the request, and the ids in its body; empty if unknown.
        charged: False for a free request; None for a paid one, which was probably charged.
        response: The response. It is not pickled.
    """

    response: httpx.Response | None

    def __init__(self, response: httpx.Response, reason: str, *, charged: bool | None = False) -> None:
        self.status_code = response.status_code
        self.request_id = response.headers.get(REQUEST_ID)
        self.raw = response.content
        self.charged = charged
        self.requested = requested(response)
        self.response = response
        subject = f"the response to {self.requested}" if self.requested else "the response"
        super().__init__(f"{self.status_code}: {subject} does not match the contract: {reason}")

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "response": None}


class DownloadError(AIMusicError):
    """A download failed. The bytes received stay in the `.part` file, and the next download resumes there.

    Attributes:
        url: The URL of the file, without its query.
        status_code: The HTTP status of the response; None if no response was received.
    """

    def __init__(self, message: str, *, url: str, status_code: int | None = None) -> None:
        super().__init__(message)
        self.url = url
        self.status_code = status_code


class WebhookVerificationError(AIMusicError):
    """A webhook is not genuine: a header is missing, the signature is wrong, or it is too old or too new."""


_UNKNOWN = "It may have been charged: check `client.account.credits()` before you repeat it."

_BY_STATUS: Mapping[int, type[APIStatusError]] = {
    400: ValidationError,
    401: AuthenticationError,
    402: InsufficientCreditsError,  # listed for one operation; "clients treat it like 403"
    403: PermissionDeniedError,
    404: NotFoundError,
    410: EndpointRetiredError,
    429: RateLimitError,
}

_HINTS: Mapping[type[APIStatusError], str] = {
    AuthenticationError: "Check `api_key`, or AIMUSIC_API_KEY.",
    InsufficientCreditsError: "See `client.account.credits()`.",
    RateLimitError: "Space out your requests, for example with `pace=True`.",
}


def error_for(
    response: httpx.Response, *, retry_after: float | None = None, charged: bool | None = False
) -> APIStatusError:
    """Return the error for a response that is not a success; its body must have been read.

    The class depends on the status and, for 403, on the message, which alone distinguishes a lack of credits from a
    violation of the content rules. Any other status becomes an APIStatusError.
    """
    kind = error_class(response.status_code, read_body(response))
    hint = _HINTS.get(kind, "")
    if charged is None:
        hint = _UNKNOWN
    elif kind is NotFoundError and requested(response):
        hint = f"Requested: {requested(response)}."
    return kind(response, retry_after=retry_after, charged=charged, hint=hint)


def error_class(status: int, body: Any) -> type[APIStatusError]:
    """Return the error class for a status and a parsed body."""
    kind = _BY_STATUS.get(status, ServerError if status >= 500 else APIStatusError)
    if kind is PermissionDeniedError and _is_about_credits(body):
        return InsufficientCreditsError
    return kind


def _is_about_credits(body: Any) -> bool:
    # The type is `forbidden` for every 403, so the message decides: "The remaining credits are not enough. …". The word
    # "credits" alone is not sufficient, as a refusal of lyrics may quote them.
    message = (_text(body, "error") or _text(body, "message") or "").lower()
    return _text(body, "type") == "insufficient_credits" or ("credits are not enough" in message)


def read_body(response: httpx.Response) -> Any:
    """Return the JSON of a response body, or its text when it is not JSON."""
    parsed = _parsed(response.content)
    return response.text if parsed is _NOT_JSON else parsed


_NOT_JSON = object()


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):  # not JSON, or nested too deeply
        return _NOT_JSON


def json_type(response: httpx.Response) -> str | None:
    """Return the `type` in a JSON response, None without one; the body must have been read."""
    return _text(read_body(response), "type")


def sentence(response: httpx.Response, body: Any) -> str:
    """Return the service's message, or the reason phrase of the status without one."""
    for name in ("error", "message", "detail"):
        message = _text(body, name)
        if message:
            return message[:SENTENCE_LIMIT]
    if isinstance(body, str) and body.strip() and "html" not in response.headers.get("content-type", ""):
        return " ".join(body.split())[:SENTENCE_LIMIT]
    return response.reason_phrase or "no reason was given"


def requested(response: httpx.Response) -> str:
    """Return method and path of a response's request, and the ids in its body; empty if it has no request."""
    try:
        request = response.request
        body = _parsed(request.content)
    except RuntimeError:  # the response has no request, or the request is a stream
        return ""
    path = request.url.raw_path.decode("ascii").partition("?")[0]
    names = [name for name in body if name.endswith(("_id", "_ids"))] if isinstance(body, dict) else []
    ids = ", ".join(f"{name}={body[name]!r:.100}" for name in names)
    return f"{request.method} {path}" + (f" with {ids}" if ids else "")


_SENTENCE_ENDS = tuple(".!?…‽。！？।؟")  # noqa: RUF001 - messages may be in any language
_CLOSING = "\"'`”’»›)]}」』）】"  # noqa: RUF001 - the same


def join_sentences(*texts: str) -> str:
    """Return texts, such as a message of the service and a hint, as sentences: a missing full stop is added."""
    return " ".join(_ended(text.strip()) for text in texts if text.strip())


def _ended(text: str) -> str:
    return text if text.rstrip(_CLOSING).endswith(_SENTENCE_ENDS) else text.rstrip(",;:") + "."


def _text(body: Any, name: str) -> str | None:
    value = body.get(name) if isinstance(body, dict) else None
    return value if isinstance(value, str) else None

"""Every error that this package raises, and which of them a refusal becomes.

::

    AIMusicError
    ├── ConfigurationError             no key, a base URL that must not be used, options that exclude each other
    ├── APIConnectionError             no answer
    │   └── APITimeoutError            also a TimeoutError
    ├── APIStatusError                 a response that is not a success, of any status
    │   ├── ValidationError            400
    │   ├── AuthenticationError        401
    │   ├── PermissionDeniedError      403
    │   │   └── InsufficientCreditsError   403 that speaks of credits, and 402
    │   ├── NotFoundError              404
    │   ├── EndpointRetiredError       410
    │   ├── RateLimitError             429
    │   ├── ServerError                500 and above
    │   ├── NotReadyError              202 until the deadline; also a TimeoutError
    │   └── StepFailedError            200 that speaks of a failed step: no task was started
    ├── ResponseDecodingError          a success that does not fit the contract; keeps the raw body
    ├── TaskError                      carries the task and its id
    │   ├── TaskFailedError            no clip was made
    │   └── TaskTimeoutError           also a TimeoutError; the task goes on
    ├── DownloadError                  a file that could not be fetched whole
    └── WebhookVerificationError       a webhook that must not be believed

All of them can be pickled, also across processes, and none shows a key. This module does no I/O and knows neither
clients nor tasks. Its sentences come from the service; the statuses and types from the contract.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx

REQUEST_ID = "x-request-id"
"""The header that names a request. No document speaks of it; the mock sends it, and most gateways do."""

SENTENCE_LIMIT = 500
"""Characters of a server's words that a message shows: more is an HTML page, and stays in `body`."""


class AIMusicError(Exception):
    """What every error of this package is."""

    def __reduce__(self) -> tuple[Callable[..., AIMusicError], tuple[Any, ...]]:
        """Rebuild without calling `__init__`, whose arguments differ from class to class."""
        return _rebuild, (type(self), self.args, self.__getstate__())

    def __getstate__(self) -> dict[str, Any]:
        """Return the attributes; classes that hold live connections leave them out."""
        return dict(self.__dict__)


def _rebuild(kind: type[AIMusicError], args: tuple[Any, ...], state: dict[str, Any]) -> AIMusicError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class ConfigurationError(AIMusicError):
    """The client cannot be made, or a method cannot be called, like this; nothing was sent."""


class APIConnectionError(AIMusicError):
    """No answer came: the connection was refused, lost or cut.

    Attributes:
        charged: False when nothing can have been charged; None when that is not known: check the balance, or look for
            the song, before you send a paid request again.
    """

    def __init__(self, message: str, *, charged: bool | None = False) -> None:
        super().__init__(message)
        self.charged = charged


class APITimeoutError(APIConnectionError, TimeoutError):
    """No answer came within `timeout`."""


class APIStatusError(AIMusicError):
    """The service answered, and not with a success.

    Attributes:
        status_code: The HTTP status.
        type: The kind of error in the service's words, such as `rate_limit`; None when it said none.
        message: The service's sentence.
        request_id: What to quote to the service's support; None when it named none.
        retry_after: Seconds that the service asks to wait; None when it does not say.
        charged: False when nothing was charged; None when that is not known (a paid request, and no documented
            refusal: check the balance before you repeat it).
        body: The JSON of the answer, or its text.
        response: The answer itself. It does not survive pickling.
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
        self.response = response
        kind = f" {self.type}" if self.type else ""
        super().__init__(" ".join(part for part in (f"{self.status_code}{kind}: {self.message}", hint) if part))

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "response": None}


class ValidationError(APIStatusError):
    """400: the request is not as the contract says."""


class AuthenticationError(APIStatusError):
    """401: there is no such key, or it is not in use."""


class PermissionDeniedError(APIStatusError):
    """403: no active subscription, or words against the content rules."""


class InsufficientCreditsError(PermissionDeniedError):
    """403 (402 from one operation): the credits that are left do not pay for this."""


class NotFoundError(APIStatusError):
    """404: no such task, clip or persona, or it belongs to another account."""


class EndpointRetiredError(APIStatusError):
    """410: the service no longer does this."""


class RateLimitError(APIStatusError):
    """429: more than the plan allows, and waiting did not help or would have taken too long."""


class ServerError(APIStatusError):
    """500 and above: the service failed."""


class NotReadyError(APIStatusError, TimeoutError):
    """202: what was asked for is still being made; ask again later, it costs nothing more."""


class StepFailedError(APIStatusError):
    """200, and yet no task was started: one of the steps before it failed.

    Attributes:
        step: Which one: `upload`, `extend`, `cover` or `sample`.
    """

    def __init__(self, response: httpx.Response, step: str, *, charged: bool | None = None) -> None:
        self.step = step
        super().__init__(response, charged=charged, hint=_UNKNOWN if charged is None else "")


class ResponseDecodingError(AIMusicError):
    """A success that does not fit the contract.

    Attributes:
        status_code: The HTTP status.
        request_id: What to quote to the service's support; None when it named none.
        raw: The body as it came, in bytes.
        charged: False when the request was free; None when it was paid: the service took it.
        response: The answer itself. It does not survive pickling.
    """

    response: httpx.Response | None

    def __init__(self, response: httpx.Response, reason: str, *, charged: bool | None = False) -> None:
        self.status_code = response.status_code
        self.request_id = response.headers.get(REQUEST_ID)
        self.raw = response.content
        self.charged = charged
        self.response = response
        super().__init__(f"{self.status_code}: the answer does not fit the contract: {reason}")

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "response": None}


class DownloadError(AIMusicError):
    """A file could not be fetched whole; what came stays in the `.part` file, and the next download goes on there.

    Attributes:
        url: The address of the file.
        status_code: The HTTP status of the answer; None when none came.
    """

    def __init__(self, message: str, *, url: str, status_code: int | None = None) -> None:
        super().__init__(message)
        self.url = url
        self.status_code = status_code


class WebhookVerificationError(AIMusicError):
    """A webhook must not be believed: a header is missing, the signature is wrong, or it is too old or too new."""


_UNKNOWN = "Whether it was charged is not known: look at `client.account.credits()` before you repeat it."

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
    """Return the error that an answer which is no success becomes; its body must have been read.

    The class follows the status, and for 403 the words: only the service's sentence tells a lack of credits from a
    breach of the content rules. An undocumented status becomes APIStatusError.
    """
    kind = error_class(response.status_code, read_body(response))
    hint = _HINTS.get(kind, "")
    if charged is None:
        hint = _UNKNOWN
    return kind(response, retry_after=retry_after, charged=charged, hint=hint)


def error_class(status: int, body: Any) -> type[APIStatusError]:
    """Return the class for a status and the JSON that came with it."""
    kind = _BY_STATUS.get(status, ServerError if status >= 500 else APIStatusError)
    if kind is PermissionDeniedError and _speaks_of_credits(body):
        return InsufficientCreditsError
    return kind


def _speaks_of_credits(body: Any) -> bool:
    # The type is `forbidden` for every 403, so the sentence decides: "The remaining credits are not enough. …". One
    # word alone would not do: a lyric that is refused for its content may quote the word credits.
    words = (_text(body, "error") or _text(body, "message") or "").lower()
    return _text(body, "type") == "insufficient_credits" or ("credits are not enough" in words)


def read_body(response: httpx.Response) -> Any:
    """Return the JSON of a response body, or its text when it is not JSON."""
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):  # no JSON, or brackets by the thousand
        return response.text


def json_type(response: httpx.Response) -> str | None:
    """Return the `type` in the JSON of an answer that was read, None without one."""
    return _text(read_body(response), "type")


def sentence(response: httpx.Response, body: Any) -> str:
    """Return the service's sentence, under whichever name it goes, or what the status alone tells."""
    for name in ("error", "message", "detail"):
        sentences = _text(body, name)
        if sentences:
            return sentences[:SENTENCE_LIMIT]
    if isinstance(body, str) and body.strip() and "html" not in response.headers.get("content-type", ""):
        return " ".join(body.split())[:SENTENCE_LIMIT]
    return response.reason_phrase or "no reason was given"


def _text(body: Any, name: str) -> str | None:
    value = body.get(name) if isinstance(body, dict) else None
    return value if isinstance(value, str) else None

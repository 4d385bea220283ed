"""A client of the AI Music API: create songs, wait for their tasks, download the files.

The public names are those of this module and of `aimusic.types`; modules with a leading underscore may change. The
package may import `aimusic_client`, httpx and attrs, and must not import the mock or Flask.
"""

from aimusic._client import AIMusic, AsyncAIMusic
from aimusic._downloads.rules import Progress
from aimusic._errors import (
    AIMusicError,
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    ConfigurationError,
    DownloadError,
    EndpointRetiredError,
    InsufficientCreditsError,
    NotFoundError,
    NotReadyError,
    PermissionDeniedError,
    RateLimitError,
    ResponseDecodingError,
    ServerError,
    StepFailedError,
    ValidationError,
    WebhookVerificationError,
)
from aimusic._resources.estimate import Estimate, estimate
from aimusic._tasks.clip import AsyncClip, Clip
from aimusic._tasks.snapshot import Failure, State
from aimusic._tasks.task import AsyncTask, Task, TaskError, TaskFailedError, TaskTimeoutError
from aimusic._version import __version__
from aimusic._webhooks import WebhookEvent, sign_webhook, verify_webhook
from aimusic.types import Credits, Persona, Upload

__all__ = [
    "AIMusic",
    "AIMusicError",
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "AsyncAIMusic",
    "AsyncClip",
    "AsyncTask",
    "AuthenticationError",
    "Clip",
    "ConfigurationError",
    "Credits",
    "DownloadError",
    "EndpointRetiredError",
    "Estimate",
    "Failure",
    "InsufficientCreditsError",
    "NotFoundError",
    "NotReadyError",
    "PermissionDeniedError",
    "Persona",
    "Progress",
    "RateLimitError",
    "ResponseDecodingError",
    "ServerError",
    "State",
    "StepFailedError",
    "Task",
    "TaskError",
    "TaskFailedError",
    "TaskTimeoutError",
    "Upload",
    "ValidationError",
    "WebhookEvent",
    "WebhookVerificationError",
    "__version__",
    "estimate",
    "sign_webhook",
    "verify_webhook",
]

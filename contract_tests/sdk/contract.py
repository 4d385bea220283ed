"""The contract as the SDK's tests read it: the bundle itself, not the SDK's copy of its facts."""

from __future__ import annotations

import json
from typing import Any

import aimusic
from contract_tests.support.processes import BUNDLE

DOCUMENT: dict[str, Any] = json.loads(BUNDLE.read_text(encoding="utf-8"))

OPERATIONS_BY_ID: dict[str, dict[str, Any]] = {
    operation["operationId"]: operation
    for path in DOCUMENT["paths"].values()
    for operation in path.values()
    if isinstance(operation, dict) and "operationId" in operation
}

ERRORS_BY_STATUS: dict[int, type[aimusic.APIStatusError]] = {
    400: aimusic.ValidationError,
    401: aimusic.AuthenticationError,
    402: aimusic.InsufficientCreditsError,
    403: aimusic.PermissionDeniedError,
    404: aimusic.NotFoundError,
    410: aimusic.EndpointRetiredError,
    429: aimusic.RateLimitError,
    500: aimusic.ServerError,
    502: aimusic.ServerError,
    504: aimusic.ServerError,
}


def resolved(node: Any) -> Any:
    """Return a part of the contract with its `$ref` followed."""
    while "$ref" in node:
        result: Any = DOCUMENT
        for key in node["$ref"].split("/")[1:]:
            result = result[key]
        node = result
    return node

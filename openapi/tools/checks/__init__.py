"""The functions of the lint rules, one module a topic; `FUNCTIONS` has them by the name used in `rules/`."""

from __future__ import annotations

from openapi.tools.checks import examples, extensions, operations, provenance, responses, schemas
from openapi.tools.checks.base import Function

FUNCTIONS: dict[str, Function] = {
    **operations.FUNCTIONS,
    **schemas.FUNCTIONS,
    **responses.FUNCTIONS,
    **examples.FUNCTIONS,
    **provenance.FUNCTIONS,
    **extensions.FUNCTIONS,
}

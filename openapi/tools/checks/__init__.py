"""The checks that lint rules name, one module a topic; `CHECKS` finds them by the name used in `rules/`."""

from __future__ import annotations

from openapi.tools.checks import examples, extensions, operations, provenance, schemas
from openapi.tools.checks.base import Check

CHECKS: dict[str, Check] = {
    **operations.CHECKS,
    **schemas.CHECKS,
    **examples.CHECKS,
    **provenance.CHECKS,
    **extensions.CHECKS,
}

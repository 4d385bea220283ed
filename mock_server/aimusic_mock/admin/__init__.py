"""The admin API, `/__mock__/`: control time, money, faults, webhooks, worlds and the journal of a mock.

A JSON API with an OpenAPI description of its own: `openapi.yaml` and one file per area (`clock.yaml` …), joined when the
app is created and served at `/__mock__/openapi.json`. The routes are built from the description, requests (and replies, in
strict mode) are validated against it, and each operation has one handler, registered by its operationId.

To add an operation, describe it in the area's YAML file, write the handler in the module of the same name

    @handlers.handles("advance_clock")
    def advance(call: AdminCall) -> AdminReply: ...

and add a new module to `AREAS`. A handler reads the validated body from `call.body`, the query from `call.query`, the path
parameters from `call.path` and the request's world from `call.world`. It returns a status and a JSON object, or raises an
`ApiError`. Operations that change a world are journaled unless `x-quiet: true` stands beside the operationId.
No request names a file, a template or code.
"""

from aimusic_mock.admin.blueprint import make_admin

__all__ = ["make_admin"]

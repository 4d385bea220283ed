"""The mock's own door, `/__mock__/`, which no API path can take: time, money, failures, webhooks, worlds, journal.

It is a JSON API with a description of its own: `openapi.yaml` and one file an area beside it (`clock.yaml` …), joined
when the app is made and served at `/__mock__/openapi.json`. The description decides: its paths are the routes, requests
and, in strict mode, replies are checked against it, and each operation has one handler under its operationId.

To add an operation: describe it in the area's YAML file, write the handler in the module of the same name

    @handlers.handles("advance_clock")
    def advance(call: AdminCall) -> AdminReply: ...

and list a new module in `AREAS`. A handler finds the validated body in `call.body`, the query in `call.query`, the path's
values in `call.path`, and the request's world in `call.world`; it returns a status and what becomes JSON.
It refuses with an `ApiError`. Changes of a world are journaled; `quiet: true` beside an operationId (`x-quiet`) says not to.
Nothing that is sent here names a file, a template or code.
"""

from aimusic_mock.admin.blueprint import make_admin

__all__ = ["make_admin"]

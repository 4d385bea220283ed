"""Faults to plant in the small contract, at least one for each lint rule.

Each is a text to replace, the rule that must report it, and a text in the reported line.
"""

from __future__ import annotations

from typing import NamedTuple

SONGS = "paths/songs.yaml"
TASK = "paths/task.yaml"
HOOKS = "webhooks.yaml"
SCHEMAS = "components/schemas.yaml"
EXAMPLES = "components/examples/songs.yaml"


class Planted(NamedTuple):
    """One fault: in `file`, `old` becomes `new`, and a line with `at` is reported; `also` is a second replacement."""

    rule: str
    file: str
    old: str
    new: str
    at: str
    also: tuple[str, str, str] | None = None


OPERATIONS = (
    Planted("operation-id-unique", TASK, "operationId: get_task", "operationId: create_song", "operationId:"),
    Planted("operation-id-form", TASK, "operationId: get_task", "operationId: getTask", "operationId:"),
    Planted("operation-id-form", TASK, "  operationId: get_task\n", "", "get:"),
    Planted("operation-id-verb", TASK, "operationId: get_task", "operationId: task_get", "operationId:"),
    Planted("webhook-id-verb", HOOKS, "receive_song", "get_song", "operationId:"),
    Planted("operation-security", SONGS, "  security: [{bearerAuth: []}]\n", "", "post:"),
    Planted("operation-security", SONGS, "security: [{bearerAuth: []}]", "security: []", "post:"),
    Planted("webhook-security", HOOKS, "    security: []\n", "", "post:"),
    Planted("operation-summary", SONGS, "Make a song", "Make a song.", "summary:"),
    Planted("operation-summary", SONGS, "Make a song", "Make a song " * 6, "summary:"),
    Planted("operation-summary", HOOKS, "    summary: A task has ended well\n", "", "post:"),
    Planted("operation-described", SONGS, '  description: "Makes a song.\\n\\nCost: 10 credits."\n', "", "post:"),
    Planted("operation-price-described", SONGS, "Cost: 10 credits", "Cost: 11 credits", "Makes a song"),
    Planted("operation-price-described", SONGS, "Cost: 10 credits", "Cost: free", "Makes a song"),
    Planted("operation-price-described", TASK, "Cost: free", "Cost: 1 credit", "Polls a task"),
    Planted("operation-tag", SONGS, "tags: [songs]", "tags: [songs, more]", "tags:"),
    Planted("operation-tag", SONGS, "tags: [songs]", "tags: [unknown]", "tags:"),
    Planted("operation-tag", SONGS, "  tags: [songs]\n", "", "post:"),
    Planted("operation-facts", SONGS, "  x-idempotent: false\n", "", "post:"),
    Planted("operation-facts", TASK, "  x-credits: {amount: 0}\n", "", "get:"),
    Planted("status-always", TASK, "    '429': {$ref: '../components/responses.yaml#/Busy'}\n", "", "responses:"),
    Planted("status-charged", SONGS, "    '403': {$ref: '../components/responses.yaml#/Denied'}\n", "", "  responses:"),
    Planted(
        "status-resource", SONGS, "    '404': {$ref: '../components/responses.yaml#/NotFound'}\n", "", "  responses:"
    ),
    Planted("status-resource", TASK, "    '404': {$ref: '../components/responses.yaml#/Gone'}\n", "", "  responses:"),
)
TASKS = (
    Planted("link-target", SONGS, "poll: {operationId: get_task", "poll: {operationId: get_nothing", "get_nothing"),
    Planted("task-missing", SONGS, "  x-task: {product: sonic, poll: get_task", "  # {product", "post:"),
    Planted("task-complete", SONGS, ", clips: 2", "", "x-task:"),
    Planted("task-names", SONGS, "poll: get_task", "poll: get_nothing", "x-task:"),
    Planted("task-names", SONGS, "item: Song", "item: Nothing", "x-task:"),
    Planted("task-linked", SONGS, "poll: {operationId: get_task", "again: {operationId: create_song", "'200':"),
)
SCHEMA_FORMS = (
    Planted(
        "schema-name-reserved",
        SCHEMAS,
        "Title:\n",
        "File:\n  title: A file\n  description: A file.\n  x-provenance: doc\n\nTitle:\n",
        "title: A file",
        also=("openapi.yaml", "    Song:", "    File: {$ref: 'components/schemas.yaml#/File'}\n    Song:"),
    ),
    Planted("schema-boolean", SCHEMAS, "- type: 'null'", "- true", "- true"),
    Planted(
        "schema-format-uuid", SCHEMAS, "state: {type: string", "state: {type: string, format: uuid", "format: uuid"
    ),
    Planted(
        "schema-format-uuid",
        "components/parameters.yaml",
        "schema: {type: string",
        "schema: {format: uuid, type: string",
        "format: uuid",
    ),
    Planted(
        "schema-request-all-of",
        SCHEMAS,
        "  required: [task_type, clip_id]\n",
        "  required: [task_type, clip_id]\n  allOf: [{type: object}]\n",
        "allOf:",
    ),
    Planted("schema-described", SCHEMAS, "  description: The title, at most 80 characters.\n", "", "maxLength: 80"),
    Planted("property-described", SCHEMAS, ", description: The state of the song.", "", "state:"),
    Planted("parameter-described", "components/headers.yaml", "  description: Seconds to wait.\n", "", "schema:"),
    Planted(
        "parameter-described",
        "components/parameters.yaml",
        "  description: The id that the submit returned.\n",
        "",
        "name: task_id",
    ),
)
EXAMPLE_FORMS = (
    Planted(
        "example-present",
        TASK,
        "          examples: {ended: {$ref: '../components/examples/songs.yaml#/ended'}}\n",
        "",
        "application/json:",
    ),
    Planted(
        "response-content",
        TASK,
        "      content:\n        application/json:\n",
        "      x-nothing:\n        none:\n",
        "'200':",
    ),
    Planted("example-valid", EXAMPLES, "value: {state: succeeded,", "value: {state: 3,", "state: 3"),
    Planted("example-valid", EXAMPLES, "{task_id: a-task}", "{id: a-task}", "{id: a-task}"),
    Planted("example-of-value", "components/headers.yaml", "example: 3", "example: 0", "example:"),
    Planted("example-of-schema", SCHEMAS, "[Paper Boats]", "[3]", "[3]"),
    Planted("example-one-member", EXAMPLES, "{title: Paper Boats}", "{}", "value: {}"),
    Planted(
        "example-reaches-member",
        SONGS,
        "          cover: {$ref: '../components/examples/songs.yaml#/cover'}\n",
        "",
        "#/CoverSong",
    ),
)
RESPONSES = (
    Planted(
        "response-one-status",
        "components/responses.yaml",
        "Denied: {",
        "Denied : {",
        "Denied : {",
        also=(SONGS, "responses.yaml#/NotFound", "responses.yaml#/Denied"),
    ),
    Planted(
        "response-example-unique", "components/responses.yaml", "        gone: {", "        failed : {", "failed : {"
    ),
)
PROVENANCE = (
    Planted("provenance-present", TASK, "  x-provenance: intro\n", "", "get:"),
    Planted("provenance-present", HOOKS, "    x-provenance: doc\n", "", "post:"),
    Planted("provenance-present", "components/headers.yaml", "  x-provenance: inferred\n", "", "description:"),
    Planted("provenance-present", "components/parameters.yaml", "  x-provenance: intro\n", "", "name: task_id"),
    Planted("provenance-present", "components/responses.yaml", "  x-provenance: intro\n", "", "Failure:"),
    Planted(
        "provenance-inherited", SCHEMAS, "Start in seconds., x-provenance: inferred", "Start in seconds.", "from_s: {"
    ),
    Planted("provenance-facts", SCHEMAS, "facts: {type: client}", "facts: {maximum: client}", "to_s: {"),
    Planted("provenance-facts", SONGS, "facts: {x-credits: inferred}", "facts: {responses/410: doc}", "responses/410"),
)
EXTENSIONS = (
    Planted("extension-known", SCHEMAS, "x-known-values", "x-knwon-values", "x-knwon"),
    Planted("extension-names", SCHEMAS, "start: from_s", "start: since_s", "since_s"),
    Planted("extension-shape", SCHEMAS, "x-provenance: vendor", "x-provenance: rumour", "rumour"),
    Planted("extension-shape", SCHEMAS, "x-provenance: {source: vendor,", "x-provenance: {word: vendor,", "{word:"),
    Planted("extension-shape", SCHEMAS, "facts: {type: client}", "facts: {type: rumour}", "rumour"),
    Planted("extension-shape", SONGS, "x-credits: {amount: 10}", "x-credits: {price: 10}", "x-credits: {price"),
    Planted("extension-shape", SONGS, "{amount: 10}", "{amount: ten}", "{amount: ten}"),
    Planted("extension-shape", SONGS, "  x-task: {product: sonic, poll", "  x-task: song # {product", "x-task:"),
    Planted("extension-shape", SCHEMAS, "x-range: {start: from_s, end: to_s}", "x-range: from_s", "x-range:"),
    Planted("extension-shape", SONGS, "x-idempotent: false", "x-idempotent: 'no'", "x-idempotent:"),
    Planted("extension-shape", SONGS, "clips: 2", "clips: two", "x-task:"),
    Planted("extension-shape", SCHEMAS, "{kind: clip, product: sonic}", "{kind: clop, product: sonic}", "clop"),
    Planted("extension-shape", SCHEMAS, "{start: from_s, end: to_s}", "{start: from_s, to: to_s}", "x-range:"),
    Planted("extension-shape", SCHEMAS, "[running, succeeded]", "running", "x-known-values:"),
    Planted(
        "extension-names", SCHEMAS, "  x-range: {start: from_s, end: to_s}", "  x-order: [from_s, until_s]", "until_s"
    ),
    Planted("extension-shape", SCHEMAS, "  maxLength: 80", "  x-messages: {maxLenght: Too long.}", "x-messages:"),
    Planted(
        "extension-names", SCHEMAS, "  x-range: {start: from_s, end: to_s}", "  x-order: [from_s, until_s]", "until_s"
    ),
    Planted("extension-shape", SCHEMAS, "  maxLength: 80", "  x-sum: {property: duration}", "x-sum:"),
    Planted(
        "extension-names", SCHEMAS, "  x-range: {start: from_s, end: to_s}", "  x-order: [from_s, until_s]", "until_s"
    ),
    Planted("extension-shape", SCHEMAS, "  maxLength: 80", "  x-retired: 'yes'", "x-retired:"),
)
DOCUMENT = (
    Planted("openapi-document", "openapi.yaml", "title: Mini, ", "", "info:"),
    Planted("openapi-document", SCHEMAS, "maxLength: 80", "maxLength: long", "maxLength:"),
    Planted("openapi-document", SCHEMAS, "maxLength: 80", "pattern: '['", "pattern:"),  # the schema's first line
)
FAULTS = (*OPERATIONS, *TASKS, *SCHEMA_FORMS, *EXAMPLE_FORMS, *RESPONSES, *PROVENANCE, *EXTENSIONS, *DOCUMENT)

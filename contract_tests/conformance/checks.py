"""Checks of our own, run by schemathesis on every reply: what the contract says in x- keys or in prose.

They read the rules from the contract, with code of their own and none of the mock's, so that one error cannot hide
in both.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs
import schemathesis
from schemathesis import Case
from schemathesis.checks import CheckContext
from schemathesis.core.transport import Response

from openapi.tools.sources import DIST_JSON

MAX_ERROR_BYTES = 4096
VALIDATORS = jsonschema_rs.validator_map_for(json.loads(DIST_JSON.read_text(encoding="utf-8")))
STATES = {"pending", "running", "succeeded", "failed"}


@schemathesis.check
def refused_only_by_a_rule(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """A body that fits its schema is refused only when it breaks a rule that stands beside the schema."""
    sent_json = response.request.headers.get("Content-Type") == "application/json"
    if response.status_code not in (400, 410) or not sent_json or not isinstance(case.body, Mapping):
        return
    document = case.operation.schema.raw_schema
    refs = [ref for ref in _members(document, case) if VALIDATORS[ref["$ref"]].is_valid(dict(case.body))]
    fitting = [_resolve(document, ref) for ref in refs]
    if not fitting:
        return
    broken = [rule for member in fitting for rule in broken_rules(document, member, case.body)]
    if response.status_code == 410:
        assert "x-retired" in broken, "410 for a request that is not retired"
    else:
        assert broken, f"400 for a body that fits its schema and breaks no rule: {response.text[:200]}"


@schemathesis.check
def errors_are_small_and_json(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """Every refusal is a small JSON object of `type` and `error`, whatever was asked."""
    if response.status_code < 400:
        return
    assert len(response.content) <= MAX_ERROR_BYTES
    assert set(response.json()) == {"type", "error"}


@schemathesis.check
def polls_answer_with_known_states(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """The states of a reply are those that the contract knows; a task answers under its own id."""
    if case.method != "GET" or response.status_code != 200 or "task_id" not in case.path_parameters:
        return
    reply = response.json()
    if "task_id" in reply:
        assert reply["task_id"] == case.path_parameters["task_id"]
    items = reply.get("data", [])
    for clip in items if isinstance(items, list) else []:
        assert clip.get("state", "succeeded") in STATES


def broken_rules(document: Mapping[str, Any], member: Mapping[str, Any], body: Mapping[str, Any]) -> Iterator[str]:
    """Yield the x- key of each rule that `body` breaks."""
    if member.get("x-retired"):
        yield "x-retired"
    rule = member.get("x-range")
    if rule and rule["start"] in body and rule["end"] in body:
        length = body[rule["end"]] - body[rule["start"]]
        if length <= 0 or length > rule.get("max_length", length):
            yield "x-range"
    for name, schema in member["properties"].items():
        schema = _resolve(document, schema)
        if name not in body:
            continue
        if isinstance(body[name], str) and "x-known-values" in schema and body[name] not in schema["x-known-values"]:
            yield "x-known-values"
        if "x-sum" in schema:
            total = sum(item[schema["x-sum"]["property"]] for item in body[name])
            if total < schema["x-sum"]["minimum"] or total > schema["x-sum"]["maximum"]:
                yield "x-sum"


def _members(document: Mapping[str, Any], case: Case[Any]) -> list[Mapping[str, Any]]:
    raw = document["paths"][case.path][case.method.lower()]
    schema = raw["requestBody"]["content"]["application/json"]["schema"]
    return list(schema.get("oneOf", [schema]))


def _resolve(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in schema:
        return schema
    found = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return {**_resolve(document, found), **schema}

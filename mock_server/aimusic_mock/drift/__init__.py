"""Drift: differences between recorded traffic and the contract.

    upstream ─ proxy ─┐                                              ┌─ report: findings, duplicates merged
    (HTTP, live)      ├─ exchange ─ redaction ─ response_checks ─────┤
    loading ─ har ────┘  (one request    (secrets)  (request_checks) └─ cassettes ─ matching ─ player: replayed
    (files, offline)      and its reply)

`contract_index` reads the contract and maps it to lines, `schema_compare` compares a value with a schema. Nothing in this
package depends on the mock's state. Only `upstream` connects to another machine.
"""

"""Drift: where what a service answers is not what the contract says.

    forward ─ proxy ──┐                                  ┌─ report: findings, folded and told
    (HTTP, live)      ├─ exchange ─ hiding ─ checking ───┤
    reading ─ har ────┘    (one request and its reply)   └─ cassettes ─ replaying: served again
    (files, offline)

`spec` reads the contract and knows its lines, `comparing` holds a value against a schema. Nothing in here knows the
mock's state. Only `forward` talks to another machine.
"""

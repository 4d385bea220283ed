"""Webhooks: the delivery log, resending, webhook faults, and the built-in inboxes."""

from __future__ import annotations

from typing import Any

from attrs import asdict

from aimusic_mock.admin.context import OK, AdminCall, AdminHandlers, AdminReply, not_found, page, planned_time
from aimusic_mock.domain.deliveries import WEBHOOK_FAULTS, Delivery
from aimusic_mock.domain.inbox import Message
from aimusic_mock.errors import BadRequestError
from aimusic_mock.redaction import hide_in_text
from aimusic_mock.webhooks import inbox_receiver
from aimusic_mock.worlds.registry import NAME

handlers = AdminHandlers()

FRESH_S = 300.0
"""Maximum difference between a timestamp and the time of receipt, in seconds: the tolerance of known receivers."""


@handlers.handles("list_webhooks")
def list_webhooks(call: AdminCall) -> AdminReply:
    """List deliveries."""
    filters = {name: call.query[name] for name in ("state", "event", "task_id") if name in call.query}
    deliveries = [
        delivery
        for delivery in call.world.outbox.deliveries()
        if all(getattr(delivery, name) == value for name, value in filters.items())
    ]
    shown = page(deliveries, call.query)
    return 200, {**shown, "items": [_shown(delivery) for delivery in shown["items"]]}


@handlers.handles("get_webhook")
def get_webhook(call: AdminCall) -> AdminReply:
    """Show a delivery with its attempts and its body."""
    return 200, _whole(_existing(call.world.outbox.get(call.path["delivery_id"])))


@handlers.handles("resend_webhook")
def resend_webhook(call: AdminCall) -> AdminReply:
    """Send a delivery again."""
    try:
        again = call.world.outbox.resend(call.path["delivery_id"], call.now)
    except ValueError as error:
        raise BadRequestError(str(error)) from error
    return 200, _whole(_existing(again))


@handlers.handles("settle_webhooks")
def settle_webhooks(call: AdminCall) -> AdminReply:
    """Wait until no webhook is due or being sent."""
    settled = call.mock.dispatcher.settle(call.world, float(call.body.get("timeout_s", 5.0)))
    return 200, {"settled": settled, "next_at": planned_time(call.world.outbox.next_at())}


@handlers.handles("get_webhook_lab")
def get_webhook_lab(call: AdminCall) -> AdminReply:
    """Show the webhook fault for new tasks."""
    outbox = call.world.outbox
    return 200, {"lab": outbox.fault, "streaming": outbox.streaming, "labs": WEBHOOK_FAULTS}


@handlers.handles("set_webhook_lab")
def set_webhook_lab(call: AdminCall) -> AdminReply:
    """Set the webhook fault for tasks that are submitted from now on."""
    outbox = call.world.outbox
    outbox.fault = call.body.get("lab", outbox.fault)
    outbox.streaming = call.body.get("streaming", outbox.streaming)
    return get_webhook_lab(call)


@handlers.handles("list_inboxes")
def list_inboxes(call: AdminCall) -> AdminReply:
    """List the inboxes."""
    inboxes = call.world.inboxes
    named = [(name, inbox) for name in inboxes.names() if (inbox := inboxes.get(name)) is not None]
    shown = [{"name": name, "messages": inbox.numbers, "kept": len(inbox.messages)} for name, inbox in named]
    return 200, {"inboxes": shown}


@handlers.handles("get_inbox")
def get_inbox(call: AdminCall) -> AdminReply:
    """Show the messages of an inbox."""
    inbox = call.world.inboxes.get(call.path["name"])
    if inbox is None:
        raise not_found("inbox")
    shown = page(list(inbox.messages), call.query)
    return 200, {
        **shown,
        "items": [_message(message) for message in shown["items"]],
        "status": inbox.status if inbox.left else 200,
        "times": inbox.left,
    }


@handlers.handles("configure_inbox")
def configure_inbox(call: AdminCall) -> AdminReply:
    """Set the status for the next messages to an inbox."""
    call.world.inboxes.configure(_name(call), call.body["status"], call.body.get("times", 1))
    return OK


@handlers.handles("receive_webhook")
def receive_webhook(call: AdminCall) -> AdminReply:
    """Receive a message in an inbox."""
    now = call.mock.dispatcher.deliverer.signing_time(call.world)
    message = inbox_receiver.receive(call.world, _name(call), call.headers, call.raw, now)
    return message.status, {"number": message.number}


@handlers.handles("remove_inbox")
def remove_inbox(call: AdminCall) -> AdminReply:
    """Delete an inbox."""
    if not call.world.inboxes.remove(call.path["name"]):
        raise not_found("inbox")
    return OK


def _existing(delivery: Delivery | None) -> Delivery:
    if delivery is None:
        raise not_found("webhook")
    return delivery


def _name(call: AdminCall) -> str:
    if not NAME.fullmatch(call.path["name"]):
        raise BadRequestError("The name of an inbox should be 1 to 64 letters, digits, '.', '_' or '-'.")
    return call.path["name"]


def _shown(delivery: Delivery) -> dict[str, Any]:
    last = delivery.attempts[-1] if delivery.attempts else None
    return {
        "delivery_id": delivery.delivery_id,
        "event_id": delivery.event_id,
        "event": delivery.event,
        "task_id": delivery.task_id,
        "url": hide_in_text(delivery.url),
        "state": delivery.state,
        "happens_at": delivery.at,
        "next_attempt_at": planned_time(delivery.due_at) if delivery.waits else None,
        "attempts": delivery.sent,
        "outcome": last.outcome if last else None,
        "status": last.status if last else None,
        "reason": hide_in_text(delivery.reason) if delivery.reason else None,
        "lab": delivery.fault,
    }


def _whole(delivery: Delivery) -> dict[str, Any]:
    log = [{**asdict(attempt), "answer": hide_in_text(attempt.answer)} for attempt in delivery.attempts]
    return {**_shown(delivery), "log": log, "body": delivery.body}


def _message(message: Message) -> dict[str, Any]:
    return {
        "number": message.number,
        "at": message.at,
        "event_id": message.event_id,
        "event": message.event,
        "task_id": message.task_id,
        "answered": message.status,
        "signature": message.signature,
        "age_s": message.age_s,
        "is_fresh": message.age_s is not None and abs(message.age_s) <= FRESH_S,
        "known_task": message.known_task,
        "duplicate_of": message.duplicate_of,
        "out_of_order": message.out_of_order,
        "headers": dict(message.headers),
        "body": message.body,
    }

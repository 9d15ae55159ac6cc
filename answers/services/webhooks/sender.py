"""Hooks: the sender of webhooks, and what staff does with one."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from answers.lib.webhook_signatures import sign
from answers.models import Webhook
from answers.models.webhooks import make_secret
from answers.services.delivery import Carrier, RefusedError, post
from answers.services.webhooks.events import event_body, send_to


def webhook_send(payload: Mapping[str, Any]) -> str:
    """Post a message with its signatures. Raises RefusedError, UnreachedError."""
    hook = Webhook.objects.filter(pk=payload["webhook"], enabled=True).first()
    if hook is None:
        msg = "the webhook is gone or switched off"
        raise RefusedError(msg)
    body, moment = str(payload["body"]), int(time.time())
    secrets = [secret for secret in (hook.secret, hook.old_secret) if secret]
    headers = {
        "Content-Type": "application/json",
        "webhook-id": str(payload["id"]),
        "webhook-timestamp": str(moment),
        "webhook-signature": sign(
            secrets, id=str(payload["id"]), timestamp=moment, body=body
        ),
    }
    status, _answer = post(hook.url, body.encode(), headers)
    return f"HTTP {status}"


webhook_carrier = Carrier(webhook_send, logged=True, keeps=True)


def secret_rotate(*, webhook: Webhook) -> Webhook:
    """Give a webhook a new secret; the one before signs as well until it is settled."""
    webhook.old_secret, webhook.secret = webhook.secret, make_secret()
    webhook.save(update_fields=["secret", "old_secret"])
    return webhook


def secret_settle(*, webhook: Webhook) -> Webhook:
    """Let the secret before sign no more."""
    webhook.old_secret = ""
    webhook.save(update_fields=["old_secret"])
    return webhook


def webhook_test(*, webhook: Webhook) -> None:
    """Queue a message that says nothing, to see whether it arrives."""
    send_to(webhook, "test", event_body("test", {"webhook": webhook.name}))

"""Webhooks: what happened, sent to other systems, signed."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Collection, Mapping
from typing import TypedDict

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from answers.lib.webhook_signatures import sign
from answers.models import Article, Event, Webhook
from answers.models.webhooks import make_secret
from answers.services.delivery import Carrier, RefusedError, delivery_queue, post

KIND = "webhook"


class ArticleData(TypedDict):
    """An article as messages name it; ``id`` is its key, ``product`` a slug."""

    id: str
    title: str
    url: str
    product: str | None
    revision: int | None


class WebhookPayload(TypedDict):
    """A delivery to one webhook: its row, the message's id and its body, as JSON."""

    webhook: int
    id: str
    body: str


def announce(event: str, data: Callable[[], Mapping[str, object]]) -> int:
    """Queue an event for the webhooks that subscribe to it; return how many those are.

    Call it in the transaction that the event is of. ``data`` makes the message's data;
    it is called only where there is a subscriber.
    """
    hooks = Webhook.objects.filter(enabled=True)
    subscribers = [hook for hook in hooks if event in hook.events]
    if subscribers:
        body = _body(event, data())
        for hook in subscribers:
            _queue(hook, event, body)
    return len(subscribers)


def article_announce(article: Article) -> int:
    """Queue the event that an article has a new public revision."""
    return announce(Event.ARTICLE_PUBLISHED, lambda: {**article_data(article)})


def articles_announce(keys: Collection[str]) -> None:
    """Queue that event for many articles, by key."""
    if keys and Webhook.objects.filter(enabled=True).exists():
        rows = Article.objects.filter(key__in=keys).for_lists()
        with transaction.atomic():
            for article in rows:
                article_announce(article)


def article_data(article: Article) -> ArticleData:
    """Return an article as messages name it."""
    return {
        "id": article.key,
        "title": article.heading,
        "url": settings.KB_BASE_URL + article.get_absolute_url(),
        "product": article.product.slug if article.product else None,
        "revision": article.current.number if article.current else None,
    }


def webhook_send(payload: WebhookPayload) -> str:
    """Post a message with its signatures; return the status.

    Raises RefusedError and UnreachedError.
    """
    hook = Webhook.objects.filter(pk=payload["webhook"], enabled=True).first()
    if hook is None:
        msg = "the webhook is gone or switched off"
        raise RefusedError(msg)
    body, moment = payload["body"], int(time.time())
    keys = [secret for secret in (hook.secret, hook.old_secret) if secret]
    headers = {
        "Content-Type": "application/json",
        "webhook-id": payload["id"],
        "webhook-timestamp": str(moment),
        "webhook-signature": sign(keys, id=payload["id"], timestamp=moment, body=body),
    }
    status, _answer = post(hook.url, body.encode(), headers)
    return f"HTTP {status}"


webhook_carrier = Carrier(webhook_send, logged=True, keeps=True)


def secret_rotate(*, webhook: Webhook) -> Webhook:
    """Give a webhook a new secret.

    Messages are signed with the old one as well, until ``secret_settle``.
    """
    webhook.old_secret, webhook.secret = webhook.secret, make_secret()
    webhook.save(update_fields=["secret", "old_secret"])
    return webhook


def secret_settle(*, webhook: Webhook) -> Webhook:
    """Sign with the new secret alone."""
    webhook.old_secret = ""
    webhook.save(update_fields=["old_secret"])
    return webhook


def webhook_test(*, webhook: Webhook) -> None:
    """Queue a message without content, to see whether it arrives."""
    _queue(webhook, "test", _body("test", {"webhook": webhook.name}))


def _body(event: str, data: Mapping[str, object]) -> str:
    """Return a message as JSON, in the form of the Standard Webhooks specification."""
    content = {"type": event, "timestamp": timezone.now(), "data": dict(data)}
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False)


def _queue(hook: Webhook, event: str, body: str) -> None:
    """Queue one message for one webhook; each attempt has the same message id."""
    message_id = f"msg_{secrets.token_hex(12)}"
    payload = WebhookPayload(webhook=hook.pk, id=message_id, body=body)
    delivery_queue(kind=KIND, label=f"{event} → {hook.name}", payload=payload)

"""Events: what happened becomes one delivery a webhook that wants to know."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from answers.models import Article, Event, Webhook
from answers.services.delivery import delivery_queue

KIND = "webhook"


def announce(event: str, data: Callable[[], Mapping[str, Any]]) -> int:
    """Queue an event in the transaction that makes it; return for how many webhooks.

    ``data`` is asked for only where some webhook wants to know.
    """
    wanting = [
        hook for hook in Webhook.objects.filter(enabled=True) if event in hook.events
    ]
    if wanting:
        body = event_body(event, data())
        for hook in wanting:
            send_to(hook, event, body)
    return len(wanting)


def article_announce(article: Article) -> int:
    """Tell that an article has a new public revision."""
    return announce(Event.ARTICLE_PUBLISHED, lambda: article_told(article))


def articles_announce(keys: Collection[str]) -> None:
    """Tell so of many articles, by key."""
    if keys and Webhook.objects.filter(enabled=True).exists():
        rows = Article.objects.filter(key__in=keys).for_lists()
        with transaction.atomic():
            for article in rows:
                article_announce(article)


def article_told(article: Article) -> dict[str, Any]:
    """Return an article as messages name it."""
    return {
        "id": article.key,
        "title": article.heading,
        "url": settings.KB_BASE_URL + article.get_absolute_url(),
        "product": article.product.slug if article.product else None,
        "revision": article.current.number if article.current else None,
    }


def event_body(event: str, data: Mapping[str, Any]) -> str:
    """Return a message as the Standard Webhooks specification wants it."""
    content = {"type": event, "timestamp": timezone.now(), "data": dict(data)}
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False)


def send_to(hook: Webhook, event: str, body: str) -> None:
    """Queue one message for one webhook; its id stays the same however often tried."""
    delivery_queue(
        kind=KIND,
        label=f"{event} → {hook.name}",
        payload={
            "webhook": hook.pk,
            "id": f"msg_{secrets.token_hex(12)}",
            "body": body,
        },
    )

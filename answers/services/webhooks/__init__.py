"""Webhooks: tell other systems what happened, signed."""

from answers.services.webhooks.events import (
    KIND,
    announce,
    article_announce,
    article_told,
    articles_announce,
)
from answers.services.webhooks.sender import (
    secret_rotate,
    secret_settle,
    webhook_carrier,
    webhook_test,
)

__all__ = [
    "KIND",
    "announce",
    "article_announce",
    "article_told",
    "articles_announce",
    "secret_rotate",
    "secret_settle",
    "webhook_carrier",
    "webhook_test",
]

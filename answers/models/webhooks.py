"""Webhooks: addresses that are notified of events."""

from __future__ import annotations

import base64
import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from answers.lib.webhook_signatures import SECRET_MARK


def make_secret() -> str:
    """Return a new signing secret in the format of Standard Webhooks."""
    return SECRET_MARK + base64.b64encode(secrets.token_bytes(32)).decode()


class Event(models.TextChoices):
    """The events that webhooks can subscribe to."""

    ARTICLE_PUBLISHED = "article.published", _("article published")
    INQUIRY_ANSWERED = "inquiry.answered", _("inquiry answered")
    FEEDBACK_RECEIVED = "feedback.received", _("feedback received")


class Webhook(models.Model):
    """An address, the events it subscribes to, and its signing secret.

    While the secret is replaced, messages are signed with both, so that the receiver
    can switch at any time.
    """

    name = models.CharField(_("name"), max_length=100, unique=True)
    url = models.CharField(_("address"), max_length=500)
    events = models.JSONField(_("events"), default=list)
    enabled = models.BooleanField(_("enabled"), default=True)
    secret = models.CharField(
        _("secret"), max_length=100, default=make_secret, editable=False
    )
    old_secret = models.CharField(
        _("secret before"), max_length=100, blank=True, editable=False
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self) -> str:
        return self.name

"""Channels: connections to chat services, and threads that wait for an answer."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from answers.models.inquiries import Inquiry
from answers.models.products import Product


class Channel(models.Model):
    """One connection to a chat service.

    ``secrets`` maps the names that its kind needs to their values; ``old_secrets``
    holds the previous values, which still verify messages while they are replaced.
    """

    class Kind(models.TextChoices):
        SLACK = "slack", "Slack"
        FEISHU = "feishu", _("Feishu")
        WECOM = "wecom", _("WeCom")
        DINGTALK = "dingtalk", _("DingTalk")

    slug = models.SlugField(
        _("slug"), unique=True, help_text=_("Its address here is /bots/<slug>/.")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=100)
    enabled = models.BooleanField(_("enabled"), default=True)
    product = models.ForeignKey(
        Product,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="channels",
        verbose_name=_("product"),
        help_text=_("What is asked there is about this one."),
    )
    secrets = models.JSONField(_("secrets"), default=dict, blank=True)
    old_secrets = models.JSONField(_("secrets before"), default=dict, blank=True)
    api_base = models.CharField(
        _("API address"),
        max_length=300,
        blank=True,
        help_text=_("Empty: the public one. For private installations of the service."),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("chat channel")
        verbose_name_plural = _("chat channels")

    def __str__(self) -> str:
        return self.name

    def secret(self, name: str) -> str:
        """Return the secret of this name, or an empty string."""
        return str(self.secrets.get(name) or "")

    def each_secret(self, name: str) -> list[str]:
        """Return the secret of this name and the previous one, those that are set."""
        both = (self.secrets.get(name), self.old_secrets.get(name))
        return [str(value) for value in both if value]


class ChannelEvent(models.Model):
    """The id of a message that was received: a repeated one is not answered again."""

    channel = models.ForeignKey(
        Channel, on_delete=models.CASCADE, related_name="events"
    )
    event_id = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "event_id"], name="channel_event_once"
            ),
        ]

    def __str__(self) -> str:
        return self.event_id


class ChannelThread(models.Model):
    """The thread that an inquiry came from, where its answer is sent."""

    channel = models.ForeignKey(
        Channel, on_delete=models.CASCADE, related_name="threads"
    )
    inquiry = models.ForeignKey(
        Inquiry, on_delete=models.CASCADE, related_name="threads"
    )
    thread = models.JSONField(default=dict)
    told_at = models.DateTimeField(_("told"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("chat thread")
        verbose_name_plural = _("chat threads")

    def __str__(self) -> str:
        return f"{self.channel_id}: {self.inquiry_id}"

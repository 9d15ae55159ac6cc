"""Deliveries: the outbox of webhooks, mails and chat messages."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Delivery(models.Model):
    """A message to send: queued in the transaction it belongs to, sent later.

    ``payload`` refers to rows by their keys and holds no personal address. It is
    emptied once the delivery is done, unless its carrier keeps it for another send.
    ``due_at`` is also the claim of the sending worker: it is set ahead before sending,
    so that the delivery of a killed worker comes due again.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        FAILED = "failed", _("given up")

    kind = models.CharField(_("kind"), max_length=32)
    label = models.CharField(_("what"), max_length=200, blank=True)
    payload = models.JSONField(_("payload"), default=dict)
    state = models.CharField(
        _("state"), max_length=16, choices=State.choices, default=State.WAITING
    )
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("last error"), max_length=100, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    done_at = models.DateTimeField(_("done at"), null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class DeliveryAttempt(models.Model):
    """One attempt to send a delivery, and its outcome."""

    delivery = models.ForeignKey(
        Delivery, on_delete=models.CASCADE, related_name="tries"
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    took_ms = models.PositiveIntegerField(_("took, ms"), default=0)
    succeeded = models.BooleanField(_("succeeded"), default=False)
    outcome = models.CharField(_("outcome"), max_length=300)

    class Meta:
        ordering = ["delivery_id", "at", "pk"]
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")

    def __str__(self) -> str:
        return self.outcome

"""Inquiries: questions that no article answers yet."""

from __future__ import annotations

import secrets

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from answers.models.articles import Article
from answers.models.products import Product


def make_token() -> str:
    """Return a public id that nobody can guess."""
    return secrets.token_urlsafe(16)


class Inquiry(models.Model):
    """An unanswered question, its secrets taken out; ``count`` is how often it came.

    ``fingerprint`` is that of the folded question: asked again, it is the same row.
    """

    class Status(models.TextChoices):
        NEW = "new", _("new")
        ANSWERED = "answered", _("answered")
        DISMISSED = "dismissed", _("dismissed")

    token = models.CharField(
        _("token"), max_length=32, unique=True, default=make_token, editable=False
    )
    fingerprint = models.CharField(max_length=24, unique=True, editable=False)
    question = models.TextField(_("question"))
    product = models.ForeignKey(
        Product,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="inquiries",
        verbose_name=_("product"),
    )
    channel = models.CharField(_("channel"), max_length=16)
    status = models.CharField(
        _("status"), max_length=16, choices=Status.choices, default=Status.NEW
    )
    article = models.ForeignKey(
        Article,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="inquiries",
        verbose_name=_("article"),
    )
    count = models.PositiveIntegerField(_("times asked"), default=1)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        ordering = ["-updated_at", "-pk"]
        verbose_name = _("inquiry")
        verbose_name_plural = _("inquiries")
        indexes = [models.Index(fields=["status", "-count"])]

    def __str__(self) -> str:
        return self.question[:80]

    def get_absolute_url(self) -> str:
        """Return the page that tells how far it is."""
        return reverse("answers:inquiry", args=[self.token])

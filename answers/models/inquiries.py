"""Inquiries: questions that no article answers yet, and their followers."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from answers.models.articles import Article
from answers.models.products import Product


def make_token() -> str:
    """Return a random public id of 128 bits."""
    return secrets.token_urlsafe(16)


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    """Queries over inquiries."""

    def leads(self) -> InquiryQuerySet:
        """Return the leads of groups: the rows that staff work on."""
        return self.filter(lead__isnull=True)

    def open(self) -> InquiryQuerySet:
        """Return those that are not answered or dismissed yet."""
        return self.filter(status__in=Inquiry.OPEN)


class Inquiry(models.Model):
    """An unanswered question, redacted; ``count`` is how often it was asked.

    ``fingerprint`` is that of the folded question: the same question is the same row.
    Near duplicates form a group. Its first inquiry is the ``lead``, and the lead alone
    has status, owner and ``total``, the number of times any of the group was asked.
    """

    class Status(models.TextChoices):
        NEW = "new", _("new")
        IN_PROGRESS = "in_progress", _("in progress")
        ANSWERED = "answered", _("answered")
        LINKED = "linked", _("answered by an article there was")
        DISMISSED = "dismissed", _("dismissed")

    class Origin(models.TextChoices):
        UNKNOWN = "unknown", _("unknown answer")
        DISLIKED = "disliked", _("差评")
        EXPERT = "expert", _("asked an expert")
        SEARCH = "search", _("a search, picked by staff")

    OPEN = (Status.NEW, Status.IN_PROGRESS)

    token = models.CharField(
        _("token"), max_length=32, unique=True, default=make_token, editable=False
    )
    fingerprint = models.CharField(max_length=24, unique=True, editable=False)
    question = models.TextField(_("question"))
    detail = models.TextField(_("what was said with it"), blank=True)
    product = models.ForeignKey(
        Product,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="inquiries",
        verbose_name=_("product"),
    )
    channel = models.CharField(_("channel"), max_length=16)
    origin = models.CharField(
        _("from"), max_length=16, choices=Origin.choices, default=Origin.UNKNOWN
    )
    about = models.ForeignKey(
        Article,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("disliked article"),
    )
    status = models.CharField(
        _("status"), max_length=16, choices=Status.choices, default=Status.NEW
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    article = models.ForeignKey(
        Article,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="inquiries",
        verbose_name=_("article"),
        help_text=_("The one that answers, or is being written to."),
    )
    offer = models.ForeignKey(
        Article,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("may be answered by"),
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    lead = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("grouped under"),
    )
    count = models.PositiveIntegerField(_("times asked"), default=1)
    total = models.PositiveIntegerField(_("times asked in all"), default=1)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "-pk"]
        verbose_name = _("inquiry")
        verbose_name_plural = _("inquiries")
        indexes = [
            models.Index(fields=["status", "-count"]),
            models.Index(fields=["lead", "status", "-total"]),
            models.Index(fields=["lead", "-updated_at"]),
        ]

    def __str__(self) -> str:
        return self.question[:80]

    def get_absolute_url(self) -> str:
        """Return the page that shows its status."""
        return reverse("answers:inquiry", args=[self.token])

    @property
    def head(self) -> Inquiry:
        """The lead of its group, which may be itself."""
        return self.lead or self

    @property
    def is_open(self) -> bool:
        """Whether its group is open; see ``InquiryQuerySet.open``."""
        return self.head.status in self.OPEN


class InquiryFollower(models.Model):
    """A reader to notify of the answer; deleted after the mail, or on unsubscribing.

    The only table that holds addresses of readers.
    """

    inquiry = models.ForeignKey(
        Inquiry,
        on_delete=models.CASCADE,
        related_name="followers",
        verbose_name=_("inquiry"),
    )
    email = models.EmailField(_("e-mail"))
    token = models.CharField(max_length=32, unique=True, default=make_token)
    language = models.CharField(_("language"), max_length=16)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry", "email"], name="follow_once_per_address"
            )
        ]

    def __str__(self) -> str:
        return f"follower {self.pk}"

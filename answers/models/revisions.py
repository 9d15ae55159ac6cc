"""Revisions: the history of an article's content."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from answers.models.articles import Article


class Revision(models.Model):
    """One state of an article's content; no revision is ever deleted.

    The columns under *derived* are computed from the others: ``renderer`` is the
    fingerprint of the code that made them, and ``index --rebuild`` makes them again.
    ``base`` is the number of the public revision that this one was written from;
    ``upstream`` is the ingested revision that it builds on, unless it is one itself.

    The JSON columns hold ``content.OutlineEntry`` (outline), ``StoredReference``
    (references), strings (tags, keywords) and the other front matter (extra).
    """

    class Origin(models.TextChoices):
        INGEST = "ingest", _("ingest")
        ADMIN = "admin", _("admin")
        API = "api", _("API")
        MERGE = "merge", _("merge")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("in review")
        PUBLISHED = "published", _("published")
        SUPERSEDED = "superseded", _("superseded")
        REJECTED = "rejected", _("rejected")
        CONFLICT = "conflict", _("conflict: waits for a decision")

    article = models.ForeignKey(
        Article,
        on_delete=models.CASCADE,
        related_name="revisions",
        verbose_name=_("article"),
    )
    number = models.PositiveIntegerField(_("number"))
    status = models.CharField(_("status"), max_length=16, choices=Status.choices)
    origin = models.CharField(_("origin"), max_length=16, choices=Origin.choices)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("author"),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    # Empty if it was never public. Readers see only published revisions.
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    base = models.PositiveIntegerField(_("written from"), null=True, editable=False)
    upstream = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("builds on"),
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("reviewer"),
    )
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, editable=False)
    review_note = models.TextField(_("what the reviewer said"), blank=True)

    product = models.CharField(_("product"), max_length=100, blank=True)
    title = models.CharField(_("title"), max_length=500)
    question = models.TextField(_("question"))
    answer = models.TextField(_("answer"))
    description = models.TextField(_("description"), blank=True)
    category = models.CharField(_("category"), max_length=100, blank=True)
    date = models.DateField(_("date"), null=True, blank=True)
    tags = models.JSONField(_("tags"), default=list, blank=True)
    keywords = models.JSONField(_("keywords"), default=list, blank=True)
    references = models.JSONField(_("references"), default=list, blank=True)
    extra = models.JSONField(_("other front matter"), default=dict, blank=True)
    # The bytes of the ingested file; empty if staff wrote this revision.
    source = models.BinaryField(_("source"), default=bytes, editable=False)
    content_fingerprint = models.CharField(max_length=24, editable=False)

    # derived (``content.Derived``)
    question_html = models.TextField(editable=False, blank=True)
    answer_html = models.TextField(editable=False, blank=True)
    text = models.TextField(editable=False, blank=True)
    outline = models.JSONField(default=list, editable=False)
    renderer = models.CharField(max_length=24, editable=False, blank=True)

    class Meta:
        ordering = ["article_id", "-number"]
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        permissions = [("publish_revision", "Can publish what others wrote")]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "number"], name="revision_number_once"
            ),
        ]
        indexes = [models.Index(fields=["status"])]

    def __str__(self) -> str:
        return f"{self.title} r{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether it can still be published or rejected."""
        return self.status in OPEN


OPEN = (Revision.Status.DRAFT, Revision.Status.IN_REVIEW)

"""Events: searches, questions and article views, for the statistics.

No address, user or cookie is stored, and texts are redacted.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from answers.models.articles import Article

PROPOSED = 10  # articles that an event stores


class SearchEvent(models.Model):
    """One search or question, redacted, with its result.

    ``token`` is random; the links of a result carry it. ``opened`` is the article that
    was opened from the result, the last one if several were.
    """

    class Kind(models.TextChoices):
        SEARCH = "search", _("search")
        ASK = "ask", _("ask")

    token = models.CharField(max_length=32, unique=True, editable=False)
    at = models.DateTimeField(_("at"), db_index=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    channel = models.CharField(_("channel"), max_length=16)
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=8, blank=True)
    product = models.CharField(_("product"), max_length=100, blank=True)
    total = models.PositiveIntegerField(_("hits"), default=0)
    status = models.CharField(_("status"), max_length=16, blank=True)
    confidence = models.FloatField(_("confidence"), null=True, blank=True)
    proposed = models.JSONField(_("proposed articles"), default=list)
    opened = models.ForeignKey(
        Article,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("opened"),
    )

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("search event")
        verbose_name_plural = _("search events")
        indexes = [models.Index(fields=["kind", "total", "-at"])]

    def __str__(self) -> str:
        return self.text[:80]


class ArticleView(models.Model):
    """The number of views of an article's page on one day."""

    article = models.ForeignKey(
        Article,
        on_delete=models.CASCADE,
        related_name="views",
        verbose_name=_("article"),
    )
    day = models.DateField(_("day"), db_index=True)
    count = models.PositiveIntegerField(_("views"), default=0)

    class Meta:
        ordering = ["-day", "-count"]
        verbose_name = _("article views")
        verbose_name_plural = _("article views")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "day"], name="views_once_per_article_and_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.day}: {self.count}"

"""Votes: 好评 or 差评, one per visitor and article."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from answers.models.articles import Article
from answers.models.revisions import Revision


class Vote(models.Model):
    """What one visitor thinks of one revision of one article.

    ``visitor`` is a random or keyed-hash identity; no address is ever stored.
    """

    class Value(models.IntegerChoices):
        UP = 1, _("好评")
        DOWN = -1, _("差评")

    class Channel(models.TextChoices):
        WEB = "web", _("web")
        API = "api", _("API")
        WIDGET = "widget", _("widget")

    class Reason(models.TextChoices):
        """The usual reasons of a 差评; a caller of the API may send its own words."""

        WRONG = "wrong", _("The answer is wrong")
        OUTDATED = "outdated", _("It is out of date")
        INCOMPLETE = "incomplete", _("Steps or details are missing")
        UNRELATED = "unrelated", _("It does not answer this question")
        UNCLEAR = "unclear", _("I do not understand it")
        OTHER = "other", _("Something else")

    article = models.ForeignKey(
        Article,
        on_delete=models.CASCADE,
        related_name="votes",
        verbose_name=_("article"),
    )
    revision = models.ForeignKey(
        Revision,
        on_delete=models.CASCADE,
        related_name="votes",
        verbose_name=_("revision"),
    )
    visitor = models.CharField(max_length=64)
    value = models.SmallIntegerField(_("vote"), choices=Value.choices)
    reason = models.CharField(_("reason"), max_length=100, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    query = models.CharField(_("query that led here"), max_length=500, blank=True)
    channel = models.CharField(_("channel"), max_length=16, choices=Channel.choices)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        ordering = ["-updated_at", "-pk"]
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "visitor"], name="vote_once_per_visitor"
            ),
        ]
        indexes = [
            models.Index(fields=["value", "-updated_at"]),
            models.Index(fields=["-updated_at", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_value_display()} {self.article_id}"

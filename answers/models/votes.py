"""Votes: 好评 or 差评, one per visitor and article, and how each was handled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict, cast

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, F, Q, Sum, Value, When
from django.utils.translation import gettext_lazy as _

from answers.lib.vote_weights import OLDER_REVISION
from answers.models.articles import Article
from answers.models.inquiries import Inquiry
from answers.models.revisions import Revision


class VoteTally(TypedDict):
    """The votes on one article (by its pk): counts, and sums of their weights."""

    article: int
    up: int
    down: int
    up_weight: float
    down_weight: float


class VoteQuerySet(models.QuerySet["Vote"]):
    """Queries over votes."""

    def tally(self) -> list[VoteTally]:
        """Return the tally of each article that has votes.

        A vote on the current revision weighs 1, on an older one ``OLDER_REVISION``.
        """
        weight = Case(
            When(revision=F("article__current"), then=Value(1.0)),
            default=Value(OLDER_REVISION),
            output_field=models.FloatField(),
        )
        up, down = Q(value=Vote.Value.UP), Q(value=Vote.Value.DOWN)
        rows = (
            self.order_by()
            .values("article")
            .annotate(
                up=Count("pk", filter=up),
                down=Count("pk", filter=down),
                up_weight=Sum(weight, filter=up, default=0.0),
                down_weight=Sum(weight, filter=down, default=0.0),
            )
        )
        return cast("list[VoteTally]", list(rows))


class Vote(models.Model):
    """One visitor's vote on one revision of an article.

    ``visitor`` is a random identity or a keyed hash, never an address. How a 差评 was
    handled is kept until its visitor votes again.
    """

    class Handling(models.TextChoices):
        """How staff handled a 差评; empty while it is open."""

        PROMISED = "promised", _("being mended")
        MENDED = "mended", _("mended")
        RETAGGED = "retagged", _("tagged or filed anew")
        SYNONYM = "synonym", _("made findable")
        REJECTED = "rejected", _("rejected")

    class Value(models.IntegerChoices):
        UP = 1, _("好评")
        DOWN = -1, _("差评")

        @property
        def slug(self) -> str:
            """``up`` or ``down``: the value in forms, addresses and JSON."""
            return self.name.lower()

    class Channel(models.TextChoices):
        WEB = "web", _("web")
        API = "api", _("API")
        WIDGET = "widget", _("widget")
        MCP = "mcp", _("agent")
        SLACK = "slack", "Slack"
        FEISHU = "feishu", _("Feishu")
        WECOM = "wecom", _("WeCom")
        DINGTALK = "dingtalk", _("DingTalk")

    class Reason(models.TextChoices):
        """The reasons that forms offer for a 差评; API clients may send others."""

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
    inquiry = models.ForeignKey(
        Inquiry,
        on_delete=models.SET_NULL,
        null=True,
        related_name="votes",
        verbose_name=_("inquiry"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    handled_as = models.CharField(
        _("handled as"), max_length=16, choices=Handling.choices, blank=True
    )
    handled_note = models.CharField(_("told the voter"), max_length=500, blank=True)
    handled_at = models.DateTimeField(_("handled"), null=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("handled by"),
    )
    mended_in = models.ForeignKey(
        Revision,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("mended in"),
    )

    objects = VoteQuerySet.as_manager()

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
            models.Index(
                fields=["value", "handled_as", "article", "updated_at"],
                name="vote_open_complaint",  # covers the queue's query
                condition=Q(value=-1, handled_as=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_value_display()} {self.article_id}"


VOTE_VALUES = {value.slug: value for value in Vote.Value}


def count_votes(article_pks: Iterable[int]) -> None:
    """Set the vote counters of these articles from their votes.

    Nothing else sets them. Call it after a vote, and after another revision has become
    the current one, since that changes the weights.
    """
    pks = list(article_pks)
    counted = {
        row["article"]: row for row in Vote.objects.filter(article__in=pks).tally()
    }
    counters = ("up_count", "down_count", "up_weight", "down_weight")
    for pk, row in counted.items():
        values = (row["up"], row["down"], row["up_weight"], row["down_weight"])
        Article.objects.filter(pk=pk).update(**dict(zip(counters, values, strict=True)))
    voted = Q(up_count__gt=0) | Q(down_count__gt=0)
    without = [pk for pk in pks if pk not in counted]
    Article.objects.filter(voted, pk__in=without).update(**dict.fromkeys(counters, 0))

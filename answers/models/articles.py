"""Articles: one question with its expert answer, and who may read it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from answers.models.products import Product
from answers.models.tags import Tag
from answers.models.visibility import Viewer, readable_by
from answers.text.normalization import strip_routing_label


class ArticleQuerySet(models.QuerySet["Article"]):
    """Queries over articles."""

    def published(self) -> ArticleQuerySet:
        """Return the articles that have a public revision."""
        return self.filter(status=Article.Status.PUBLISHED, current__isnull=False)

    def visible_to(self, viewer: Viewer) -> ArticleQuerySet:
        """Return the articles this viewer may read: the one rule, for all surfaces."""
        return self.published().filter(readable_by(viewer))

    def indexable(self) -> ArticleQuerySet:
        """Return the articles of the search index; same as ``Article.is_indexable``."""
        return self.published()

    def for_lists(self) -> ArticleQuerySet:
        """Return rows for lists: with product and revision, without the long texts."""
        return self.select_related("product", "current").defer(
            "current__source",
            "current__answer",
            "current__answer_html",
            "current__question_html",
        )

    def most_voted(self, least: int) -> ArticleQuerySet:
        """Return the articles with at least ``least`` votes, the most votes first."""
        votes = models.F("up_count") + models.F("down_count")
        counted = self.annotate(votes_count=votes).filter(votes_count__gte=least)
        return counted.order_by("-votes_count", "pk")

    def in_order(self, pks: Iterable[int]) -> list[Article]:
        """Return the articles of ``pks`` in that order, without the missing ones."""
        wanted = list(pks)
        found = {article.pk: article for article in self.filter(pk__in=wanted)}
        return [found[pk] for pk in wanted if pk in found]


class Article(models.Model):
    """One question with its expert answer; ``key`` never changes.

    A draft was never public and has no current revision; a retired article was public.
    Title, category, date, product and tags are copies of the current revision's, for
    lists and filters; only services write them.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        RETIRED = "retired", _("retired")

    key = models.CharField(_("key"), max_length=150, unique=True)
    status = models.CharField(
        _("status"), max_length=16, choices=Status.choices, default=Status.PUBLISHED
    )
    internal = models.BooleanField(
        _("internal"), default=False, help_text=_("Only staff may read it.")
    )
    product = models.ForeignKey(
        Product,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("product"),
    )
    title = models.CharField(_("title"), max_length=500)
    # How title and question begin, in the form that references are matched in; set
    # where a revision becomes current.
    title_start = models.CharField(max_length=8, db_default="", editable=False)
    question_start = models.CharField(max_length=8, db_default="", editable=False)
    category = models.CharField(_("category"), max_length=100, blank=True)
    date = models.DateField(_("date"), null=True, blank=True)
    tags = models.ManyToManyField(
        Tag, related_name="articles", blank=True, verbose_name=_("tags")
    )
    current = models.ForeignKey(
        "answers.Revision",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("current revision"),
    )
    up_count = models.PositiveIntegerField(_("好评"), default=0, editable=False)
    down_count = models.PositiveIntegerField(_("差评"), default=0, editable=False)
    # Weighted sums for ranking: votes on older revisions count less.
    up_weight = models.FloatField(default=0.0, editable=False)
    down_weight = models.FloatField(default=0.0, editable=False)
    # The product version staff checked it on; ``verified_key`` sorts by version.
    verified_version = models.CharField(
        _("verified on"), max_length=50, blank=True, editable=False
    )
    verified_key = models.CharField(max_length=80, blank=True, editable=False)
    verified_at = models.DateTimeField(_("verified"), null=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("verified by"),
    )
    verified_revision = models.PositiveIntegerField(
        _("verified revision"), null=True, editable=False
    )
    replaced_by = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("replaced by"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), db_index=True)

    releases_missed: int | None = None  # set by ``Release.objects.set_missed``
    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-pk"]
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        indexes = [
            models.Index(fields=["status", "internal", "-date", "-id"]),
            models.Index(fields=["category"]),
            models.Index(fields=["status", "title_start"], name="article_title_start"),
            models.Index(
                fields=["status", "question_start"], name="article_question_start"
            ),
        ]

    def __str__(self) -> str:
        return self.heading

    def get_absolute_url(self) -> str:
        """Return the article's page."""
        return reverse("answers:article", args=[self.key])

    @property
    def heading(self) -> str:
        """The title without its routing label, as readers see it."""
        return strip_routing_label(self.title)

    def symptom_weights(self) -> list[tuple[str, float]]:
        """Return pairs of symptom slug and weight; see ``ArticleSymptom``."""
        links: models.QuerySet[Any] = getattr(self, "symptom_links")  # noqa: B009
        return [(link.symptom.slug, link.weight) for link in links.all()]

    def successors(self) -> list[Article]:
        """Return the chain of replacements of a retired article, the nearest first.

        The chain follows ``replaced_by`` through retired articles; its last one is the
        present answer. A cycle ends it.
        """
        found: dict[int, Article] = {}
        step = self
        while step.status == self.Status.RETIRED and step.replaced_by is not None:
            step = step.replaced_by
            if step.pk == self.pk or step.pk in found:
                break
            found[step.pk] = step
        return list(found.values())

    def replacement_for(self, viewer: Viewer) -> Article | None:
        """Return the last successor if this viewer may read it, else None."""
        last = [article.pk for article in self.successors()[-1:]]
        return Article.objects.visible_to(viewer).filter(pk__in=last).first()

    @property
    def is_indexable(self) -> bool:
        """Whether it is in the index; same as ``ArticleQuerySet.indexable``."""
        return self.status == self.Status.PUBLISHED and self.current_id is not None

    @property
    def verified_notice(self) -> str:
        """A sentence on the version it was verified on; empty if there is none.

        It names missed releases only after ``Release.objects.set_missed``.
        """
        missed, values = self.releases_missed or 0, {"version": self.verified_version}
        if not missed:
            return (
                gettext("Verified on %(version)s.") % values
                if values["version"]
                else ""
            )
        if self.verified_version:
            text = ngettext(
                "Verified on %(version)s, not on the %(count)d release since.",
                "Verified on %(version)s, not on the %(count)d releases since.",
                missed,
            )
        else:
            text = ngettext(
                "Not verified on the %(count)d release since it was written.",
                "Not verified on the %(count)d releases since it was written.",
                missed,
            )
        return text % (values | {"count": missed})

"""Releases: the versions of a product, and how many an article has missed."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from answers.lib.versions import version_key
from answers.models.articles import Article
from answers.models.products import Product


@dataclass(frozen=True, slots=True)
class Timeline:
    """The releases of one product: their version keys and their dates, each sorted."""

    keys: Sequence[str]
    days: Sequence[dt.date]

    def missed(self, *, verified_key: str, written: dt.date) -> int:
        """Return how many releases an article was not verified on.

        These are the releases above the version it was verified on; if it never was
        verified, those that came out after it was written.
        """
        if verified_key:
            return len(self.keys) - bisect_right(self.keys, verified_key)
        return len(self.days) - bisect_right(self.days, written)


@dataclass(frozen=True, slots=True)
class Timelines:
    """The releases of several products, by the product's pk."""

    by_product: Mapping[int, Timeline] = field(default_factory=dict)

    def missed(self, article: Article) -> int | None:
        """Return how many releases it missed; None if its product has no releases."""
        timeline = self.by_product.get(article.product_id or 0)
        if timeline is None:
            return None
        written = article.date or article.created_at.date()
        return timeline.missed(verified_key=article.verified_key, written=written)


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Queries over releases."""

    def timelines(self) -> Timelines:
        """Return the timelines of these releases."""
        found: dict[int, list[tuple[str, dt.date]]] = defaultdict(list)
        rows = self.order_by().values_list("product_id", "key", "date")
        for product, key, day in rows:
            found[product].append((key, day))
        return Timelines(
            {
                product: Timeline(
                    sorted(key for key, _ in pairs), sorted(day for _, day in pairs)
                )
                for product, pairs in found.items()
            }
        )

    def set_missed(self, articles: Iterable[Article]) -> None:
        """Set ``releases_missed`` of each article, in one query."""
        rows = list(articles)
        products = {row.product_id for row in rows if row.product_id}
        if products:
            timelines = self.filter(product__in=products).timelines()
            for row in rows:
                row.releases_missed = timelines.missed(row)


class Release(models.Model):
    """A version of a product with its date; ``key`` sorts by version."""

    product = models.ForeignKey(
        Product,
        on_delete=models.CASCADE,
        related_name="releases",
        verbose_name=_("product"),
    )
    version = models.CharField(_("version"), max_length=50)
    key = models.CharField(max_length=80, editable=False)
    date = models.DateField(_("date"))
    updated_at = models.DateTimeField(auto_now=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["product", "-key"]
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "version"], name="release_version_once"
            )
        ]
        indexes = [
            models.Index(fields=["product", "key"]),
            models.Index(fields=["product", "date"]),
        ]

    def __str__(self) -> str:
        return self.version

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Set the key from the version."""
        self.key = version_key(self.version)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Set the key; raise ValidationError if the text is not a version."""
        self.version = self.version.strip()
        self.key = version_key(self.version)
        if not self.key:
            msg = _("A version starts with a number, for example 2.3.2 or 3.0.0-BETA.")
            raise ValidationError({"version": ValidationError(msg, code="version")})


def stale(articles: models.QuerySet[Article]) -> models.QuerySet[Article]:
    """Return the articles that missed a release, by the rule of ``Timeline.missed``.

    Compares with the newest release of each product, which is queried first.
    """
    newest = Release.objects.order_by().values("product")
    limits = newest.annotate(key=models.Max("key"), day=models.Max("date"))
    behind = models.Q(pk__in=[])
    for limit in limits:
        undated = models.Q(date=None, created_at__date__lt=limit["day"])
        written = models.Q(date__lt=limit["day"]) | undated
        never = models.Q(verified_key="") & written
        earlier = models.Q(verified_key__gt="", verified_key__lt=limit["key"])
        behind |= models.Q(product=limit["product"]) & (never | earlier)
    return articles.filter(behind)

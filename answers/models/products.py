"""Products: the software an article is about."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class ProductQuerySet(models.QuerySet["Product"]):
    """Queries over products."""

    def in_use(self) -> ProductQuerySet:
        """Return products of public articles with ``articles_count``, largest first."""
        public = models.Q(articles__status="published", articles__internal=False)
        count = models.Count("articles", filter=public)
        counted: Any = self.annotate(articles_count=count)  # type: ignore[no-redef]
        used = counted.filter(articles_count__gt=0)
        ordered: ProductQuerySet = used.order_by("-articles_count", "slug")
        return ordered


class Product(models.Model):
    """A piece of software; ``slug`` names it in URLs and filters."""

    slug = models.CharField(_("slug"), max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=100)

    # Origins that may embed the widget, as ``text.origins.read_origin`` returns them.
    allowed_origins = models.JSONField(_("allowed sites"), default=list, blank=True)

    articles_count: int  # set by ``in_use``
    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("product")
        verbose_name_plural = _("products")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page that lists this product's articles."""
        return reverse("answers:search", query={"product": self.slug})

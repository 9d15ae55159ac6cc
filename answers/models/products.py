"""Products: the software an article is about."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from answers.models.counts import CountedQuerySet


class ProductQuerySet(CountedQuerySet["Product"]):
    """Queries over products."""


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

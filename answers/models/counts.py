"""Counts of public articles, for the rows that articles are filtered by."""

from __future__ import annotations

from typing import Any, Self, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class CountedQuerySet(models.QuerySet[Row]):
    """Queries over rows with a relation ``articles`` and a slug."""

    def in_use(self) -> Self:
        """Return the rows of public articles with ``articles_count``, largest first."""
        public = models.Q(articles__status="published", articles__internal=False)
        count = models.Count("articles", filter=public)
        counted: Any = self.annotate(articles_count=count)
        ordered: Self = counted.filter(articles_count__gt=0).order_by(
            "-articles_count", "slug"
        )
        return ordered

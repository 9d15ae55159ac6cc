"""Reporting: the tags that look wrong."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet

from answers.models import Article, Tag
from answers.services.tags.suspects import Suspicion, suspect


def tag_report() -> list[Suspicion]:
    """Return the tags that look wrong, each for its most telling reason."""
    visible = dict(Tag.objects.visible().order_by().values_list("pk", "slug"))
    carried: QuerySet[Any] = Article.tags.through._default_manager.order_by()
    counted = carried.values_list("tag").annotate(n=Count("pk"))
    counts = dict.fromkeys(visible.values(), 0)
    counts |= {visible[tag]: n for tag, n in counted if tag in visible}
    return suspect(counts, Article.objects.published().count())

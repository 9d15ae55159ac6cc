"""Foreseeing: what a plan for tags would do to search, before it is carried out."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import replace

from answers.index import Document
from answers.models import Article, Tag
from answers.services.expectations import (
    Change,
    Preview,
    change_preview,
    documents_change,
    queries_recent,
)
from answers.services.tags.plan import TagPlan, articles_touched
from answers.text.normalization import slugify


def tag_try(*, plan: TagPlan) -> Preview:
    """Rank what readers search for now and after the plan.

    Raises IndexUnavailableError.
    """
    return change_preview(change=plan_change(plan, asked=queries_recent()))


def plan_change(plan: TagPlan, *, asked: Iterable[str] | None = None) -> Change:
    """Return the change of documents that the plan would be; see ``documents_change``.

    Raises IndexUnavailableError.
    """
    pks = articles_touched(plan).order_by().values_list("pk", flat=True)
    chosen = {tag.pk: tag for tag in plan.tags}
    written = Tag.objects.select_related("alias_of") if plan.verb == "restore" else None
    known = {tag.slug: tag for tag in written} if written is not None else {}

    def alter(article: Article, document: Document) -> Document:
        if plan.verb == "restore":
            words = article.current.tags if article.current else ()
            tags = _read_anew(words, known, chosen)
        else:
            tags = [_after(plan, tag, chosen) for tag in article.tags.all()]
        shown = {tag.slug: tag.name for tag in tags if not tag.hidden}
        slugs = tuple(sorted(shown))
        names = tuple(shown[slug] for slug in slugs)
        return replace(document, tags=names, tag_slugs=slugs)

    return documents_change(list(pks), alter, questions=asked)


def _after(plan: TagPlan, tag: Tag, chosen: dict[int, Tag]) -> Tag:
    """Return what a tag of an article will be."""
    if tag.pk not in chosen:
        return tag
    if plan.verb == "merge" and plan.into:
        return plan.into
    altered = copy(tag)
    if plan.verb == "rename":
        altered.name = plan.name
    else:
        altered.hidden = plan.verb == "hide"
    return altered


def _read_anew(
    words: Iterable[str], known: dict[str, Tag], chosen: dict[int, Tag]
) -> list[Tag]:
    """Return the tags of an article whose words are read once these are no aliases."""
    rows = [known[slug] for word in words if (slug := slugify(word)) in known]
    return [row if row.pk in chosen else row.meant for row in rows]

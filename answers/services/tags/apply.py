"""Tidying: merge, hide and rename tags, and say beforehand what that changes.

No article is edited: its revision keeps the words as they were written. An alias is
followed wherever tags are set from those words, so the next ingest finds no staff edit
in its way, and an alias that is taken back gives every article its own tag again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, QuerySet

from answers.lib.errors import IndexUnavailableError
from answers.models import Article, Tag
from answers.services.audit import audit_record
from answers.services.expectations import (
    Broken,
    Override,
    expectations_check,
    expectations_gate,
)
from answers.services.indexing import index_queue
from answers.services.publication import set_tags
from answers.services.tags.plan import TagPlan, articles_touched
from answers.services.tags.preview import plan_change

if TYPE_CHECKING:
    from django.contrib.auth.models import User  # noqa: TID251  for types alone

SAMPLE = 10  # articles that a preview names


@dataclass(frozen=True, slots=True)
class TagEffect:
    """What becomes of one tag: its name and its page, empty where it has none."""

    tag: Tag
    articles: int
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class TagPreview:
    """What a plan changes: each tag, and which articles (``sample``) how many.

    ``broken`` are the expectations that would no longer hold.
    """

    plan: TagPlan
    effects: tuple[TagEffect, ...]
    articles: int
    sample: tuple[Article, ...]
    broken: tuple[Broken, ...] = ()


def tag_preview(*, plan: TagPlan) -> TagPreview:
    """Return what the plan would change; writes nothing."""
    touched = articles_touched(plan)
    counts = dict(
        Tag.objects.filter(pk__in=[tag.pk for tag in plan.tags])
        .annotate(count=Count("articles"))
        .values_list("pk", "count")
    )
    sample = touched.for_lists().prefetch_related("tags")[:SAMPLE]
    return TagPreview(
        plan=plan,
        effects=tuple(_effect(plan, tag, counts.get(tag.pk, 0)) for tag in plan.tags),
        articles=touched.count(),
        sample=tuple(sample),
        broken=_broken(plan),
    )


def _broken(plan: TagPlan) -> tuple[Broken, ...]:
    try:
        return tuple(expectations_check(change=plan_change(plan)))
    except IndexUnavailableError:
        return ()  # who applies it is told


def tag_apply(*, plan: TagPlan, actor: User | None = None, override: str = "") -> int:
    """Carry the plan out; return how many articles it touched.

    ``override`` is the reason to do so although an expectation breaks. Raises
    ExpectationBrokenError, and InvalidError where this person may not override.
    """
    subject = f"{plan.verb}: " + ", ".join(tag.name for tag in plan.tags)
    expectations_gate(
        change=lambda: plan_change(plan),
        subject=subject,
        override=Override(actor, override),
    )
    with transaction.atomic():
        pks = list(articles_touched(plan).order_by().values_list("pk", flat=True))
        rows = Tag.objects.filter(pk__in=[tag.pk for tag in plan.tags])
        if plan.verb == "merge" and plan.into:
            _merge(rows, plan, plan.into)
        elif plan.verb == "restore":
            rows.update(alias_of=None)
            _align(pks)
        elif plan.verb == "rename":
            rows.update(name=plan.name)
        else:
            rows.update(hidden=plan.verb == "hide")
        index_queue(Article.objects.filter(pk__in=pks).only("pk"))
        if actor:
            target = plan.into.name if plan.into else plan.name
            verb = "unalias" if plan.verb == "restore" else plan.verb
            for tag in plan.tags:
                audit_record(actor=actor, verb=verb, subject=tag, note=target)
    return len(pks)


def _effect(plan: TagPlan, tag: Tag, count: int) -> TagEffect:
    if plan.verb == "merge" and plan.into:
        return TagEffect(tag, count, plan.into.name, plan.into.get_absolute_url())
    if plan.verb == "hide":
        return TagEffect(tag, count, tag.name, "")
    name = plan.name or tag.name
    return TagEffect(tag, count, name, tag.get_absolute_url())


def _merge(rows: QuerySet[Tag], plan: TagPlan, into: Tag) -> None:
    into, _new = Tag.objects.get_or_create(slug=into.slug, defaults={"name": into.name})
    pks = [tag.pk for tag in plan.tags]
    manager = Article.tags.through._default_manager
    carried = manager.filter(tag__in=pks)
    articles = set(carried.values_list("article_id", flat=True))
    articles -= set(manager.filter(tag=into.pk).values_list("article_id", flat=True))
    carried.delete()
    through = Article.tags.through
    manager.bulk_create([through(article_id=pk, tag_id=into.pk) for pk in articles])
    Tag.objects.filter(alias_of__in=pks).update(alias_of=into)
    rows.update(alias_of=into)


def _align(pks: Sequence[int]) -> None:
    """Set the tags of articles anew from the words of their current revisions."""
    written = Article.objects.filter(pk__in=pks, current__isnull=False)
    set_tags(list(written.order_by().values_list("pk", "current__tags")))

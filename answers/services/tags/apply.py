"""Carry out a plan for tags: merge, hide, show, rename them, or undo an alias.

No article is edited: its revision keeps the words as they were written. An alias is
followed wherever tags are set from those words, so the next ingest finds no staff edit
in its way, and an alias that is taken back gives every article its own tag again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from answers.models import Article, Tag
from answers.services.audit import audit_record
from answers.services.expectations import (
    Override,
    expectations_gate,
)
from answers.services.indexing import index_queue
from answers.services.publication import set_tags
from answers.services.tags.plan import TagPlan, articles_touched, plan_change

if TYPE_CHECKING:
    from django.contrib.auth.models import User  # noqa: TID251  for types alone


def tag_apply(*, plan: TagPlan, actor: User | None = None, override: str = "") -> int:
    """Carry the plan out; return the number of articles with these tags.

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

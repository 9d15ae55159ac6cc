"""Tagging: merge, hide and rename tags, and say beforehand what that changes.

No article is edited: its revision keeps the words as they were written. An alias is
followed wherever tags are set from those words, so the next ingest finds no staff edit
in its way, and an alias that is taken back gives every article its own tag again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from answers.ingest import set_tags
from answers.lib.errors import InvalidError
from answers.lib.tagwords import Suspicion, suspect
from answers.lib.text import one_line, slugify
from answers.models import Article, Tag
from answers.models.articles import ArticleQuerySet
from answers.services.auditing import audit_record
from answers.services.indexing import changed

if TYPE_CHECKING:
    from django.contrib.auth.models import User  # noqa: TID251  for types alone

MOST = 200  # tags that one change may touch
SAMPLE = 10  # articles that a preview names

Verb: TypeAlias = Literal["merge", "rename", "hide", "show", "restore"]


@dataclass(frozen=True, slots=True)
class TagPlan:
    """What is to become of some tags; ``into`` may be a tag that is not saved yet."""

    verb: Verb
    tags: tuple[Tag, ...]
    into: Tag | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class TagEffect:
    """What becomes of one tag: its name and its page, empty where it has none."""

    tag: Tag
    articles: int
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class TagPreview:
    """What a plan changes: each tag, and which articles (``sample``) how many."""

    plan: TagPlan
    effects: tuple[TagEffect, ...]
    articles: int
    sample: tuple[Article, ...]


def tag_plan(
    *, verb: Verb, tags: Iterable[Tag], into: str = "", name: str = ""
) -> TagPlan:
    """Return what is meant, after every check. Raises InvalidError."""
    chosen = tuple(tags)
    if not chosen:
        raise InvalidError(_("Choose at least one tag."), field="tags")
    if len(chosen) > MOST:
        msg = _("These are more than %(most)d tags: choose fewer.") % {"most": MOST}
        raise InvalidError(msg, field="tags")
    if verb == "rename":
        return TagPlan(verb, chosen, name=_new_name(chosen, name))
    if verb == "restore":
        chosen = tuple(tag for tag in chosen if tag.alias_of_id)
        if not chosen:
            raise InvalidError(_("None of these is an alias."), field="tags")
    if verb != "merge":
        return TagPlan(verb, chosen)
    target = _target(into)
    rest = tuple(tag for tag in chosen if tag.slug != target.slug)
    if not rest:
        msg = _("A tag cannot be merged into itself: name another one.")
        raise InvalidError(msg, field="into")
    return TagPlan(verb, rest, into=target)


def tag_preview(*, plan: TagPlan) -> TagPreview:
    """Return what the plan would change; writes nothing."""
    touched = _touched(plan)
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
    )


def tag_apply(*, plan: TagPlan, actor: User | None = None) -> int:
    """Carry the plan out; return how many articles it touched."""
    with transaction.atomic():
        pks = list(_touched(plan).order_by().values_list("pk", flat=True))
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
        changed(Article.objects.filter(pk__in=pks).only("pk"))
        if actor:
            target = plan.into.name if plan.into else plan.name
            for tag in plan.tags:
                audit_record(actor=actor, verb=plan.verb, subject=tag, note=target)
    return len(pks)


def tag_report() -> list[Suspicion]:
    """Return the tags that look wrong, each for its most telling reason."""
    visible = dict(Tag.objects.visible().order_by().values_list("pk", "slug"))
    carried: QuerySet[Any] = Article.tags.through._default_manager.order_by()
    counted = carried.values_list("tag").annotate(n=Count("pk"))
    counts = dict.fromkeys(visible.values(), 0)
    counts |= {visible[tag]: n for tag, n in counted if tag in visible}
    return suspect(counts, Article.objects.published().count())


def _new_name(tags: Sequence[Tag], name: str) -> str:
    shown = one_line(name)
    if len(tags) != 1:
        raise InvalidError(_("Rename one tag at a time."), field="tags")
    if not slugify(shown):
        raise InvalidError(_("A name needs a letter or a digit."), field="name")
    if len(shown) > 100:
        msg = _("A name has at most 100 characters: shorten it.")
        raise InvalidError(msg, field="name")
    return shown


def _target(name: str) -> Tag:
    """Return the tag to merge into, for an alias what it stands for, else a new one."""
    slug = slugify(name)
    if not slug:
        msg = _("Write the tag that they should become.")
        raise InvalidError(msg, field="into")
    found = Tag.objects.select_related("alias_of").filter(slug=slug).first()
    return found.meant if found else Tag(slug=slug, name=one_line(name)[:100])


def _effect(plan: TagPlan, tag: Tag, count: int) -> TagEffect:
    if plan.verb == "merge" and plan.into:
        return TagEffect(tag, count, plan.into.name, plan.into.get_absolute_url())
    if plan.verb == "hide":
        return TagEffect(tag, count, tag.name, "")
    name = plan.name or tag.name
    return TagEffect(tag, count, name, tag.get_absolute_url())


def _touched(plan: TagPlan) -> ArticleQuerySet:
    """Return the articles whose tags change; for an alias those that may carry it."""
    pks = {tag.pk for tag in plan.tags}
    if plan.verb == "restore":
        pks = {tag.alias_of_id or tag.pk for tag in plan.tags}
    through = Article.tags.through._default_manager.filter(tag__in=pks)
    return Article.objects.filter(pk__in=through.values("article_id"))


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

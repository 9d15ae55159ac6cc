"""Plans for tags: check them, preview what they change, and try them on searches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from django.db.models import Count
from django.utils.translation import gettext as _

from answers.index import Document
from answers.lib.errors import IndexUnavailableError, InvalidError
from answers.models import Article, Tag
from answers.models.articles import ArticleQuerySet
from answers.services.expectations import (
    Broken,
    Change,
    Preview,
    change_preview,
    documents_change,
    expectations_check,
    queries_recent,
)
from answers.text.normalization import one_line, slugify

MOST = 200  # tags that one change may touch

Verb: TypeAlias = Literal["merge", "rename", "hide", "show", "restore"]


@dataclass(frozen=True, slots=True)
class TagPlan:
    """A checked change to some tags; ``into`` may be a tag that is not saved yet."""

    verb: Verb
    tags: tuple[Tag, ...]
    into: Tag | None = None
    name: str = ""


def tag_plan(
    *, verb: Verb, tags: Iterable[Tag], into: str = "", name: str = ""
) -> TagPlan:
    """Return the plan of a change, checked. Raises InvalidError."""
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
    return found.canonical if found else Tag(slug=slug, name=one_line(name)[:100])


def articles_touched(plan: TagPlan) -> ArticleQuerySet:
    """Return the articles whose tags change; for an alias those that may carry it."""
    pks = {tag.pk for tag in plan.tags}
    if plan.verb == "restore":
        pks = {tag.alias_of_id or tag.pk for tag in plan.tags}
    through = Article.tags.through._default_manager.filter(tag__in=pks)
    return Article.objects.filter(pk__in=through.values("article_id"))


SAMPLE = 10  # articles that a preview names


@dataclass(frozen=True, slots=True)
class TagEffect:
    """One tag after the plan: its name, and its address ("" where it is hidden)."""

    tag: Tag
    articles: int
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class TagPreview:
    """What a plan changes: the tags, and the number of articles with a ``sample``.

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
        return ()  # the gate says so when the plan is applied


def _effect(plan: TagPlan, tag: Tag, count: int) -> TagEffect:
    if plan.verb == "merge" and plan.into:
        return TagEffect(tag, count, plan.into.name, plan.into.get_absolute_url())
    if plan.verb == "hide":
        return TagEffect(tag, count, tag.name, "")
    name = plan.name or tag.name
    return TagEffect(tag, count, name, tag.get_absolute_url())


def tag_try(*, plan: TagPlan) -> Preview:
    """Rank what readers search for now and after the plan.

    Raises IndexUnavailableError.
    """
    return change_preview(change=plan_change(plan, queries=queries_recent()))


def plan_change(plan: TagPlan, *, queries: Iterable[str] | None = None) -> Change:
    """Return what the plan changes in the index.

    ``queries`` are those that ``documents_change`` tries first. Raises
    IndexUnavailableError.
    """
    pks = articles_touched(plan).order_by().values_list("pk", flat=True)
    chosen = {tag.pk: tag for tag in plan.tags}
    written = Tag.objects.select_related("alias_of") if plan.verb == "restore" else None
    known = {tag.slug: tag for tag in written} if written is not None else {}

    def alter(article: Article, document: Document) -> Document:
        if plan.verb == "restore":
            words = article.current.tags if article.current else ()
            tags = _unaliased(words, known, chosen)
        else:
            tags = [_after(plan, tag, chosen) for tag in article.tags.all()]
        shown = {tag.slug: tag.name for tag in tags if not tag.hidden}
        slugs = tuple(sorted(shown))
        names = tuple(shown[slug] for slug in slugs)
        return replace(document, tags=names, tag_slugs=slugs)

    return documents_change(list(pks), alter, questions=queries)


def _after(plan: TagPlan, tag: Tag, chosen: dict[int, Tag]) -> Tag:
    """Return what a tag of an article becomes."""
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


def _unaliased(
    words: Iterable[str], known: dict[str, Tag], chosen: dict[int, Tag]
) -> list[Tag]:
    """Return the tags of an article once ``chosen`` are no aliases."""
    rows = [known[slug] for word in words if (slug := slugify(word)) in known]
    return [row if row.pk in chosen else row.canonical for row in rows]

"""Planning: what is to become of some tags, checked, and which articles it touches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from django.utils.translation import gettext as _

from answers.lib.errors import InvalidError
from answers.models import Article, Tag
from answers.models.articles import ArticleQuerySet
from answers.text.normalization import one_line, slugify

MOST = 200  # tags that one change may touch

Verb: TypeAlias = Literal["merge", "rename", "hide", "show", "restore"]


@dataclass(frozen=True, slots=True)
class TagPlan:
    """What is to become of some tags; ``into`` may be a tag that is not saved yet."""

    verb: Verb
    tags: tuple[Tag, ...]
    into: Tag | None = None
    name: str = ""


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


def articles_touched(plan: TagPlan) -> ArticleQuerySet:
    """Return the articles whose tags change; for an alias those that may carry it."""
    pks = {tag.pk for tag in plan.tags}
    if plan.verb == "restore":
        pks = {tag.alias_of_id or tag.pk for tag in plan.tags}
    through = Article.tags.through._default_manager.filter(tag__in=pks)
    return Article.objects.filter(pk__in=through.values("article_id"))

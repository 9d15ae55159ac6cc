"""A draft and what somebody else saved meanwhile: compare and merge them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from answers.admin.lookups import row_at
from answers.admin.revisions.conflicts import Place, choices_of, places_of
from answers.admin.revisions.diff import Comparison, compare
from answers.lib.errors import AnswersError
from answers.models import Article, Revision
from answers.services.revisions import Draft, draft_join, draft_joined

if TYPE_CHECKING:
    from collections.abc import Mapping

MERGE = "_merge"  # the button
BASE, WITH = "merge_base", "merge_with"  # revision numbers: the base, and theirs


@dataclass(frozen=True, slots=True)
class ConcurrentEdit:
    """What somebody else changed since ``base``, and the places that collide."""

    comparison: Comparison
    places: list[Place]

    @property
    def new(self) -> Revision:
        """What somebody else saved."""
        return self.comparison.new

    @property
    def base(self) -> Revision | None:
        """The revision that both started from."""
        return self.comparison.old


def revision_numbered(article: Article, number: Any) -> Revision | None:
    """Return a revision of an article with its author, None where there is none."""
    rows = article.revisions.select_related("author", "article")
    return row_at(rows, number=number)


def merge_sides(
    article: Article, data: Mapping[str, Any]
) -> tuple[Revision, Revision] | None:
    """Return the common base and the other text, if the merge button was pressed."""
    if MERGE not in data or not article.pk:
        return None
    base = revision_numbered(article, data.get(BASE))
    theirs = revision_numbered(article, data.get(WITH))
    return (base, theirs) if base and theirs else None


def merged_draft(
    draft: Draft, sides: tuple[Revision, Revision], data: Mapping[str, Any]
) -> Draft:
    """Return the draft with what ``sides[1]`` changed since ``sides[0]``.

    Raises InvalidError where no choice is made for a place that collides.
    """
    base, theirs = sides
    note = gettext("merged with r%(number)d") % {"number": theirs.number}
    return draft_joined(
        draft=replace(draft, note=draft.note or note),
        base=base,
        theirs=theirs,
        choices=choices_of(data),
    )


def overtaken_by(
    draft: Draft,
    sides: tuple[Revision, Revision],
    data: Mapping[str, Any],
    error: AnswersError | None = None,
) -> ConcurrentEdit | None:
    """Return how a draft collides with another text; None where it is no article."""
    base, theirs = sides
    try:
        merge = draft_join(draft=draft, base=base, theirs=theirs)
    except AnswersError:
        return None  # the fields of the form say what is missing
    return ConcurrentEdit(compare(base, theirs), places_of(merge, data, error))

"""An overtaken draft: who was faster, what they changed, and both texts as one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from answers.admin.revisions.conflicts import Place, choices_of, places_of
from answers.admin.revisions.diff import Comparison, compare
from answers.lib.errors import AnswersError, ConflictError
from answers.models import Article, Revision
from answers.services.revisions import Draft, draft_join, draft_joined

if TYPE_CHECKING:
    from answers.admin.base import ModelForm

    Base = ModelForm[Article]
else:
    Base = object

MERGE = "_merge"  # the button
BASE, WITH = "merge_base", "merge_with"  # numbers of what was opened, and of theirs


@dataclass(frozen=True, slots=True)
class Overtaken:
    """What somebody saved meanwhile: the difference, and what would collide."""

    comparison: Comparison
    places: list[Place]

    @property
    def new(self) -> Revision:
        """What somebody saved."""
        return self.comparison.new

    @property
    def base(self) -> Revision | None:
        """What both started from."""
        return self.comparison.old


class MergingForm(Base):
    """Mixed into the form of an article, which says what was typed, and on what."""

    overtaken: Overtaken | None = None
    typed: Callable[[Revision | None], Draft]
    origin: Callable[[], Revision | None]

    def overtake(self, error: ConflictError) -> None:
        """Tell who was faster and show what they changed; the text typed is kept.

        The form goes on from their revision, so that saving once more is a decision.
        """
        article = Article.objects.get(pk=self.instance.pk)
        rows = article.revisions.select_related("author", "article")
        theirs = rows.get(number=error.extra["revision"])
        base = _numbered(article, self.data.get(BASE)) or self.origin()
        if base is not None:
            self._tell(base, theirs)
        public = theirs.status == Revision.Status.PUBLISHED
        field = "base" if public else "revision"
        self.data = {**self.data.dict(), field: str(theirs.number)}  # type: ignore[attr-defined]
        message = gettext(
            "%(who)s saved revision %(number)s while you were writing. Nothing was "
            "overwritten: your text is still in the fields. Merge both, or compare, "
            "take over what you need, then save again."
        )
        who = theirs.author or theirs.get_origin_display()
        self.add_error(None, message % {"who": who, "number": theirs.number})

    def merged(self, draft: Draft) -> Draft:
        """Return what was typed, with what somebody else changed where that is asked.

        Raises InvalidError where nothing is chosen at a place that collides.
        """
        sides = self._sides()
        if sides is None:
            return draft
        base, theirs = sides
        note = gettext("merged with r%(number)d") % {"number": theirs.number}
        return draft_joined(
            draft=replace(draft, note=draft.note or note),
            base=base,
            theirs=theirs,
            choices=choices_of(self.data),
        )

    def merge_again(self, error: AnswersError) -> bool:
        """Show the two texts once more where merging them was refused."""
        sides = self._sides()
        if sides is None:
            return False
        base, theirs = sides
        self._tell(base, theirs, error)
        if error.extra.get("field") in self.fields:
            return False
        message = gettext("Choose at each place where both of you changed the same.")
        self.add_error(None, message)
        return True

    def _sides(self) -> tuple[Revision, Revision] | None:
        """Return what both started from, and what is merged, if the button was."""
        if MERGE not in self.data or not self.instance.pk:
            return None
        base = _numbered(self.instance, self.data.get(BASE))
        theirs = _numbered(self.instance, self.data.get(WITH))
        return (base, theirs) if base and theirs else None

    def _tell(
        self, base: Revision, theirs: Revision, error: AnswersError | None = None
    ) -> None:
        try:
            draft = self.typed(self.origin())
            merge = draft_join(draft=draft, base=base, theirs=theirs)
        except AnswersError:
            return  # what was typed is no article yet: its fields say so
        places = places_of(merge, self.data, error)
        self.overtaken = Overtaken(compare(base, theirs), places)


def _numbered(article: Article, given: Any) -> Revision | None:
    text = str(given or "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        return None
    rows = article.revisions.select_related("author", "article")
    return rows.filter(number=int(text)).first()

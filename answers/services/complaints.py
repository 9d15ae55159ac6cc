"""Close the 差评 of an article, and report the outcome to those who voted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from answers.lib.errors import InvalidError
from answers.models import Article, Vote
from answers.text.normalization import cut, one_line

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

Handling = Vote.Handling
NOTE_LENGTH = 500
# What staff may choose; PROMISED follows from MENDED where nothing is mended yet.
OUTCOMES = (Handling.MENDED, Handling.RETAGGED, Handling.SYNONYM, Handling.REJECTED)


@dataclass(frozen=True, slots=True)
class ComplaintOutcome:
    """How a 差评 was handled: the kind, the revision, and the note of staff.

    ``kind`` is a value of ``Vote.Handling``, or ``revised`` where the article has a
    newer revision for another reason.
    """

    kind: str
    number: int
    note: str = ""

    @property
    def again(self) -> bool:
        """Whether the answer changed, so that the voter may vote again."""
        return self.kind in (Handling.MENDED, "revised")


def open_complaints(article: Article) -> QuerySet[Vote]:
    """Return the 差评 of an article that are not handled yet, the latest first."""
    rows = Vote.objects.filter(article=article, value=Vote.Value.DOWN, handled_as="")
    return rows.select_related("revision", "inquiry")


def complaints_close(
    *, article: Article, outcome: str, note: str, user: AbstractBaseUser
) -> str:
    """Close every open 差评 of an article; return the handling that was stored.

    ``mended`` becomes ``promised`` for votes on the current revision: they close when
    the next one is published. Raises InvalidError for an unknown outcome, where no
    差评 is open, or for a rejection without a note.
    """
    reason = cut(one_line(note), NOTE_LENGTH)
    if outcome not in OUTCOMES:
        raise InvalidError(_("Choose what was done."), field="outcome")
    if outcome == Handling.REJECTED and not reason:
        msg = _("Write the reason: those who voted will read it.")
        raise InvalidError(msg, field="note")
    with transaction.atomic():
        rows = open_complaints(article)
        if not rows.exists():
            msg = _("Somebody else has handled these already.")
            raise InvalidError(msg, field="outcome")
        values = {
            "handled_by": user,
            "handled_note": reason,
            "handled_at": timezone.now(),
        }
        if outcome != Handling.MENDED:
            rows.update(handled_as=outcome, **values)
            return outcome
        mended = rows.exclude(revision=article.current)
        mended.update(handled_as=Handling.MENDED, mended_in=article.current, **values)
        promised = open_complaints(article)
        left = promised.update(handled_as=Handling.PROMISED, **values)
        return Handling.PROMISED if left else Handling.MENDED


def complaints_mended(*, articles: Iterable[Article]) -> None:
    """Close the promised 差评 of articles that have a newer revision now.

    Call it in the transaction that publishes.
    """
    for article in articles:
        rows = Vote.objects.filter(article=article, handled_as=Handling.PROMISED)
        rows.exclude(revision=article.current).update(
            handled_as=Handling.MENDED,
            mended_in=article.current,
            handled_at=timezone.now(),
        )


def complaint_outcome(
    *, vote: Vote | None, article: Article
) -> ComplaintOutcome | None:
    """Return how a visitor's 差评 was handled, None where it is open or no 差评."""
    if vote is None or vote.value != Vote.Value.DOWN:
        return None
    current = article.current
    if vote.handled_as == Handling.MENDED and vote.mended_in:
        return ComplaintOutcome(
            Handling.MENDED, vote.mended_in.number, vote.handled_note
        )
    if current is not None and current.number > vote.revision.number:
        return ComplaintOutcome("revised", current.number)
    if vote.handled_as in (Handling.RETAGGED, Handling.SYNONYM, Handling.REJECTED):
        return ComplaintOutcome(
            vote.handled_as, vote.revision.number, vote.handled_note
        )
    return None

"""Triaging: what becomes of a 差评, and what its voter is told."""

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
class Word:
    """What a voter is told: how it was handled, in which revision, and why."""

    kind: str
    number: int
    note: str = ""

    @property
    def again(self) -> bool:
        """Whether there is something new to vote on."""
        return self.kind in (Handling.MENDED, "revised")


def open_complaints(article: Article) -> QuerySet[Vote]:
    """Return the 差评 of an article that nobody has handled yet, the latest first."""
    rows = Vote.objects.filter(article=article, value=Vote.Value.DOWN, handled_as="")
    return rows.select_related("revision", "inquiry")


def complaints_close(
    *, article: Article, outcome: str, note: str, user: AbstractBaseUser
) -> str:
    """Handle every open 差评 of an article; return what they are handled as.

    ``mended`` waits for the next revision where the current one is that which was
    voted on. Raises InvalidError where there is no such outcome, nothing is open, or
    a rejection gives no reason.
    """
    said = cut(one_line(note), NOTE_LENGTH)
    if outcome not in OUTCOMES:
        raise InvalidError(_("Choose what was done."), field="outcome")
    if outcome == Handling.REJECTED and not said:
        msg = _("Write the reason: those who voted will read it.")
        raise InvalidError(msg, field="note")
    with transaction.atomic():
        rows = open_complaints(article)
        if not rows.exists():
            msg = _("Somebody else has handled these already.")
            raise InvalidError(msg, field="outcome")
        values = {
            "handled_by": user,
            "handled_note": said,
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
    """Keep what was promised, now that a newer revision of these is published.

    Call it in the transaction that publishes.
    """
    for article in articles:
        rows = Vote.objects.filter(article=article, handled_as=Handling.PROMISED)
        rows.exclude(revision=article.current).update(
            handled_as=Handling.MENDED,
            mended_in=article.current,
            handled_at=timezone.now(),
        )


def word_to_voter(*, vote: Vote | None, article: Article) -> Word | None:
    """Return what has become of a visitor's 差评, if anything has."""
    if vote is None or vote.value != Vote.Value.DOWN:
        return None
    current = article.current
    if vote.handled_as == Handling.MENDED and vote.mended_in:
        return Word(Handling.MENDED, vote.mended_in.number, vote.handled_note)
    if current is not None and current.number > vote.revision.number:
        return Word("revised", current.number)
    if vote.handled_as in (Handling.RETAGGED, Handling.SYNONYM, Handling.REJECTED):
        return Word(vote.handled_as, vote.revision.number, vote.handled_note)
    return None

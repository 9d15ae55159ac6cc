"""Which expectations hold, and which a change would break."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from answers.lib.progress import Track, silent
from answers.models import Article, Expectation
from answers.models.expectations import DEEPEST
from answers.services.ask import question_judge
from answers.services.expectations.changes import Change
from answers.services.search import Context, Question, simulated_context
from answers.text.normalization import cut, one_line

BATCH = 500


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one expectation holds in one context.

    ``place`` is where its article was found, counted from 1; ``first`` is the pk of the
    best article.
    """

    expectation: Expectation
    holds: bool
    place: int | None
    first: int | None


@dataclass(frozen=True, slots=True)
class Broken:
    """An expectation that does not hold.

    ``place`` is that of its article, None where it is not among the first ten;
    ``instead`` the heading of the article found first. ``broke`` says that it held when
    it was run before.
    """

    expectation: Expectation
    place: int | None
    instead: str = ""
    broke: bool = False

    @property
    def sentence(self) -> str:
        """What is wrong, for people."""
        expectation = self.expectation
        values = {
            "question": cut(one_line(expectation.question), 80),
            "article": expectation.article and cut(expectation.article.heading, 80),
            "within": expectation.within,
            "place": self.place,
            "instead": cut(self.instead, 80),
        }
        if expectation.kind == Expectation.Kind.NOTHING:
            text = _("“%(question)s” must not be answered, and is: “%(instead)s”.")
        elif self.place is None:
            text = _("“%(question)s” no longer finds “%(article)s”.")
        else:
            text = _(
                "“%(question)s” finds “%(article)s” at place %(place)d only; it must "
                "be within the first %(within)d."
            )
        return text % values


def expectations_check(*, change: Change) -> list[Broken]:
    """Return the expectations that hold now and would not after ``change``.

    Nothing is written. Raises IndexUnavailableError.
    """
    rows = list(_enabled())
    if not rows:
        return []
    with change.context() as after:
        failing = [v for v in _judge(rows, after) if not v.holds]
    now = simulated_context()
    held = {
        v.expectation.pk
        for v in _judge([v.expectation for v in failing], now)
        if v.holds
    }
    titles = {document.pk: document.title for document in change.documents}
    return _explain([v for v in failing if v.expectation.pk in held], titles)


def expectations_run(
    *, track: Track[Expectation] = silent, only: Iterable[int] | None = None
) -> list[Broken]:
    """Check all expectations, or those whose pks are in ``only``; save the outcome.

    Returns those that do not hold. Raises IndexUnavailableError.
    """
    rows = _enabled()
    if only is not None:
        rows = rows.filter(pk__in=only)
    verdicts = _judge(track(rows, rows.count(), "expect"), simulated_context())
    held = {v.expectation.pk for v in verdicts if v.expectation.holds}
    now = timezone.now()
    for verdict in verdicts:
        row = verdict.expectation
        row.holds, row.rank, row.checked_at = verdict.holds, verdict.place, now
        row.broken_since = None if verdict.holds else row.broken_since or now
    Expectation.objects.bulk_update(
        [verdict.expectation for verdict in verdicts],
        ["holds", "rank", "checked_at", "broken_since"],
        batch_size=BATCH,
    )
    failing = _explain([verdict for verdict in verdicts if not verdict.holds], {})
    return [replace(row, broke=row.expectation.pk in held) for row in failing]


def _enabled() -> QuerySet[Expectation]:
    rows = Expectation.objects.filter(enabled=True)
    return rows.select_related("article", "product").order_by("pk")


def _judge(rows: Iterable[Expectation], context: Context) -> list[Verdict]:
    return [_verdict(row, context) for row in rows]


def _verdict(row: Expectation, context: Context) -> Verdict:
    product = row.product.slug if row.product else ""
    question = Question(row.question, product=product)
    judged = question_judge(question=question, context=context, depth=DEEPEST)
    first = judged.pks[0] if judged.pks else None
    if row.kind == Expectation.Kind.NOTHING:
        return Verdict(row, not judged.answered, None, first)
    place = judged.place_of(row.article_id)
    return Verdict(row, place is not None and place <= row.within, place, first)


def _explain(failing: Sequence[Verdict], titles: dict[int, str]) -> list[Broken]:
    firsts = [verdict.first for verdict in failing if verdict.first is not None]
    known = {a.pk: a.heading for a in Article.objects.filter(pk__in=firsts)} | titles
    return [
        Broken(v.expectation, v.place, known.get(v.first or 0, "")) for v in failing
    ]

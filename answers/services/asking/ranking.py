"""Ranking what if: the order of articles, had staff decided otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from answers.lib.text import clean, cut
from answers.models import Article, Pin, question_key
from answers.models.pins import pin_key
from answers.search import Glossary, Query, get_engine, make_glossary
from answers.services.asking.decisions import Decisions, current_decisions
from answers.services.asking.proposing import as_of_now
from answers.services.asking.searching import QUERY_LENGTH, SPARE
from answers.services.asking.weighing import weigh
from answers.services.asking.wording import current_groups

TOP = 10


@dataclass(frozen=True, slots=True)
class Stand:
    """What results go by: words that mean the same, and what staff decided."""

    glossary: Glossary
    decisions: Decisions


def stand_now() -> Stand:
    """Return what readers' results go by now."""
    return Stand(make_glossary(current_groups()), current_decisions())


def stand_with_groups(groups: Sequence[Sequence[str]]) -> Stand:
    """Return what results would go by with these groups in place of all others."""
    return replace(stand_now(), glossary=make_glossary(groups))


def stand_with_pin(text: str, by: str, article: int) -> Stand:
    """Return what results would go by with one more pin; the newest comes first."""
    now = stand_now()
    key = (by, pin_key(text, by) if by == Pin.By.SYMPTOM else question_key(text))
    others = (pk for pk in now.decisions.pins.get(key, ()) if pk != article)
    pins = {**now.decisions.pins, key: (article, *others)}
    return replace(now, decisions=replace(now.decisions, pins=pins))


def question_rank(*, text: str, product: str, stand: Stand) -> tuple[int, ...]:
    """Return the first articles that anybody would get, best first.

    Raises IndexUnavailableError.
    """
    text = cut(clean(text), QUERY_LENGTH).strip()
    query = Query(text=text, limit=TOP + SPARE, product=product, facets=False)
    query = replace(as_of_now(query), glossary=stand.glossary)
    hits = weigh(get_engine().search, query, stand.decisions).hits
    pks = [hit.pk for hit in hits]
    rows = Article.objects.published().filter(pk__in=pks, internal=False)
    public = set(rows.values_list("pk", flat=True))
    return tuple(pk for pk in pks if pk in public)[:TOP]

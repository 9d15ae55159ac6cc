"""Rewriting: articles whose documents would be others, though their text stays."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from itertools import chain

from answers.index import Document
from answers.models import Article, Expectation
from answers.services.ask import live_world, question_probe
from answers.services.expectations.changes import Change
from answers.services.indexing import document_of, index_rows

MOST = 200  # documents that are tried: building more takes longer than a page may
ASKED = 100  # questions whose near articles are looked for
NEAR = 50  # places of a question in which an article is near enough to matter

Alter = Callable[[Article, Document], Document]


def rewriting_of(
    pks: Collection[int], alter: Alter, *, asked: Iterable[str] | None = None
) -> Change:
    """Return the change that these articles' documents become what ``alter`` says.

    Of more than ``MOST`` articles those are tried first that are near to a question
    that is ``asked``; to what is expected, where that is not given. Raises
    IndexUnavailableError.
    """
    questions = list(_expected() if asked is None else asked)
    if not pks or not questions:
        return Change()
    chosen = list(pks) if len(pks) <= MOST else _nearest(set(pks), questions)
    rows = index_rows().filter(pk__in=chosen)
    return Change(documents=tuple(alter(row, document_of(row)) for row in rows))


def showing_of(pks: Collection[int]) -> Change:
    """Return the change that anybody may read these; of many the newest are tried."""
    chosen = Article.objects.filter(pk__in=sorted(pks, reverse=True)[:MOST])
    rows = index_rows(chosen.filter(current__isnull=False))
    return Change(
        documents=tuple(replace(document_of(row), internal=False) for row in rows)
    )


def _expected() -> list[str]:
    rows = Expectation.objects.filter(enabled=True).order_by("-pk")
    return list(rows.values_list("question", flat=True))


def _nearest(pks: set[int], questions: Sequence[str]) -> list[int]:
    """Return as many as are tried: what a question finds, then the newest."""
    world, near = live_world(), dict[int, None]()
    for text in questions[:ASKED]:
        found = question_probe(text=text, world=world, depth=NEAR).pks
        near |= dict.fromkeys(pk for pk in found if pk in pks)
        if len(near) >= MOST:
            break
    return list(dict.fromkeys(chain(near, sorted(pks, reverse=True))))[:MOST]

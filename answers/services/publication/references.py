"""References: our own articles behind the references of articles.

A reference means an article by the key in its address, or, on a 专家经验 line, by its
title or question. Either may have been cut, so titles are compared by their beginnings:
the database finds those that begin alike (``match_start``), Python compares the rest.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.db.models import QuerySet

from answers.content import ParsedReference, match_form, match_start, sibling_key
from answers.models import Article, Reference

# Shorter forms would match by accident; a cut title keeps more than this.
LEAST_PREFIX = 8
BATCH = 500  # references, and so parameters, of one query


def new_reference(article: Article, position: int, entry: ParsedReference) -> Reference:
    """Return the row of a reference, not saved, with what it is resolved by."""
    return Reference(
        article=article,
        position=position,
        text=entry.text,
        url=entry.url[:2000],
        expert=entry.expert,
        target_key=sibling_key(entry.url)[:150],
        text_start=match_start(entry.text) if entry.expert else "",
    )


def resolve_references(articles: Collection[int] | None = None) -> int:
    """Point open references to our articles, where there are such; return how many.

    With ``articles``, primary keys, only the references of these and those of others
    that may mean one of these. What is resolved stays so, whatever titles change later.
    """
    rows = Reference.objects.filter(target=None).order_by()
    if articles is not None:
        rows = _concerning(rows, articles)
    references = list(rows)
    resolved: list[Reference] = []
    for start in range(0, len(references), BATCH):
        resolved += _resolved(references[start : start + BATCH])
    Reference.objects.bulk_update(resolved, ["target"], batch_size=200)
    return len(resolved)


def _concerning(
    rows: QuerySet[Reference], articles: Collection[int]
) -> QuerySet[Reference]:
    """Return those of these references that these articles have, or that may mean one.

    A union, since each part has an index; SQLite would use none for all together.
    """
    keys, starts = set(), {""}
    known = Article.objects.published().filter(pk__in=articles)
    for key, *both in known.values_list("key", "title_start", "question_start"):
        keys.add(key)
        starts.update(both)
    return rows.filter(article__in=articles).union(
        rows.filter(target_key__in=keys), rows.filter(text_start__in=starts - {""})
    )


def _resolved(references: Sequence[Reference]) -> list[Reference]:
    """Return those of these references that mean an article, with their target set."""
    published = Article.objects.published()
    wanted = {reference.target_key for reference in references} - {""}
    keys = dict(published.filter(key__in=wanted).values_list("key", "pk"))
    starts = {reference.text_start for reference in references} - {""}
    columns = published.order_by().values_list("pk", "title", "current__question")
    rows = columns.filter(title_start__in=starts).union(
        columns.filter(question_start__in=starts)
    )
    titles = Titles({pk: both for pk, *both in rows})
    found = []
    for reference in references:
        target = keys.get(reference.target_key)
        if target is None and reference.expert:
            target = titles.find(reference.text)
        if target is not None and target != reference.article_id:
            reference.target_id = target
            found.append(reference)
    return found


class Titles:
    """The titles and questions of articles by their forms, to find a cut one among."""

    def __init__(self, rows: Mapping[int, Sequence[str]]) -> None:
        self._exact: dict[str, list[int]] = defaultdict(list)
        for pk in sorted(rows):
            for form in dict.fromkeys(map(match_form, rows[pk])):
                if form:
                    self._exact[form].append(pk)
        self._sorted = sorted(self._exact)

    def find(self, text: str) -> int | None:
        """Return the article meant by ``text``, a title or its cut beginning."""
        form = match_form(text)
        if not form:
            return None
        if form in self._exact:
            return self._exact[form][0]
        return self._longer(form) or self._shorter(form)

    def _longer(self, form: str) -> int | None:
        """Return the one article whose title begins with a cut reference."""
        if len(form) < LEAST_PREFIX:
            return None
        at = bisect_left(self._sorted, form)
        found: set[int] = set()
        while at < len(self._sorted) and self._sorted[at].startswith(form):
            found.update(self._exact[self._sorted[at]])
            at += 1
        return found.pop() if len(found) == 1 else None

    def _shorter(self, form: str) -> int | None:
        """Return the article of the longest title that a reference begins with."""
        for length in range(len(form) - 1, LEAST_PREFIX + 3, -1):
            if form[:length] in self._exact:
                return self._exact[form[:length]][0]
        return None

"""Branches: a symptom divided by what its articles show besides it.

First by a finer symptom: a message that occurs with the symptom more often than chance
would have it takes its articles along; more so where both are named close to each other
(``403 (msg=token invalid)``). The remaining causes are grouped by a phrase they share,
and what is left stands alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from math import sqrt

from django.db.models import Count

from answers.models import Article, ArticleSymptom, Symptom, Viewer
from answers.services.symptoms.causes import MergedCause
from answers.services.symptoms.selectors import Diagnosis
from answers.symptoms import cluster

NEAR = 60  # characters between the starts of two symptoms


def _pattern(symptom: Symptom) -> re.Pattern[str]:
    """Return a pattern for a symptom, with up to 3 marks between its words."""
    words = re.findall(r"\w+", symptom.value)
    return re.compile(r"\W{1,3}".join(map(re.escape, words)) or r"(?!)", re.IGNORECASE)


def _named_together(
    symptom: Symptom, others: Iterable[Symptom], articles: Collection[int]
) -> dict[int, set[int]]:
    """Return, by the pk of each other symptom, the articles that name both nearby."""
    own = _pattern(symptom)
    patterns = {other.pk: _pattern(other) for other in others}
    beside: dict[int, set[int]] = {pk: set() for pk in patterns}
    if not patterns:
        return beside
    rows = Article.objects.filter(pk__in=articles, current__isnull=False)
    for pk, *parts in rows.values_list(
        "pk", "title", "current__question", "current__text"
    ):
        text = "\n".join(parts)
        places = _starts(own, text)
        for number, pattern in patterns.items():
            if places and _near(places, _starts(pattern, text)):
                beside[number].add(pk)
    return beside


def _starts(pattern: re.Pattern[str], text: str) -> list[int]:
    return [found.start() for found in pattern.finditer(text)]


def _near(places: Collection[int], others: Collection[int]) -> bool:
    return any(abs(one - other) <= NEAR for one in places for other in others)


FINER = (
    Symptom.Kind.MESSAGE,
    Symptom.Kind.EXCEPTION,
    Symptom.Kind.HTTP_STATUS,
    Symptom.Kind.ERROR_CODE,
)
# One status or code is no finer kind of another one.
SIBLINGS = (Symptom.Kind.HTTP_STATUS, Symptom.Kind.ERROR_CODE)
MOST_SYMPTOMS = 8  # branches by a finer symptom
MOST_THEMES = 6  # branches by what causes share
MOST_SINGLES = 12  # causes that stand alone
LEAST_TOGETHER = 0.6  # about what one article weighs that is about one of the two
LIFT = 2.0  # how much more often than by chance the two come together


@dataclass(frozen=True, slots=True)
class Branch:
    """One branch of a symptom: by a finer symptom, or by a phrase that causes share.

    ``places`` are the indexes of its causes in ``Diagnosis.causes``, ``alike`` other
    symptoms with exactly the same causes.
    """

    label: str
    symptom: Symptom | None
    articles: tuple[Article, ...]
    causes: tuple[MergedCause, ...]
    places: tuple[int, ...]
    alike: tuple[Symptom, ...] = ()


def symptom_branches(*, diagnosis: Diagnosis, viewer: Viewer) -> list[Branch]:
    """Return the branches of a symptom, the best supported first."""
    explained: set[int] = set()
    branches: list[Branch] = []
    for symptom, pks in _finer(diagnosis, viewer):
        articles = tuple(a for a in diagnosis.articles if a.pk in pks)
        places = _places(diagnosis, symptom, pks)
        if places or len(articles) > 1:
            branch = _branch(diagnosis, str(symptom), places, symptom, articles)
            _add(branches, branch, diagnosis)
        explained.update(places)
    return branches + _themes(diagnosis, explained)


def _add(branches: list[Branch], branch: Branch, diagnosis: Diagnosis) -> None:
    """Add a branch, or its symptom to the one that has the same causes."""
    for at, other in enumerate(branches):
        if branch.symptom and branch.places and other.places == branch.places:
            pks = {article.pk for article in (*other.articles, *branch.articles)}
            articles = tuple(a for a in diagnosis.articles if a.pk in pks)
            alike = (*other.alike, branch.symptom)
            branches[at] = replace(other, articles=articles, alike=alike)
            return
    branches.append(branch)


def _places(diagnosis: Diagnosis, symptom: Symptom, pks: set[int]) -> list[int]:
    """Return the indexes of a branch's causes; causes of this branch alone come first.

    Where an answer names the symptom in some of its causes, its other causes are left
    out.
    """
    pattern = _pattern(symptom)
    own = {n: _pks(c) & pks for n, c in enumerate(diagnosis.causes)}
    naming = {n for n, c in enumerate(diagnosis.causes) if pattern.search(_words(c))}
    telling = {pk for n in naming for pk in own[n]}
    places = [n for n, of in own.items() if of and (n in naming or of - telling)]
    return sorted(places, key=lambda n: (not _pks(diagnosis.causes[n]) <= pks, n))


def _words(cause: MergedCause) -> str:
    return "\n".join((cause.title, cause.explanation, cause.remedy))


def _finer(diagnosis: Diagnosis, viewer: Viewer) -> list[tuple[Symptom, set[int]]]:
    """Return finer symptoms with the pks of their articles, greedily by weight covered.

    A symptom that is never named close to this one counts only for articles that no
    chosen symptom covers yet.
    """
    together = _together(diagnosis)
    symptoms = _unusual(diagnosis, together, viewer)
    beside = _named_together(diagnosis.symptom, symptoms.values(), diagnosis.weights)
    found: list[tuple[Symptom, set[int]]] = []
    covered: set[int] = set()
    while len(found) < MOST_SYMPTOMS:
        rated = [
            (
                sum(
                    weight
                    for pk, weight in together[n].items()
                    if pk not in covered or pk in beside[n]
                ),
                -n,
            )
            for n in symptoms
        ]
        score, n = max(rated, default=(0.0, 0))
        if score < LEAST_TOGETHER:
            break
        pks = set(together[-n])
        found.append((symptoms.pop(-n), pks))
        covered |= pks
    return found


def _together(diagnosis: Diagnosis) -> dict[int, dict[int, float]]:
    """Return, by symptom and article, the geometric mean of the two weights."""
    own = diagnosis.symptom
    rows = (
        ArticleSymptom.objects.filter(
            article__in=diagnosis.weights, symptom__kind__in=FINER
        )
        .exclude(symptom=own)
        .exclude(symptom__kind=own.kind, symptom__kind__in=SIBLINGS)
        .exclude(symptom__value__iexact=own.value)
        .values_list("symptom_id", "article_id", "weight")
    )
    together: dict[int, dict[int, float]] = defaultdict(dict)
    for symptom, article, weight in rows:
        together[symptom][article] = sqrt(weight * diagnosis.weights[article])
    return together


def _unusual(
    diagnosis: Diagnosis, together: dict[int, dict[int, float]], viewer: Viewer
) -> dict[int, Symptom]:
    """Return the symptoms that occur with this one ``LIFT`` times too often."""
    likely = [n for n, both in together.items() if sum(both.values()) >= LEAST_TOGETHER]
    visible = Article.objects.visible_to(viewer)
    rows = Symptom.objects.filter(pk__in=likely, links__article__in=visible)
    totals = dict(rows.annotate(total=Count("links")).values_list("pk", "total"))
    chance = diagnosis.symptom.articles_count / max(visible.count(), 1)
    usual = min(LIFT * chance, 1.0)
    found = Symptom.objects.in_bulk(
        [pk for pk, total in totals.items() if len(together[pk]) / total >= usual]
    )
    values = [symptom.value for symptom in found.values()]
    return {n: s for n, s in found.items() if not _cut_off(s.value, values)}


def _cut_off(value: str, others: Iterable[str]) -> bool:
    """Tell whether a value is the beginning of another, cut within a word."""
    return any(
        other.startswith(value) and other[len(value) : len(value) + 1].isalnum()
        for other in others
    )


def _themes(diagnosis: Diagnosis, explained: Collection[int]) -> list[Branch]:
    """Return branches of the causes that no finer symptom explains, by a shared phrase.

    A phrase of one article only makes no branch: such causes become single branches.
    """
    left = [n for n in range(len(diagnosis.causes)) if n not in explained]
    clusters = cluster(
        [diagnosis.causes[n].title for n in left],
        [diagnosis.causes[n].support for n in left],
        most=MOST_THEMES,
        known=diagnosis.symptom.value,
    )
    shared = [(found.phrase, [left[m] for m in found.members]) for found in clusters]
    themes = [
        _branch(diagnosis, phrase, places, None, ())
        for phrase, places in shared
        if len({pk for n in places for pk in _pks(diagnosis.causes[n])}) > 1
    ]
    inside = {place for theme in themes for place in theme.places}
    singles = [place for place in left if place not in inside]
    return themes + [
        _branch(diagnosis, diagnosis.causes[place].title, [place], None, ())
        for place in singles[:MOST_SINGLES]
    ]


def _branch(
    diagnosis: Diagnosis,
    label: str,
    places: list[int],
    symptom: Symptom | None,
    articles: tuple[Article, ...],
) -> Branch:
    causes = tuple(diagnosis.causes[n] for n in places)
    if not articles:
        own = {pk for cause in causes for pk in _pks(cause)}
        articles = tuple(a for a in diagnosis.articles if a.pk in own)
    return Branch(label, symptom, articles, causes, tuple(places))


def _pks(cause: MergedCause) -> set[int]:
    return {source.article.pk for source in cause.sources}

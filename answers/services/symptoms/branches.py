"""Branching: where a symptom splits, by what its articles show besides and name.

First by finer symptoms: a message that comes with the symptom more often than by
chance takes its articles along, and tells more where both stand side by side. What is
left splits by what its causes share, and at last into single causes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from math import sqrt

from django.db.models import Count

from answers.models import Article, ArticleSymptom, Symptom, Viewer
from answers.services.symptoms.causes import MergedCause
from answers.services.symptoms.proximity import stand_together, wording_of
from answers.services.symptoms.selectors import Diagnosis
from answers.symptoms import cluster

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
    """One way a symptom shows: with a finer symptom, or by what causes share.

    ``places`` are those of its causes in the diagnosis, ``alike`` other symptoms with
    the very same causes.
    """

    label: str
    symptom: Symptom | None
    articles: tuple[Article, ...]
    causes: tuple[MergedCause, ...]
    places: tuple[int, ...]
    alike: tuple[Symptom, ...] = ()


def symptom_branches(*, diagnosis: Diagnosis, viewer: Viewer) -> list[Branch]:
    """Return where a symptom splits, the best supported branch first."""
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
    """Return the places of a branch's causes; those it has for itself come first.

    Where an answer says which of its causes give this symptom, the others do not.
    """
    pattern = wording_of(symptom)
    own = {n: _pks(c) & pks for n, c in enumerate(diagnosis.causes)}
    naming = {n for n, c in enumerate(diagnosis.causes) if pattern.search(_words(c))}
    telling = {pk for n in naming for pk in own[n]}
    places = [n for n, of in own.items() if of and (n in naming or of - telling)]
    return sorted(places, key=lambda n: (not _pks(diagnosis.causes[n]) <= pks, n))


def _words(cause: MergedCause) -> str:
    return "\n".join((cause.title, cause.explanation, cause.remedy))


def _finer(diagnosis: Diagnosis, viewer: Viewer) -> list[tuple[Symptom, set[int]]]:
    """Return finer symptoms with their articles.

    One that never stands beside the symptom must explain what no other one does.
    """
    together = _together(diagnosis)
    symptoms = _unusual(diagnosis, together, viewer)
    beside = stand_together(diagnosis.symptom, symptoms.values(), diagnosis.weights)
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
    """Return by symptom and article how much the article is about both."""
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
    """Return the symptoms that come with this one more often than by chance."""
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
    """Return branches of the causes that no finer symptom has, by a shared phrase.

    What only one article says is no theme: such causes stand for themselves.
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

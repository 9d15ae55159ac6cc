"""Diagnosing: symptoms, and what all answers together name as their causes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from answers.lib.errors import NotFoundError
from answers.lib.support import bigrams, similarity, vote_factor
from answers.models import Article, ArticleSymptom, Cause, Symptom, Viewer
from answers.models.symptoms import SymptomQuerySet

MOST_ARTICLES = 100  # whose causes are merged: the most telling ones
MOST_CAUSES = 50
SAME = 0.6  # likeness of titles from which two causes are one


@dataclass(frozen=True, slots=True)
class Source:
    """An article that names a cause, and the heading it stands under there."""

    article: Article
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class MergedCause:
    """A cause as several answers name it, in the words of the best supported one."""

    title: str
    explanation: str
    remedy: str
    support: float
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A symptom with the articles that show it and their causes, best first."""

    symptom: Symptom
    articles: tuple[Article, ...]
    causes: tuple[MergedCause, ...]


@dataclass(slots=True)
class _Group:
    """Causes that say the same; the first one speaks for all."""

    members: list[Cause]
    support: dict[int, float] = field(default_factory=dict)

    def add(self, cause: Cause, weight: float) -> None:
        self.members.append(cause)
        # An answer that says the same twice counts once.
        self.support.setdefault(cause.article_id, weight)


def symptom_list(*, viewer: Viewer, kind: str = "") -> SymptomQuerySet:
    """Return the symptoms of what this viewer may read, most telling first."""
    rows = Symptom.objects.in_use(viewer)
    return rows.filter(kind=kind) if kind else rows


def symptom_get(*, slug: str, viewer: Viewer) -> Diagnosis:
    """Return a symptom with what its articles know of it. Raises NotFoundError."""
    visible = Article.objects.visible_to(viewer)
    links = list(
        ArticleSymptom.objects.filter(symptom__slug=slug, article__in=visible)
        .select_related("symptom")
        .order_by("-weight", "-article_id")
    )
    if not links:
        msg = _("There is no such symptom here.")
        raise NotFoundError(msg)
    weights = {link.article_id: link.weight for link in links[:MOST_ARTICLES]}
    rows = visible.for_lists().prefetch_related("tags")
    articles = {article.pk: article for article in rows.in_order(weights)}
    supports = {
        pk: weights[pk] * vote_factor(article.up_count, article.down_count)
        for pk, article in articles.items()
    }
    symptom = links[0].symptom
    symptom.articles_count = len(links)
    best = sorted(articles.values(), key=lambda a: (-supports[a.pk], -a.pk))
    causes = _merge(Cause.objects.filter(article__in=supports), supports, articles)
    return Diagnosis(symptom, tuple(best), tuple(causes[:MOST_CAUSES]))


def _merge(
    causes: Iterable[Cause], supports: dict[int, float], articles: dict[int, Article]
) -> list[MergedCause]:
    """Fold near-duplicates, and rank what is left by the answers that name it."""
    ordered = sorted(
        causes, key=lambda c: (-supports[c.article_id], c.article_id, c.position)
    )
    groups = _fold(ordered, supports)
    merged = [_speak(group, articles) for group in groups]
    return sorted(merged, key=lambda cause: (-cause.support, cause.title))


def _fold(causes: Sequence[Cause], supports: dict[int, float]) -> list[_Group]:
    """Put causes with nearly the same title together; compare only likely pairs."""
    groups: list[_Group] = []
    holding: dict[str, list[int]] = {}
    for cause in causes:
        pairs = bigrams(cause.title)
        near = dict.fromkeys(n for pair in pairs for n in holding.get(pair, ()))
        rated = [
            (similarity(cause.title, groups[n].members[0].title), -n) for n in near
        ]
        score, place = max(rated, default=(0.0, 0))
        if score >= SAME:
            groups[-place].add(cause, supports[cause.article_id])
            continue
        for pair in pairs:
            holding.setdefault(pair, []).append(len(groups))
        groups.append(_Group([]))
        groups[-1].add(cause, supports[cause.article_id])
    return groups


def _speak(group: _Group, articles: dict[int, Article]) -> MergedCause:
    """Return a group in its members' own words; a text the first lacks is a later's."""
    first = group.members[0]
    anchors: dict[int, str] = {}
    for cause in group.members:
        anchors.setdefault(cause.article_id, cause.anchor)
    return MergedCause(
        title=first.title,
        explanation=_first_text(cause.explanation for cause in group.members),
        remedy=_first_text(cause.remedy for cause in group.members),
        support=round(sum(group.support.values()), 3),
        sources=tuple(Source(articles[pk], anchor) for pk, anchor in anchors.items()),
    )


def _first_text(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")

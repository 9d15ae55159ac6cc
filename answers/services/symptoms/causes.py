"""Causes: what several answers name as the same cause becomes one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from answers.models import Article, Cause
from answers.text.similarity import bigrams, similarity

SAME = 0.6  # similarity of titles (0 to 1) from which two causes are merged


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


@dataclass(slots=True)
class _Group:
    """Causes with nearly the same title; the first one is the best supported."""

    members: list[Cause]
    support: dict[int, float] = field(default_factory=dict)

    def add(self, cause: Cause, weight: float) -> None:
        self.members.append(cause)
        # An answer that says the same twice counts once.
        self.support.setdefault(cause.article_id, weight)


def merge_causes(
    causes: Iterable[Cause], supports: dict[int, float], articles: dict[int, Article]
) -> list[MergedCause]:
    """Return the causes without near-duplicates, the best supported first.

    ``supports`` is the weight of each article by its pk; the support of a merged cause
    is the sum over the articles that name it.
    """
    ordered = sorted(
        causes, key=lambda c: (-supports[c.article_id], c.article_id, c.position)
    )
    groups = _fold(ordered, supports)
    merged = [_merged(group, articles) for group in groups]
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


def _merged(group: _Group, articles: dict[int, Article]) -> MergedCause:
    """Return a group as one cause: each text is its first non-empty one."""
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

"""Selectors: symptoms, their articles and their merged causes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from answers.lib.errors import NotFoundError
from answers.lib.vote_weights import vote_factor
from answers.models import Article, ArticleSymptom, Cause, Symptom, Viewer
from answers.models.symptoms import SymptomQuerySet
from answers.services.symptoms.causes import MergedCause, merge_causes
from answers.text.normalization import clean, one_line
from answers.text.similarity import bigrams, similarity

MOST_ARTICLES = 100  # whose causes are merged, those with the largest weight
MOST_CAUSES = 50
LONGEST_LINE = 200  # characters of a text that symptoms are compared with
MOST_COMPARED = 1_000
NEAREST = 6
LEAST_LIKENESS = 0.4  # of a symptom that is proposed, 0 to 1
LEAST_SHARED = 3  # character pairs; so few are no containment
CONTAINMENT = 0.8  # weight of a containment; full similarity is 1
NEAREST_KINDS = ("message", "exception", "http_status", "error_code", "port")


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A symptom with the articles that show it and their causes, best first.

    ``weights`` maps the pk of an article to how much it is about the symptom (0 to 1).
    """

    symptom: Symptom
    articles: tuple[Article, ...]
    causes: tuple[MergedCause, ...]
    weights: dict[int, float]


def symptom_list(*, viewer: Viewer, kind: str = "") -> SymptomQuerySet:
    """Return the symptoms of articles this viewer may read, heaviest first."""
    rows = Symptom.objects.in_use(viewer)
    return rows.filter(kind=kind) if kind else rows


def symptom_known(*, slugs: Iterable[str], viewer: Viewer) -> set[str]:
    """Return the slugs among ``slugs`` whose symptom has an article for this viewer."""
    rows = ArticleSymptom.objects.filter(
        symptom__slug__in=list(slugs),
        article__in=Article.objects.visible_to(viewer),
    )
    return set(rows.values_list("symptom__slug", flat=True))


def symptom_nearest(*, text: str, viewer: Viewer) -> list[Symptom]:
    """Return up to ``NEAREST`` symptoms spelled like ``text``, nearest first."""
    line = one_line(text)[:LONGEST_LINE]
    rows = symptom_list(viewer=viewer).filter(kind__in=NEAREST_KINDS)[:MOST_COMPARED]
    rated = [(_likeness(symptom, line), symptom) for symptom in rows]
    near = sorted(rated, key=lambda pair: -pair[0])[:NEAREST]
    return [symptom for score, symptom in near if score >= LEAST_LIKENESS]


def _likeness(symptom: Symptom, line: str) -> float:
    """Return 0 to 1: how much of the shorter is in the longer, or similarity."""
    value, typed = bigrams(symptom.value), bigrams(line)
    if not value or not typed:
        return 0.0
    shared = len(value & typed)
    inside = shared / min(len(value), len(typed)) if shared > LEAST_SHARED else 0.0
    return max(inside * CONTAINMENT, similarity(symptom.value, line))


def symptom_get(*, slug: str, viewer: Viewer) -> Diagnosis:
    """Return a symptom with its articles and merged causes. Raises NotFoundError."""
    visible = Article.objects.visible_to(viewer)
    links = list(
        ArticleSymptom.objects.filter(symptom__slug=clean(slug), article__in=visible)
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
        pk: weights[pk] * vote_factor(article.up_weight, article.down_weight)
        for pk, article in articles.items()
    }
    symptom = links[0].symptom
    symptom.articles_count = len(links)
    best = sorted(articles.values(), key=lambda a: (-supports[a.pk], -a.pk))
    named = Cause.objects.filter(article__in=supports)
    causes = merge_causes(named, supports, articles)
    return Diagnosis(symptom, tuple(best), tuple(causes[:MOST_CAUSES]), weights)

"""Symptoms: the rows of the symptoms and causes of articles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from answers.content import Derived
from answers.models import Article, ArticleSymptom, Cause, Symptom
from answers.symptoms import RecognisedSymptom


def set_symptoms(articles: Sequence[tuple[Article, Derived]]) -> None:
    """Store the symptoms and causes of articles, in place of those they had."""
    wanted = {
        slug: symptom
        for _, derived in articles
        for slug, (symptom, _) in derived.symptoms.items()
    }
    rows = _symptom_rows(wanted.values())
    old = ArticleSymptom.objects.filter(article__in=[a.pk for a, _ in articles])
    before = set(old.values_list("symptom_id", flat=True))
    old.delete()
    ArticleSymptom.objects.bulk_create(
        [
            ArticleSymptom(article=article, symptom_id=rows[slug], weight=weight)
            for article, derived in articles
            for slug, (_, weight) in derived.symptoms.items()
        ],
        batch_size=500,
    )
    _forget(before - set(rows.values()))
    _set_causes(articles)


def _set_causes(articles: Sequence[tuple[Article, Derived]]) -> None:
    Cause.objects.filter(article__in=[a.pk for a, _ in articles]).delete()
    Cause.objects.bulk_create(
        [
            Cause(
                article=article,
                position=position,
                title=cause.title,
                explanation=cause.explanation,
                remedy=cause.remedy,
                anchor=cause.anchor[:200],
            )
            for article, derived in articles
            for position, cause in enumerate(derived.causes, 1)
        ],
        batch_size=200,
    )


def _symptom_rows(symptoms: Iterable[RecognisedSymptom]) -> dict[str, int]:
    """Return the keys of symptoms by slug; those that are new are made."""
    by_slug = {symptom.slug: symptom for symptom in symptoms}
    Symptom.objects.bulk_create(
        [
            Symptom(kind=symptom.kind, value=symptom.value, slug=slug)
            for slug, symptom in sorted(by_slug.items())
        ],
        ignore_conflicts=True,
        batch_size=200,
    )
    slugs = list(by_slug)
    found: dict[str, int] = {}
    for start in range(0, len(slugs), 500):
        rows = Symptom.objects.filter(slug__in=slugs[start : start + 500])
        found |= dict(rows.values_list("slug", "pk"))
    return found


def _forget(pks: set[int]) -> None:
    """Delete symptoms that no article shows any more."""
    rows = Symptom.objects.filter(pk__in=list(pks)[:500], links__isnull=True)
    Symptom.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()

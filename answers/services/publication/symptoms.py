"""Symptoms of articles: found in their text before the transaction, linked in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from answers.content import (
    CAUSES_GENERATION,
    RENDERER,
    Cause,
    ParsedArticle,
    Rendered,
    read_causes,
    render,
)
from answers.lib.fingerprints import fingerprint
from answers.models import Article, ArticleSymptom, Revision
from answers.models import Cause as CauseRow
from answers.models import Symptom as SymptomRow
from answers.symptoms import SYMPTOMS_GENERATION, Symptom, recognise
from answers.text.normalization import strip_routing_label

# What made all that a revision keeps of its own text, and all that hangs on it.
DERIVED = fingerprint(RENDERER, SYMPTOMS_GENERATION, CAUSES_GENERATION)

# What somebody asked about counts more than what an answer mentions.
TITLE, QUESTION, ANSWER = 1.0, 0.6, 0.3


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What an article shows and why: symptoms with their weights, causes in order."""

    symptoms: Mapping[str, tuple[Symptom, float]]
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class Prepared(Rendered):
    """A rendered state with what it shows and why."""

    diagnosis: Diagnosis


def prepare(content: ParsedArticle) -> Prepared:
    """Render and diagnose a state; slow, so do it before the transaction."""
    look = render(question=content.question, answer=content.answer)
    return Prepared(
        question_html=look.question_html,
        answer_html=look.answer_html,
        text=look.text,
        outline=look.outline,
        diagnosis=diagnosis_of(content, look),
    )


def diagnosis_of(content: ParsedArticle | Revision, look: Rendered) -> Diagnosis:
    """Return what a state shows and why, as prepared or else read now."""
    if isinstance(look, Prepared):
        return look.diagnosis
    found: dict[str, tuple[Symptom, float]] = {}
    title = strip_routing_label(content.title)
    question = strip_routing_label(content.question)
    for text, share in [(title, TITLE), (question, QUESTION), (content.answer, ANSWER)]:
        for symptom in recognise(text):
            known, weight = found.get(symptom.slug, (symptom, 0.0))
            found[symptom.slug] = (known, round(weight + symptom.weight * share, 3))
    anchors = {entry["anchor"] for entry in look.outline}
    causes = tuple(
        cause if cause.anchor in anchors else _without_anchor(cause)
        for cause in read_causes(content.answer)
    )
    return Diagnosis(found, causes)


def _without_anchor(cause: Cause) -> Cause:
    return Cause(cause.title, cause.explanation, cause.remedy)


def set_symptoms(diagnoses: Sequence[tuple[Article, Diagnosis]]) -> None:
    """Link articles with their symptoms, and with no others."""
    wanted = {
        slug: symptom
        for _, diagnosis in diagnoses
        for slug, (symptom, _) in diagnosis.symptoms.items()
    }
    rows = _symptom_rows(wanted.values())
    old = ArticleSymptom.objects.filter(article__in=[a.pk for a, _ in diagnoses])
    before = set(old.values_list("symptom_id", flat=True))
    old.delete()
    ArticleSymptom.objects.bulk_create(
        [
            ArticleSymptom(article=article, symptom_id=rows[slug], weight=weight)
            for article, diagnosis in diagnoses
            for slug, (_, weight) in diagnosis.symptoms.items()
        ],
        batch_size=500,
    )
    _forget(before - set(rows.values()))


def set_causes(diagnoses: Sequence[tuple[Article, Diagnosis]]) -> None:
    """Write down the causes that articles name, in place of those they named."""
    CauseRow.objects.filter(article__in=[a.pk for a, _ in diagnoses]).delete()
    CauseRow.objects.bulk_create(
        [
            CauseRow(
                article=article,
                position=position,
                title=cause.title,
                explanation=cause.explanation,
                remedy=cause.remedy,
                anchor=cause.anchor[:200],
            )
            for article, diagnosis in diagnoses
            for position, cause in enumerate(diagnosis.causes, 1)
        ],
        batch_size=200,
    )


def _symptom_rows(symptoms: Iterable[Symptom]) -> dict[str, int]:
    """Return the keys of symptoms by slug; those that are new are made."""
    by_slug = {symptom.slug: symptom for symptom in symptoms}
    SymptomRow.objects.bulk_create(
        [
            SymptomRow(kind=symptom.kind, value=symptom.value, slug=slug)
            for slug, symptom in sorted(by_slug.items())
        ],
        ignore_conflicts=True,
        batch_size=200,
    )
    slugs = list(by_slug)
    found: dict[str, int] = {}
    for start in range(0, len(slugs), 500):
        rows = SymptomRow.objects.filter(slug__in=slugs[start : start + 500])
        found |= dict(rows.values_list("slug", "pk"))
    return found


def _forget(pks: set[int]) -> None:
    """Delete symptoms that no article shows any more."""
    rows = SymptomRow.objects.filter(pk__in=list(pks)[:500], links__isnull=True)
    SymptomRow.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()

"""One question in, the decisive passage of one article out, or an inquiry.

No language model: the index proposes, the database decides, and what is not likely
enough is not said. ``question_judge`` finds the articles and how sure they are, for
readers and for expectations alike; ``question_answer`` makes an answer of that.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from answers.models import Article, ArticleSymptom, SearchEvent, Viewer
from answers.models.articles import ArticleQuerySet
from answers.services.analytics import search_record
from answers.services.ask.clarify import (
    KnownSymptom,
    clarify_readings,
    clarify_symptom,
)
from answers.services.ask.confidence import (
    Features,
    QuestionTerms,
    confidence_of,
    read_features,
    weigh_terms,
)
from answers.services.ask.passages import LENGTH, pick_passage
from answers.services.ask.result import Alternative, AskResult, Citation
from answers.services.inquiries import InquiryData, inquiry_create
from answers.services.search import (
    Context,
    Proposal,
    Question,
    Row,
    decisive_lines,
    fetch_rows,
    live_context,
    note_missed,
    propose,
)
from answers.symptoms import recognise
from answers.text.redaction import redact

UNKNOWN_BELOW = 0.3  # confidence; docs/ask.md says what it lets through
PINNED_CONFIDENCE = 0.95  # a person decided that this article answers this question
MAX_CITATIONS = 3  # articles of an answer
MAX_ALTERNATIVES = 3
SCORED = MAX_CITATIONS + MAX_ALTERNATIVES  # articles whose confidence is computed
SPARE = 5  # hits beyond them, for articles that are gone from the database
SURE = 0.65  # confidence from which on the page calls an answer fairly sure
NEAR = 0.85  # of the best score, from which on a further article may be cited
FURTHER_LENGTH = LENGTH // 2  # characters of a passage after the first

_PLACEHOLDER = re.compile(r"‹[^‹›\n]{1,20}›")


@dataclass(frozen=True, slots=True)
class Judgement:
    """The articles that a question finds in a context, best first, and how sure.

    ``redacted`` is the question without its secrets, ``text`` what was looked up.
    ``confidences`` are those of the first ``SCORED`` rows, falling; ``features`` belong
    to the first row; ``symptoms`` are by the pk of an article.
    """

    question: Question
    redacted: str
    text: str
    results: Proposal
    rows: Sequence[Row] = ()
    confidences: Sequence[float] = ()
    features: Features | None = None
    symptoms: Mapping[int, Sequence[KnownSymptom]] = field(default_factory=dict)

    @property
    def pks(self) -> tuple[int, ...]:
        """The articles by pk, best first."""
        return tuple(article.pk for _hit, article in self.rows)

    @property
    def confidence(self) -> float:
        """The probability that the first article answers, 0 to 1."""
        return self.confidences[0] if self.confidences else 0.0

    @property
    def answered(self) -> bool:
        """Whether that is enough for an answer."""
        return self.confidence >= UNKNOWN_BELOW

    @property
    def pinned(self) -> bool:
        """Whether staff put the first article first."""
        return bool(self.rows) and self.rows[0][1].pk in self.results.pinned

    def place_of(self, pk: int | None) -> int | None:
        """Return the place of an article, counted from 1; None where it is not."""
        return self.pks.index(pk) + 1 if pk in self.pks else None


def question_ask(*, question: Question, viewer: Viewer, channel: str) -> AskResult:
    """Answer from what this viewer may read; what is unknown leaves an inquiry.

    Raises IndexUnavailableError.
    """
    result = question_answer(question=question, viewer=viewer)
    if result.status == "unknown" and result.question:
        data = InquiryData(
            text=result.question, channel=channel, product=question.product
        )
        result = replace(result, inquiry=inquiry_create(data=data))
    proposed = [cited.article for cited in result.citations]
    proposed += [other.article for other in result.alternatives]
    event = SearchEvent(
        kind=SearchEvent.Kind.ASK,
        channel=channel,
        text=result.question,
        product=question.product,
        total=result.total,
        status=result.status,
        confidence=result.confidence,
        proposed=[article.pk for article in proposed],
    )
    return replace(result, event=search_record(event=event))


def question_answer(*, question: Question, viewer: Viewer) -> AskResult:
    """Answer as ``question_ask`` does, and record nothing.

    Raises IndexUnavailableError.
    """
    judged = question_judge(question=question, context=live_context(viewer))
    result = AskResult(judged.redacted, "unknown", judged.confidence)
    if not judged.rows:
        return result
    result = replace(
        result,
        total=judged.results.total,
        features=judged.features,
        pinned=judged.pinned,
    )
    rows, results = judged.rows, judged.results
    if not judged.answered:
        nearest = zip(rows[:MAX_ALTERNATIVES], judged.confidences, strict=False)
        return replace(result, alternatives=_alternatives(nearest))
    weights = weigh_terms(results, 1)
    terms = weights | dict(results.weights)
    lines = decisive_lines(question.text, rows[0][0], terms)
    result = replace(result, decisive=lines)
    if judged.pinned:  # it means this one article
        return _answered(result, judged, rows[:1], terms)
    clarify = clarify_readings(
        judged.text, rows, weights, question.product
    ) or clarify_symptom(
        judged.text,
        rows[: 1 + MAX_ALTERNATIVES],
        weights,
        judged.symptoms,
        question.product,
    )
    if clarify:  # the others are other readings, not further support
        return replace(
            _answered(result, judged, rows[:1], terms),
            status="ambiguous",
            clarify=clarify.text,
            choices=clarify.choices,
            lead=clarify.lead,
        )
    return _answered(result, judged, _cited(judged), terms)


def question_judge(
    *, question: Question, context: Context, depth: int = SCORED
) -> Judgement:
    """Return the first ``depth`` articles that the question finds, and how sure.

    Secrets are taken out first: a password is no name that an answer would have to
    know. Nothing is recorded. Raises IndexUnavailableError.
    """
    redacted = redact(question.text)
    text = _PLACEHOLDER.sub(" ", redacted).strip()
    asked = replace(question, text=text, limit=depth)
    results = propose(asked, context, spare=SPARE, facets=False)
    rows = fetch_rows(results, context, limit=depth, texts=_with_answers)
    if not rows:
        return Judgement(question, redacted, text, results)
    scored = rows[:SCORED]
    symptoms = _symptoms(scored, context)
    features = _features(text, results, scored, symptoms, context)
    confidences: list[float] = []
    for one in features:
        confidences.append(min([round(confidence_of(one), 4), *confidences[-1:]]))
    if rows[0][1].pk in results.pinned:
        confidences[0] = max(confidences[0], PINNED_CONFIDENCE)
    return Judgement(
        question, redacted, text, results, rows, confidences, features[0], symptoms
    )


def _with_answers(articles: ArticleQuerySet) -> ArticleQuerySet:
    rows = articles.select_related("product", "current")
    return rows.defer("current__source", "current__answer")


def _symptoms(
    rows: Sequence[Row], context: Context
) -> dict[int, Sequence[KnownSymptom]]:
    """Return the symptoms of each article, the most important first."""
    pks = [article.pk for _hit, article in rows]
    links = ArticleSymptom.objects.filter(
        article__in=[pk for pk in pks if pk not in context.documents]
    )
    fields = ("article_id", "symptom__slug", "symptom__kind", "symptom__value")
    found: dict[int, list[KnownSymptom]] = defaultdict(list)
    for pk, *values in links.order_by("-weight", "symptom_id").values_list(*fields):
        found[pk].append(KnownSymptom(*values))
    for pk in context.documents.keys() & set(pks):
        slugs = (slug for slug, _weight in context.documents[pk].symptoms)
        found[pk] = [KnownSymptom(slug) for slug in slugs]
    return {pk: tuple(symptoms) for pk, symptoms in found.items()}


def _features(
    text: str,
    results: Proposal,
    rows: Sequence[Row],
    symptoms: Mapping[int, Sequence[KnownSymptom]],
    context: Context,
) -> list[Features]:
    """Return the features of each row; the others are its rivals."""
    terms = QuestionTerms(
        text=text,
        results=results,
        symptoms=recognise(text),
        synonyms=context.glossary.alternatives(text),
        total=Article.objects.published().count(),
    )
    hits = [hit for hit, _article in rows]
    found = []
    for hit, article in rows:
        slugs = {symptom.slug for symptom in symptoms.get(article.pk, ())}
        rivals = [other for other in hits if other is not hit]
        found.append(read_features(terms, [hit, *rivals], slugs))
    return found


def _cited(judged: Judgement) -> list[Row]:
    """Return the rows that carry the answer, the first always.

    A further one does where it would be a fairly sure answer by itself, near in score
    to the first. How often they are relevant, ``evaluate --citations`` measures.
    """
    rows, confidences = judged.rows, judged.confidences
    least = NEAR * rows[0][0].score
    further = [
        row
        for row, confidence in zip(
            rows[1:MAX_CITATIONS], confidences[1:MAX_CITATIONS], strict=False
        )
        if confidence >= SURE and row[0].score >= least
    ]
    return [rows[0], *further]


def _answered(
    result: AskResult,
    judged: Judgement,
    cited: Sequence[Row],
    terms: Mapping[str, float],
) -> AskResult:
    articles = [article for _hit, article in cited]
    note_missed(articles)
    lengths = [LENGTH] + [FURTHER_LENGTH] * len(articles)
    citations = tuple(
        _citation(article, terms, length)
        for article, length in zip(articles, lengths, strict=False)
    )
    pks = {article.pk for article in articles}
    others = [
        (row, confidence)
        for row, confidence in zip(judged.rows, judged.confidences, strict=False)
        if row[1].pk not in pks
    ]
    return replace(
        result,
        status="answered",
        best=citations[0],
        citations=citations,
        alternatives=_alternatives(others[:MAX_ALTERNATIVES]),
    )


def _citation(article: Article, terms: Mapping[str, float], length: int) -> Citation:
    """Return the revision of now with its passage that holds most of the terms."""
    revision = article.current
    number = revision.number if revision else 0
    html, plain = (revision.answer_html, revision.text) if revision else ("", "")
    passage = pick_passage(html, terms, text=plain, length=length)
    return Citation(article, number, passage)


def _alternatives(pairs: Iterable[tuple[Row, float]]) -> tuple[Alternative, ...]:
    return tuple(Alternative(article, chance) for (_hit, article), chance in pairs)

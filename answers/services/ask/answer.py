"""Answering: one question in, the decisive passage of one article out, or an inquiry.

No language model: the index proposes, the database decides, and what is not likely
enough is not said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from answers.index import Results
from answers.models import (
    Article,
    ArticleSymptom,
    SearchEvent,
    Viewer,
)
from answers.services.analytics import search_record
from answers.services.ask.citations import MOST, carriers, cite
from answers.services.ask.clarify import Row, Shown, ask_what_else, ask_which
from answers.services.ask.confidence import (
    Features,
    QuestionTerms,
    confidence_of,
    read_features,
    weigh_terms,
)
from answers.services.ask.question import hear
from answers.services.ask.result import Alternative, AskResult
from answers.services.inquiries import Asking, inquiry_leave
from answers.services.search import (
    Question,
    alternatives,
    decisive_lines,
    note_missed,
    propose,
)
from answers.symptoms import recognise

UNKNOWN_BELOW = 0.3  # docs/ask.md says what it lets through
PINNED = 0.95  # a person decided that this article answers this question
ALTERNATIVES = 3
WEIGHED = MOST + ALTERNATIVES  # articles whose confidence is read
SPARE = 5


def question_ask(*, question: Question, viewer: Viewer, channel: str) -> AskResult:
    """Answer from what this viewer may read; what is unknown leaves an inquiry.

    Raises IndexUnavailableError.
    """
    result = question_answer(question=question, viewer=viewer)
    if result.status == "unknown" and result.question:
        inquiry = inquiry_leave(
            asking=Asking(
                text=result.question, channel=channel, product=question.product
            )
        )
        result = replace(result, inquiry=inquiry)
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
    heard = hear(question.text)
    text, product = heard.words, question.product
    asked = Question(text, limit=1 + ALTERNATIVES + SPARE, product=product)
    results = propose(asked.query(viewer, facets=False))
    rows = _readable(results, viewer)
    if not rows:
        return AskResult(heard.question, "unknown", 0.0)
    shown = _shown(rows[:WEIGHED])
    chances = _chances(features := _features(text, results, rows, shown))
    pinned = rows[0][1].pk in results.pinned
    if pinned:
        chances[0] = max(chances[0], PINNED)
    known = AskResult(heard.question, "unknown", chances[0], total=results.total)
    known = replace(known, features=features[0], pinned=pinned)
    if chances[0] < UNKNOWN_BELOW:
        nearest = zip(rows[:ALTERNATIVES], chances, strict=False)
        return replace(known, alternatives=_alternatives(nearest))
    weights = weigh_terms(results, 1)
    weighed = weights | dict(results.weights)
    told = decisive_lines(heard.typed, rows[0][0], weighed)
    known = replace(known, decisive=told)
    if pinned:  # it means this one article
        return _answered(known, rows, chances, rows[:1], weighed)
    clarify = ask_which(text, rows, weights, product)
    some = rows[: 1 + ALTERNATIVES]
    clarify = clarify or ask_what_else(text, some, weights, shown, product)
    if clarify:  # the others are other readings, not further support
        back, choices, lead = clarify
        answered = _answered(known, rows, chances, rows[:1], weighed)
        known = replace(answered, status="ambiguous", lead=lead)
        return replace(known, clarify=back, choices=choices)
    return _answered(known, rows, chances, carriers(rows, chances), weighed)


def _readable(results: Results, viewer: Viewer) -> list[Row]:
    hits = {hit.pk: hit for hit in results.hits}
    rows = (
        Article.objects.visible_to(viewer)
        .select_related("product", "current")
        .defer("current__source", "current__answer")
    )
    return [(hits[article.pk], article) for article in rows.in_order(hits)]


def _shown(rows: Sequence[Row]) -> dict[int, list[Shown]]:
    """Return the symptoms of each row's article, those it is about first."""
    links = ArticleSymptom.objects.filter(article__in=[one for _hit, one in rows])
    fields = ("article_id", "symptom__slug", "symptom__kind", "symptom__value")
    shown: dict[int, list[Shown]] = defaultdict(list)
    for pk, *values in links.order_by("-weight", "symptom_id").values_list(*fields):
        shown[pk].append(Shown(*values))
    return shown


def _features(
    text: str,
    results: Results,
    rows: Sequence[Row],
    shown: Mapping[int, Sequence[Shown]],
) -> list[Features]:
    """Return the features of each of the first rows."""
    read = QuestionTerms(
        text=text,
        results=results,
        symptoms=recognise(text),
        synonyms=alternatives(text),
        total=Article.objects.published().count(),
    )
    found = []
    for hit, article in rows[:WEIGHED]:
        others = [other for other, _article in rows if other is not hit]
        slugs = {symptom.slug for symptom in shown.get(article.pk, ())}
        found.append(read_features(read, [hit, *others], slugs))
    return found


def _chances(features: Sequence[Features]) -> list[float]:
    """Return the confidence in each of the first rows, falling."""
    chances: list[float] = []
    for one in features:
        chances.append(min([round(confidence_of(one), 4), *chances[-1:]]))
    return chances


def _answered(
    known: AskResult,
    rows: Sequence[Row],
    chances: Sequence[float],
    carrying: Sequence[Row],
    terms: Mapping[str, float],
) -> AskResult:
    note_missed([article for _hit, article in carrying])
    citations = cite(carrying, terms)
    cited = {article.pk for _hit, article in carrying}
    others = [
        (row, chance)
        for row, chance in zip(rows, chances, strict=False)
        if row[1].pk not in cited
    ]
    return replace(
        known,
        status="answered",
        best=citations[0],
        citations=citations,
        alternatives=_alternatives(others[:ALTERNATIVES]),
    )


def _alternatives(
    pairs: Iterable[tuple[Row, float]],
) -> tuple[Alternative, ...]:
    return tuple(Alternative(article, chance) for (_hit, article), chance in pairs)

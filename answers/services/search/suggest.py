"""What a half-typed query may become: symptoms, tags and articles."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal, TypeAlias

from django.db.models import Count

from answers.index import Snippet, get_engine, make_snippet
from answers.lib.cached import CachedValue
from answers.models import Article, Symptom, Tag, Viewer
from answers.services.search.pins import Proposal
from answers.services.search.query import Question, index_query, live_context, propose
from answers.text.normalization import cut, fold, one_line
from answers.text.pinyin import sounds_like, spell

MAX_SUGGESTIONS = 8
SYMPTOMS, TAGS = 2, 2  # suggestions of each kind where there are enough articles
MIN_LETTERS = 2  # typed letters from which on symptoms and words are completed
SPARE = 3  # names looked up beyond the limit, for those this viewer may not see
PASSAGE_LENGTH = 110  # characters: a line under the title
PARTLY_BELOW = 0.6  # coverage of the query below which a match is called partial
NAMES_MAX_AGE = 60.0  # seconds
MIN_INSIDE = 3  # letters from which on names that contain them match, too

NameRow: TypeAlias = tuple[int, str]  # pk and name
Why: TypeAlias = Literal["words", "partly", "sound", "pinned"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A symptom, a tag or an article to offer while a reader types.

    ``passage``, ``product`` and ``why`` are of articles: the passage that matched, the
    name of the product, and whether the article holds the typed words (``words``) or
    some of them (``partly``), sounds like the letters (``sound``) or is pinned.
    """

    kind: Literal["symptom", "tag", "article"]
    text: str
    url: str
    passage: Snippet | None = None
    product: str = ""
    why: Why = "words"


def article_suggest(
    *, text: str, viewer: Viewer, limit: int = MAX_SUGGESTIONS
) -> list[Suggestion]:
    """Return at most ``limit`` suggestions: symptoms first, then tags, then articles.

    Chinese may be typed as pinyin or as its initials. Raises IndexUnavailableError.
    """
    text = cut(one_line(text), 100)
    if not text:
        return []
    articles = _articles(text, viewer, limit)
    room = max(limit - len(articles), 0)
    symptoms = _symptoms(text, viewer, max(SYMPTOMS, room))
    tags = _tags(text, max(TAGS, room))
    named = [*symptoms[: max(limit - len(tags), SYMPTOMS)], *tags][:limit]
    return [*named, *articles[: limit - len(named)]]


def _symptoms(text: str, viewer: Viewer, limit: int) -> list[Suggestion]:
    if len(text) < MIN_LETTERS:
        return []
    pks = _symptom_names.get().matching(text, limit + SPARE)
    rows = Symptom.objects.filter(pk__in=pks).in_use(viewer) if pks else ()
    return _named("symptom", rows, pks)[:limit]


def _tags(text: str, limit: int) -> list[Suggestion]:
    pks = _tag_names.get().matching(text, limit + SPARE)
    rows = Tag.objects.visible().filter(pk__in=pks).in_use() if pks else ()
    return _named("tag", rows, pks)[:limit]


def _named(
    kind: Literal["symptom", "tag"], rows: Iterable[Symptom | Tag], pks: Sequence[int]
) -> list[Suggestion]:
    """Return the rows in the order of ``pks``."""
    found = {row.pk: row for row in rows}
    return [
        Suggestion(kind, str(found[pk]), found[pk].get_absolute_url())
        for pk in pks
        if pk in found
    ]


def _articles(text: str, viewer: Viewer, limit: int) -> list[Suggestion]:
    """Return the articles that hold the words or sound like the letters."""
    question, context = Question(text, limit=limit), live_context(viewer)
    query = index_query(question, context, facets=False)
    sounding = get_engine().find_by_sound(query)
    words = _completions(text)
    found = Proposal(0, ())
    if words or not sounding:  # letters that begin no known word may be pinyin
        found = propose(
            replace(question, text=" ".join([text, *words])), context, facets=False
        )
    pks = dict.fromkeys([*(hit.pk for hit in found.hits), *sounding])
    rows = Article.objects.visible_to(viewer).for_lists().in_order(pks)
    terms = found.weights or found.terms
    why = _reasons(found, whole=not words)
    return [
        Suggestion(
            "article",
            article.heading,
            article.get_absolute_url(),
            passage=_passage(article, terms),
            product=article.product.name if article.product else "",
            why=why.get(article.pk, "sound"),
        )
        for article in rows[:limit]
    ]


def _reasons(found: Proposal, *, whole: bool) -> dict[int, Why]:
    """Return why each hit is offered, by pk.

    Coverage is only telling where the words are ``whole``, not half typed.
    """
    why: dict[int, Why] = {
        hit.pk: "partly" if whole and hit.coverage < PARTLY_BELOW else "words"
        for hit in found.hits
    }
    return why | dict.fromkeys(found.pinned, "pinned")


def _passage(
    article: Article, terms: Mapping[str, float] | Sequence[str]
) -> Snippet | None:
    text = article.current.text if article.current else ""
    return make_snippet(text, terms, length=PASSAGE_LENGTH) if text.strip() else None


def _completions(text: str) -> list[str]:
    """Return indexed words that begin with the last word of ``text``."""
    last = text.rpartition(" ")[2]
    if len(last) < MIN_LETTERS or not last.isascii():
        return []
    return [word for word, _ in get_engine().vocabulary(last.lower(), 5)]


class NameIndex:
    """Names in memory, found by what they begin with, contain or sound like.

    It proposes only: the caller fetches the rows that the viewer may see.
    """

    def __init__(self, rows: Iterable[NameRow]) -> None:
        known = list(rows)
        self._pks = [pk for pk, _ in known]
        self._names = _Lines([fold(one_line(name)) for _, name in known])
        self._sounds = _Lines(["" if n.isascii() else spell(n) for _, n in known])

    def matching(self, typed: str, limit: int) -> list[int]:
        """Return at most ``limit`` pks in the order of the rows.

        Names that begin with ``typed`` come first, then those that contain it, then
        those that sound like it.
        """
        typed = fold(one_line(typed))
        return list(dict.fromkeys(islice(self._find(typed), limit)))

    def _find(self, typed: str) -> Iterator[int]:
        seen: set[int] = set()
        literal = re.escape(typed)
        patterns = [(self._names, re.compile(f"^{literal}", re.MULTILINE))]
        if len(typed) >= MIN_INSIDE:
            patterns.append((self._names, re.compile(literal)))
        if sound := sounds_like(typed):
            patterns.append((self._sounds, sound))
        for lines, pattern in patterns:
            for number in lines.matching(pattern):
                if number not in seen:
                    seen.add(number)
                    yield self._pks[number]


class _Lines:
    """Lines as one text, so that one scan looks through all of them."""

    def __init__(self, lines: list[str]) -> None:
        self._text = "\n".join(lines)
        self._starts = [0]
        for line in lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def matching(self, pattern: re.Pattern[str]) -> Iterator[int]:
        """Yield the number of the line of each match."""
        for match in pattern.finditer(self._text):
            yield bisect_right(self._starts, match.start()) - 1


def _read_tags() -> Iterable[NameRow]:
    return Tag.objects.visible().in_use().values_list("pk", "name")


def _read_symptoms() -> Iterable[NameRow]:
    rows = Symptom.objects.annotate(used=Count("links")).order_by("-used", "pk")
    return rows.values_list("pk", "value")


def _names(read: Callable[[], Iterable[NameRow]]) -> CachedValue[NameIndex]:
    return CachedValue(lambda: NameIndex(read()), max_age=NAMES_MAX_AGE)


_tag_names, _symptom_names = _names(_read_tags), _names(_read_symptoms)

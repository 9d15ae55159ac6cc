"""Search request: the text, filters and page of a search, as sent by a browser."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse

from answers.services.search import MAX_OFFSET, PAGE, Question
from answers.text.dates import first_day, last_day
from answers.web.parameters import read_page_number, read_slug

if TYPE_CHECKING:
    from django.http import QueryDict

    from answers.index import Sort

MAX_PAGE = MAX_OFFSET // PAGE
MAX_SEVERAL = 10  # tags, and symptoms
# Encoded, a Chinese character is nine bytes: this stays below what servers take.
URL_TEXT = 600


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """The text, the filters and the page number of one search."""

    text: str = ""
    product: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    symptoms: tuple[str, ...] = ()
    since: str = ""  # a day, a month or a year, as it was typed
    until: str = ""
    sort: Sort = "relevance"
    exact: bool = False
    page: int = 1
    event: str = ""  # token of the recorded search that this one continues
    shortened: bool = False  # the text sent was longer than ``QUERY_LENGTH``

    @property
    def has_filters(self) -> bool:
        """Whether any filter is set."""
        several = self.tags or self.symptoms
        return bool(self.product or self.category or several or self.has_dates)

    @property
    def has_dates(self) -> bool:
        """Whether a first or last date is set."""
        return bool(self.since or self.until)

    @property
    def fits_url(self) -> bool:
        """Whether the text is short enough for an address that can be shared."""
        return len(self.text) <= URL_TEXT

    @property
    def url(self) -> str:
        """The address of exactly this search; default values are left out."""
        pairs = [("q", self.text), *self._filters]
        query: list[tuple[str, Any]] = [pair for pair in pairs if pair[1]]
        if self.sort != "relevance":
            query.append(("sort", self.sort))
        if self.exact:
            query.append(("exact", 1))
        if self.page > 1:
            query.append(("page", self.page))
        if self.event:
            query.append(("from", self.event))
        address = reverse("answers:search")
        return f"{address}?{urlencode(query)}" if query else address

    @property
    def filter_fields(self) -> list[tuple[str, str]]:
        """Names and values of the filters and order, kept for the next search."""
        order = self.sort if self.sort != "relevance" else ""
        return [pair for pair in [*self._filters, ("sort", order)] if pair[1]]

    @property
    def hidden_fields(self) -> list[tuple[str, str]]:
        """Names and values of everything but text and page, for hidden inputs."""
        pairs = [*self._filters, ("sort", self.sort)]
        if self.exact:
            pairs.append(("exact", "1"))
        if self.event:
            pairs.append(("from", self.event))
        return pairs

    @property
    def _filters(self) -> list[tuple[str, str]]:
        return [
            ("product", self.product),
            ("category", self.category),
            *(("tag", tag) for tag in self.tags),
            *(("symptom", symptom) for symptom in self.symptoms),
            ("since", self.since),
            ("until", self.until),
        ]

    @property
    def result_query(self) -> str:
        """The query string of links to results, which records that one is opened."""
        return f"?{urlencode({'from': self.event})}" if self.event else ""

    @property
    def as_exact(self) -> SearchRequest:
        """This search without corrections and synonyms."""
        return self.changed(exact=True)

    def changed(self, **changes: Any) -> SearchRequest:
        """Return a copy with fields replaced, on page 1 unless ``page`` is given."""
        return replace(self, **({"page": 1} | changes))

    def question(self) -> Question:
        """Return the question for the search service."""
        return Question(
            text=self.text,
            offset=(self.page - 1) * PAGE,
            product=self.product,
            category=self.category,
            tags=self.tags,
            symptoms=self.symptoms,
            since=first_day(self.since),
            until=last_day(self.until),
            sort=self.sort,
            exact=self.exact,
        )


def read_search_request(data: QueryDict) -> SearchRequest:
    """Read a search from a query string or a form.

    The last value of a name wins: a button's follows those of the hidden fields.
    ``untag`` and ``unshow`` take a tag or a symptom away, ``date`` sets both ends of
    the range, for buttons.
    """
    date = data.get("date")
    question = Question(data.get("q", ""))
    return SearchRequest(
        text=question.text,
        shortened=question.shortened,
        product=read_slug(data.get("product", "")),
        category=read_slug(data.get("category", "")),
        tags=_several(data, "tag", "untag"),
        symptoms=_several(data, "symptom", "unshow"),
        since=_date(data.get("since", "") if date is None else date),
        until=_date(data.get("until", "") if date is None else date),
        sort="date" if data.get("sort") == "date" else "relevance",
        exact=data.get("exact") == "1",
        page=min(read_page_number(data.get("page", "")), MAX_PAGE),
        event=read_slug(data.get("from", "")),
    )


def _several(data: QueryDict, name: str, away: str) -> tuple[str, ...]:
    given = (read_slug(value) for value in data.getlist(name)[-MAX_SEVERAL:])
    gone = {read_slug(value) for value in data.getlist(away)[:MAX_SEVERAL]} | {""}
    return tuple(value for value in dict.fromkeys(given) if value not in gone)


def _date(text: str) -> str:
    """Return a day, a month or a year; what is none filters nothing."""
    text = read_slug(text)
    return text if first_day(text) else ""

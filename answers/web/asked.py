"""Asked: what a search request says, read so that nothing typed can break it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse

from answers.lib.text import clean, cut, one_line
from answers.services.asking import DEEPEST, PAGE, QUERY_LENGTH, Search

if TYPE_CHECKING:
    from django.http import QueryDict

    from answers.search import Sort

MAX_PAGE = DEEPEST // PAGE
MAX_TAGS = 10
SLUG_LENGTH = 100
# Encoded, a Chinese character is nine bytes: this stays below what servers take.
URL_TEXT = 600


def page_number(text: str) -> int:
    """Return the page a text names, 1 where it names none that can be."""
    text = text.strip()[:9]
    return max(1, int(text)) if text.isascii() and text.isdecimal() else 1


def slug(text: str) -> str:
    """Return a filter's value without what no database could be asked."""
    return one_line(text[: SLUG_LENGTH * 2])[:SLUG_LENGTH]


@dataclass(frozen=True, slots=True)
class Asked:
    """The text and the filters of one search, and the page that is wanted."""

    text: str = ""
    product: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    sort: Sort = "relevance"
    exact: bool = False
    page: int = 1
    event: str = ""  # the search that this goes on with: links carry it

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return bool(self.product or self.category or self.tags)

    @property
    def fits_url(self) -> bool:
        """Whether the text is short enough for an address that can be shared."""
        return len(self.text) <= URL_TEXT

    @property
    def url(self) -> str:
        """The address of exactly this search; default values are left out."""
        pairs = {"q": self.text, "product": self.product, "category": self.category}
        query: list[tuple[str, Any]] = [pair for pair in pairs.items() if pair[1]]
        query += [("tag", tag) for tag in self.tags]
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
    def hidden(self) -> list[tuple[str, str]]:
        """The fields that carry this search, but for text and page, through a form."""
        pairs = {"product": self.product, "category": self.category, "sort": self.sort}
        if self.exact:
            pairs["exact"] = "1"
        if self.event:
            pairs["from"] = self.event
        return [*pairs.items(), *(("tag", tag) for tag in self.tags)]

    @property
    def opening(self) -> str:
        """What links to articles end in, so that an opened one is known."""
        return f"?{urlencode({'from': self.event})}" if self.event else ""

    @property
    def as_typed(self) -> Asked:
        """This search with every word taken as it was typed."""
        return self.but(exact=True)

    def but(self, **changes: Any) -> Asked:
        """Return this search changed; any change but of the page starts at page 1."""
        return replace(self, **({"page": 1} | changes))

    def search(self) -> Search:
        """Return what the service is asked."""
        return Search(
            text=self.text,
            offset=(self.page - 1) * PAGE,
            product=self.product,
            category=self.category,
            tags=self.tags,
            sort=self.sort,
            exact=self.exact,
        )


def read_asked(data: QueryDict) -> Asked:
    """Read a search from a query string or a form.

    The last value of a name wins: a button's follows those of the hidden fields.
    ``untag`` takes a tag away, for buttons.
    """
    tags = (slug(tag) for tag in data.getlist("tag")[-MAX_TAGS:])
    gone = {slug(tag) for tag in data.getlist("untag")[:MAX_TAGS]} | {""}
    return Asked(
        text=cut(clean(data.get("q", "")).strip(), QUERY_LENGTH),
        product=slug(data.get("product", "")),
        category=slug(data.get("category", "")),
        tags=tuple(tag for tag in dict.fromkeys(tags) if tag not in gone),
        sort="date" if data.get("sort") == "date" else "relevance",
        exact=data.get("exact") == "1",
        page=min(page_number(data.get("page", "")), MAX_PAGE),
        event=slug(data.get("from", "")),
    )

"""Search and suggest over REST."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import quote

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from answers.api.base import View, check_product, query_data, read
from answers.api.fields import (
    CleanCharField,
    DateField,
    WholeField,
    WordsField,
    YesNoField,
)
from answers.api.problems import problem_responses
from answers.api.serializers import (
    QUERY_HELP,
    ArticleLink,
    DecisiveLine,
    Output,
    Recognised,
    Verified,
    article_url,
    of_article,
    product_slug,
    tag_names,
    verified_article,
)
from answers.api.throttling import SuggestThrottle
from answers.index import mark
from answers.services.search import (
    MAX_LIMIT,
    MAX_OFFSET,
    PAGE,
    ArticleMatch,
    Question,
    ResultPage,
    article_search,
    article_suggest,
)
from answers.services.search.suggest import Suggestion as SuggestionRow

KINDS = ("symptom", "tag", "article")  # of suggestions


class SearchInput(serializers.Serializer[Any]):
    """What ``search`` is asked."""

    q = CleanCharField(max_length=200_000, help_text=QUERY_HELP)
    limit = WholeField(min_value=1, max_value=MAX_LIMIT, default=PAGE)
    offset = WholeField(min_value=0, max_value=MAX_OFFSET, default=0)
    product = CleanCharField(max_length=100, default="", allow_blank=True)
    category = CleanCharField(max_length=100, default="", allow_blank=True)
    tag = WordsField(default=list, max_length=10, help_text="All of them must match.")
    symptom = WordsField(
        default=list, max_length=10, help_text="Slugs; all of them must be shown."
    )
    since = DateField(last=False, help_text="A day, a month or a year: 2024-05.")
    until = DateField(last=True, help_text="The same; both ends are included.")
    sort = serializers.ChoiceField(["relevance", "date"], default="relevance")
    exact = YesNoField(
        default=False, help_text="Take every word as it was typed: repair nothing."
    )


class FacetValue(Output):
    """One value to filter by."""

    slug = serializers.CharField()
    name = serializers.CharField()
    count = serializers.IntegerField()


class Facets(Output):
    """Values to filter by, with how many matches one would see after choosing it."""

    from_mapping = True

    product = FacetValue(many=True)
    tag = FacetValue(many=True)
    category = FacetValue(many=True)
    symptom = FacetValue(many=True)
    date = FacetValue(many=True)


class Section(Output):
    """The part of the answer in which a passage stands."""

    from_mapping = True

    title = serializers.CharField()
    url = serializers.CharField()


class SearchResult(ArticleLink):
    """One article of a search result."""

    score = serializers.FloatField()
    snippet = serializers.CharField(
        source="snippet.text", help_text="The matching passage, plain text."
    )
    snippet_html = serializers.CharField(help_text="The same, escaped, with <mark>.")
    section = Section(allow_null=True)
    tags = serializers.ListField(child=serializers.CharField())
    product = serializers.CharField(allow_null=True)
    date = serializers.DateField(source="article.date", allow_null=True)
    matched = serializers.ListField(child=serializers.CharField())
    pinned = serializers.BooleanField(help_text="Staff put it first for this query.")
    verified = Verified(allow_null=True)

    @staticmethod
    def score_of(match: ArticleMatch, request: Request) -> float:
        return round(match.score, 4)

    @staticmethod
    def snippet_html_of(match: ArticleMatch, request: Request) -> str:
        return mark(match.snippet.text, match.snippet.spans)

    @staticmethod
    def section_of(match: ArticleMatch, request: Request) -> dict[str, str] | None:
        if not match.section:
            return None
        address = article_url(match.article, request)
        url = f"{address}#{quote(match.section['anchor'])}"
        return {"title": match.section["title"], "url": url}

    tags_of = of_article(tag_names)
    product_of = of_article(product_slug)
    verified_of = of_article(verified_article)


class SearchOutput(Output):
    """A page of results."""

    query = serializers.CharField()
    total = serializers.IntegerField()
    took_ms = serializers.FloatField()
    recognised = Recognised(many=True)
    suggestion = serializers.CharField(
        source="corrected",
        allow_null=True,
        help_text="What was searched for instead, where words seem mistyped.",
    )
    facets = Facets()
    decisive = DecisiveLine(
        many=True, help_text="Of a text of several lines: which led to the first."
    )
    event = serializers.CharField(
        allow_null=True,
        help_text="Add `?from=<event>` to a result's address, and opening it counts.",
    )
    results = SearchResult(many=True)

    @staticmethod
    def event_of(page: ResultPage, request: Request) -> str | None:
        return page.event or None


class Suggestions(NamedTuple):
    """What was typed, and what is offered for it."""

    query: str
    suggestions: list[SuggestionRow]


class SuggestInput(serializers.Serializer[Any]):
    """What ``suggest`` is asked."""

    q = CleanCharField(max_length=500, allow_blank=True, default="")


class Suggestion(Output):
    """Something to offer while one types."""

    kind = serializers.ChoiceField(KINDS)
    text = serializers.CharField()
    url = serializers.CharField()

    @staticmethod
    def url_of(suggestion: SuggestionRow, request: Request) -> str:
        return request.build_absolute_uri(suggestion.url)


class SuggestionGroups(Output):
    """The same suggestions by kind."""

    from_mapping = True

    symptom = Suggestion(many=True)
    tag = Suggestion(many=True)
    article = Suggestion(many=True)


class SuggestOutput(Output):
    """What ``suggest`` answers."""

    query = serializers.CharField()
    suggestions = Suggestion(many=True)
    groups = SuggestionGroups()

    @staticmethod
    def groups_of(
        found: Suggestions, request: Request
    ) -> dict[str, list[SuggestionRow]]:
        return {
            kind: [one for one in found.suggestions if one.kind == kind]
            for kind in KINDS
        }


class SearchView(View):
    """Find articles by symptom."""

    @extend_schema(
        operation_id="search",
        summary="Find articles by symptom",
        parameters=[SearchInput],
        responses={200: SearchOutput, **problem_responses(400, 503)},
    )
    def get(self, request: Request) -> Response:
        """Search with a short query in the address."""
        return self._answer(request, query_data(request, lists=("tag", "symptom")))

    @extend_schema(
        operation_id="search_post",
        summary="Find articles by symptom (long logs)",
        request=SearchInput,
        responses={200: SearchOutput, **problem_responses(400, 413, 415, 503)},
    )
    def post(self, request: Request) -> Response:
        """Search with a body: a log does not fit into an address."""
        return self._answer(request, request.data)

    def _answer(self, request: Request, given: Any) -> Response:
        data = read(SearchInput, given)
        check_product(request, data["product"])
        question = Question(
            text=data.pop("q"),
            tags=tuple(data.pop("tag")),
            symptoms=tuple(data.pop("symptom")),
            **data,
        )
        page = article_search(question=question, viewer=request.user, channel="api")
        return Response(SearchOutput.write(page, request))


class SuggestView(View):
    """Offer something while one types."""

    throttle_classes = (SuggestThrottle,)

    @extend_schema(
        operation_id="suggest",
        summary="Offer symptoms, tags and articles while one types",
        parameters=[SuggestInput],
        responses={200: SuggestOutput, **problem_responses(400, 503)},
    )
    def get(self, request: Request) -> Response:
        text = read(SuggestInput, query_data(request))["q"]
        found = article_suggest(text=text, viewer=request.user)
        return Response(SuggestOutput.write(Suggestions(text, found), request))

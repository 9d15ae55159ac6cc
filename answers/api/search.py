"""Search and suggest over REST."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from answers.api.base import View, check_product, problems, query_data, read
from answers.api.representations import search_shape
from answers.api.serializers import SearchInput, SearchOutput
from answers.api.suggest_serializers import SuggestInput, SuggestOutput
from answers.api.throttling import SuggestThrottle
from answers.services.search import Question, article_search, article_suggest


class SearchView(View):
    """Find articles by symptom."""

    @extend_schema(
        operation_id="search",
        summary="Find articles by symptom",
        parameters=[SearchInput],
        responses={200: SearchOutput, **problems(400, 503)},
    )
    def get(self, request: Request) -> Response:
        """Search with a short query in the address."""
        return self._answer(request, query_data(request, lists=("tag", "symptom")))

    @extend_schema(
        operation_id="search_post",
        summary="Find articles by symptom (long logs)",
        request=SearchInput,
        responses={200: SearchOutput, **problems(400, 413, 415, 503)},
    )
    def post(self, request: Request) -> Response:
        """Search with a body: a log does not fit into an address."""
        return self._answer(request, request.data)

    def _answer(self, request: Request, data: Any) -> Response:
        asked = read(SearchInput, data)
        check_product(request, asked["product"])
        question = Question(
            text=asked["q"],
            limit=asked["limit"],
            offset=asked["offset"],
            product=asked["product"],
            category=asked["category"],
            tags=tuple(asked["tag"]),
            symptoms=tuple(asked["symptom"]),
            since=asked["since"],
            until=asked["until"],
            sort=asked["sort"],
            exact=asked["exact"],
        )
        answer = article_search(question=question, viewer=request.user, channel="api")
        return Response(search_shape(request, answer))


class SuggestView(View):
    """Offer something while one types."""

    throttle_classes = (SuggestThrottle,)

    @extend_schema(
        operation_id="suggest",
        summary="Offer symptoms, tags and articles while one types",
        parameters=[SuggestInput],
        responses={200: SuggestOutput, **problems(400, 503)},
    )
    def get(self, request: Request) -> Response:
        text = read(SuggestInput, query_data(request))["q"]
        found = article_suggest(text=text, viewer=request.user)
        shown = [
            {
                "kind": one.kind,
                "text": one.text,
                "url": request.build_absolute_uri(one.url),
            }
            for one in found
        ]
        groups = {
            kind: [one for one in shown if one["kind"] == kind]
            for kind in ("symptom", "tag", "article")
        }
        return Response({"query": text, "suggestions": shown, "groups": groups})

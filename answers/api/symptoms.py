"""Symptoms over REST: what articles are observed by, and what causes it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from answers.api.article_serializers import SymptomListInput, SymptomOutput, SymptomPage
from answers.api.base import View, page_of, problems, query_data, read
from answers.api.representations import brief_shape
from answers.models import Symptom
from answers.services.symptoms import MergedCause, symptom_get, symptom_list

MOST_ARTICLES = 20


class SymptomListView(View):
    """All symptoms."""

    @extend_schema(
        operation_id="symptoms",
        summary="List symptoms, the most telling first",
        parameters=[SymptomListInput],
        responses={200: SymptomPage, **problems(400, 404)},
    )
    def get(self, request: Request) -> Response:
        asked = read(SymptomListInput, query_data(request))
        rows = symptom_list(viewer=request.user, kind=asked["kind"])
        frame, page = page_of(request, rows, asked["page"])
        return Response(frame | {"results": [symptom_row(symptom) for symptom in page]})


class SymptomView(View):
    """One symptom."""

    @extend_schema(
        operation_id="symptom",
        summary="Read one symptom with its possible causes",
        responses={200: SymptomOutput, **problems(404)},
    )
    def get(self, request: Request, key: str) -> Response:
        """Read a symptom by its ``slug``: causes of all its answers, merged."""
        found = symptom_get(slug=key, viewer=request.user)
        return Response(
            symptom_row(found.symptom)
            | {
                "causes": [_cause(request, cause) for cause in found.causes],
                "articles": [
                    brief_shape(request, article)
                    for article in found.articles[:MOST_ARTICLES]
                ],
            }
        )


def symptom_row(symptom: Symptom) -> dict[str, Any]:
    """Return a symptom as lists show it."""
    return {
        "kind": symptom.kind,
        "value": symptom.value,
        "slug": symptom.slug,
        "count": symptom.articles_count,
    }


def _cause(request: Request, cause: MergedCause) -> dict[str, Any]:
    return {
        "title": cause.title,
        "explanation": cause.explanation,
        "remedy": cause.remedy,
        "support": cause.support,
        "articles": [
            {
                "id": source.article.key,
                "title": source.article.heading,
                "url": request.build_absolute_uri(source.article.get_absolute_url())
                + (f"#{quote(source.anchor)}" if source.anchor else ""),
            }
            for source in cause.sources
        ],
    }

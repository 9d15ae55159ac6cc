"""Symptoms over REST: list them, and read one with its possible causes."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from answers.api.articles import ArticleBrief, CauseWords
from answers.api.base import View, page_of, query_data, read
from answers.api.problems import problem_responses
from answers.api.serializers import (
    ArticleLink,
    Output,
    PageInput,
    PageOutput,
    Recognised,
    article_url,
)
from answers.models import Article, Symptom
from answers.services.symptoms import Diagnosis, Source, symptom_get, symptom_list

MOST_ARTICLES = 20


class SymptomListInput(PageInput):
    """How the list of symptoms is filtered."""

    kind = serializers.ChoiceField(Symptom.Kind.values, default="", allow_blank=True)


class SymptomBrief(Recognised):
    """A symptom, and how many articles show it."""

    count = serializers.IntegerField(source="articles_count")


class SymptomPage(PageOutput):
    """A page of the list of symptoms."""

    results = SymptomBrief(many=True)


@extend_schema_serializer(component_name="ArticleLink")
class CauseSource(ArticleLink):
    """An article by name, and where it is read."""

    @staticmethod
    def url_of(source: Source, request: Request) -> str:
        """Return the address of the heading under which the cause is named."""
        url = article_url(source.article, request)
        return f"{url}#{quote(source.anchor)}" if source.anchor else url


class MergedCauseOutput(CauseWords):
    """A cause that one or more answers name, in the words of the best one."""

    support = serializers.FloatField(
        help_text="Answers that name it, weighted by how much they are about the "
        "symptom and by their votes."
    )
    articles = CauseSource(source="sources", many=True)


class SymptomOutput(Output):
    """A symptom with its causes, best supported first, and its articles."""

    kind = serializers.CharField(source="symptom.kind")
    value = serializers.CharField(source="symptom.value")
    slug = serializers.CharField(source="symptom.slug")
    count = serializers.IntegerField(source="symptom.articles_count")
    causes = MergedCauseOutput(many=True)
    articles = ArticleBrief(many=True)

    @staticmethod
    def articles_of(found: Diagnosis, request: Request) -> Sequence[Article]:
        return found.articles[:MOST_ARTICLES]


class SymptomListView(View):
    """All symptoms."""

    @extend_schema(
        operation_id="symptoms",
        summary="List symptoms, the most telling first",
        parameters=[SymptomListInput],
        responses={200: SymptomPage, **problem_responses(400, 404)},
    )
    def get(self, request: Request) -> Response:
        data = read(SymptomListInput, query_data(request))
        rows = symptom_list(viewer=request.user, kind=data["kind"])
        page = page_of(request, rows, data["page"])
        return Response(SymptomPage.write(page, request))


class SymptomView(View):
    """One symptom."""

    @extend_schema(
        operation_id="symptom",
        summary="Read one symptom with its possible causes",
        responses={200: SymptomOutput, **problem_responses(404)},
    )
    def get(self, request: Request, key: str) -> Response:
        """Read a symptom by its ``slug``: causes of all its answers, merged."""
        found = symptom_get(slug=key, viewer=request.user)
        return Response(SymptomOutput.write(found, request))

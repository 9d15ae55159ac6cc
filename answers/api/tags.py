"""Tags over REST."""

from __future__ import annotations

from collections.abc import Sequence

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from answers.api.base import View
from answers.api.problems import problem_responses
from answers.api.serializers import Output
from answers.models import Tag
from answers.services.articles import tag_list


class TagOutput(Output):
    """A tag and how many public articles have it."""

    slug = serializers.CharField()
    name = serializers.CharField()
    url = serializers.CharField()
    count = serializers.IntegerField(source="articles_count")

    @staticmethod
    def url_of(tag: Tag, request: Request) -> str:
        return request.build_absolute_uri(tag.get_absolute_url())


class TagList(Output):
    """All tags that are in use."""

    count = serializers.IntegerField()
    results = TagOutput(source="*", many=True)

    @staticmethod
    def count_of(tags: Sequence[Tag], request: Request) -> int:
        return len(tags)


class TagListView(View):
    """All tags."""

    @extend_schema(
        operation_id="tags",
        summary="List tags, most used first",
        responses={200: TagList, **problem_responses()},
    )
    def get(self, request: Request) -> Response:
        return Response(TagList.write(list(tag_list()), request))

"""Articles and tags over REST."""

from __future__ import annotations

from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from answers.api.base import (
    View,
    check_product,
    find_article,
    page_of,
    problems,
    query_data,
    read,
)
from answers.api.details import ArticleOutput
from answers.api.serializers import ArticlePage, ListInput, TagList
from answers.api.shapes import article_shape, brief_shape
from answers.lib.fingerprints import fingerprint
from answers.services.browsing import article_list, tag_list


class ArticleListView(View):
    """All articles, newest first."""

    @extend_schema(
        operation_id="articles",
        summary="List articles, newest first",
        parameters=[ListInput],
        responses={200: ArticlePage, **problems(400, 404)},
    )
    def get(self, request: Request) -> Response:
        asked = read(ListInput, query_data(request))
        number = asked.pop("page")
        check_product(request, asked["product"])
        rows = article_list(viewer=request.user, **asked)
        frame, page = page_of(request, rows, number)
        results = [brief_shape(request, article) for article in page]
        return Response(frame | {"results": results})


class ArticleView(View):
    """One article."""

    @extend_schema(
        operation_id="article",
        summary="Read one article",
        responses={200: ArticleOutput, 304: None, **problems(404)},
    )
    def get(self, request: Request, key: str) -> Response:
        """Read one article; with ``If-None-Match`` only if it has changed."""
        body = article_shape(request, find_article(request, key))
        etag = quote_etag(fingerprint(body))
        unchanged = get_conditional_response(request._request, etag=etag)
        response = Response(body) if unchanged is None else Response(status=304)
        if unchanged is not None and unchanged.status_code != 304:
            response = Response(body)  # a condition meant for writes
        response["ETag"] = etag
        patch_cache_control(response, private=True, no_cache=True)
        return response


class TagListView(View):
    """All tags."""

    @extend_schema(
        operation_id="tags",
        summary="List tags, most used first",
        responses={200: TagList, **problems()},
    )
    def get(self, request: Request) -> Response:
        tags = [
            {
                "slug": tag.slug,
                "name": tag.name,
                "url": request.build_absolute_uri(tag.get_absolute_url()),
                "count": tag.articles_count,
            }
            for tag in tag_list()
        ]
        return Response({"count": len(tags), "results": tags})

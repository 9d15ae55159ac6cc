"""Articles and tags over REST."""

from __future__ import annotations

from typing import ClassVar

from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from answers.api.article_serializers import ArticleOutput
from answers.api.authentication import BearerAuthentication
from answers.api.base import (
    View,
    check_product,
    find_article,
    page_of,
    problems,
    query_data,
    read,
)
from answers.api.representations import article_shape, brief_shape
from answers.api.revision_serializers import ArticleChange, ArticleInput, Proposal
from answers.api.revisions import (
    as_sent,
    author_of,
    author_pk,
    base_of,
    check_same,
    draft_fields,
    findable,
    proposal_response,
    proposal_shape,
    with_product,
)
from answers.api.serializers import ArticlePage, ListInput, TagList
from answers.lib.errors import ConflictError, InvalidError, OvertakenError
from answers.lib.fingerprints import fingerprint
from answers.models import Scope
from answers.services.articles import article_list, tag_list
from answers.services.revisions import (
    Draft,
    article_propose,
    number_of,
    proposal_get,
    revision_propose,
)

IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag of what you changed, or `*`; in place of `base`.",
)


class ArticleListView(View):
    """All articles, newest first; a new one is sent here."""

    needs_of: ClassVar = {"POST": Scope.WRITE}

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
        tag = asked.pop("tag")
        rows = article_list(viewer=request.user, tags=[tag] if tag else [], **asked)
        frame, page = page_of(request, rows, number)
        results = [brief_shape(request, article) for article in page]
        return Response(frame | {"results": results})

    @extend_schema(
        operation_id="article_create",
        summary="Send in a new article, to be reviewed",
        request=ArticleInput,
        responses={200: Proposal, 201: Proposal, **problems(400, 409, 413, 415)},
    )
    def post(self, request: Request) -> Response:
        """Write a draft that reviewers publish; the same sent again is the same draft.

        `Location` is where to read what becomes of it.
        """
        author = author_of(request, "add_article")
        said = read(ArticleInput, request.data)
        fields = with_product(request, draft_fields(request, said))
        key = fields.pop("key")
        draft = Draft(**{"title": "", "question": "", "answer": ""} | fields)
        try:
            revision = article_propose(draft=draft, author=author, key=key)
        except InvalidError as error:
            raise as_sent(error) from error
        return proposal_response(request, revision)


class ArticleView(View):
    """One article; what it is to become is sent here."""

    needs_of: ClassVar = {"PATCH": Scope.WRITE}

    @extend_schema(
        operation_id="article",
        summary="Read one article",
        responses={200: ArticleOutput, 304: None, **problems(404, 410)},
    )
    def get(self, request: Request, key: str) -> Response:
        """Read one article; with ``If-None-Match`` only if it has changed."""
        body = article_shape(request, find_article(request, key))
        etag = quote_etag(f"r{body['revision']}-{fingerprint(body)}")
        unchanged = get_conditional_response(request._request, etag=etag)
        response = Response(body) if unchanged is None else Response(status=304)
        if unchanged is not None and unchanged.status_code != 304:
            response = Response(body)  # a condition meant for writes
        response["ETag"] = etag
        patch_cache_control(response, private=True, no_cache=True)
        return response

    @extend_schema(
        operation_id="article_change",
        summary="Send in a change of an article, to be reviewed",
        parameters=[IF_MATCH],
        request=ArticleChange,
        responses={
            200: Proposal,
            201: Proposal,
            **problems(400, 404, 409, 412, 413, 415, 428),
        },
    )
    def patch(self, request: Request, key: str) -> Response:
        """Write a draft of what is sent, the rest as it was; reviewers publish it.

        Until then your next change takes its place. The article stays as it is.
        """
        author = author_of(request, "change_article")
        article = findable(request, key, author)
        said = read(ArticleChange, request.data)
        changes = draft_fields(request, said)
        check_same(changes.pop("key"), key)
        base = base_of(request, said, number_of(article))
        try:
            revision = revision_propose(
                article=article,
                changes={"note": ""} | changes,
                author=author,
                base=base,
            )
        except ConflictError as error:
            if "If-Match" in request.headers:
                raise OvertakenError(error.message, **error.extra) from error
            raise
        return proposal_response(request, revision)


class RevisionView(View):
    """What became of something that was sent in."""

    authentication_classes = (BearerAuthentication,)
    needs = Scope.WRITE

    @extend_schema(
        operation_id="revision",
        summary="Read what became of what you sent in",
        responses={200: Proposal, **problems(404)},
    )
    def get(self, request: Request, key: str, number: int) -> Response:
        """Read its status, and what the reviewer said."""
        author = author_pk(request)
        revision = proposal_get(key=key, number=number, author_id=author)
        return Response(proposal_shape(request, revision))


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

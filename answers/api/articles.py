"""Articles over REST: list, read, and send in a new one or a change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from answers.api.base import (
    View,
    check_product,
    find_article,
    page_of,
    query_data,
    read,
)
from answers.api.fields import CleanCharField, MomentField
from answers.api.problems import problem_responses
from answers.api.revisions import (
    ArticleChange,
    ArticleInput,
    Proposal,
    article_to_change,
    as_sent,
    author_account,
    base_of,
    check_change,
    check_same,
    draft_fields,
    proposal_response,
    with_product,
)
from answers.api.serializers import (
    Output,
    PageInput,
    PageOutput,
    Verified,
    article_url,
    product_slug,
    revision_number,
    tag_names,
    verified_article,
    voting_url,
)
from answers.api.votes import Votes
from answers.lib.errors import ConflictError, InvalidError, OvertakenError
from answers.lib.fingerprints import fingerprint
from answers.models import Article, Cause, Reference, Scope
from answers.services.articles import article_list
from answers.services.revisions import (
    Draft,
    article_propose,
    number_of,
    revision_propose,
)

IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag of what you changed, or `*`; in place of `base`.",
)


class ListInput(PageInput):
    """How the list of articles is filtered."""

    product = CleanCharField(max_length=100, default="", allow_blank=True)
    category = CleanCharField(max_length=100, default="", allow_blank=True)
    tag = CleanCharField(max_length=100, default="", allow_blank=True)
    updated_since = MomentField(
        default=None, help_text="ISO 8601 date or date and time."
    )


class ArticleBrief(Output):
    """An article as lists show it."""

    id = serializers.CharField(source="key")
    title = serializers.CharField(source="heading")
    url = serializers.CharField()
    product = serializers.CharField(allow_null=True)
    category = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    date = serializers.DateField(allow_null=True)
    revision = serializers.IntegerField()
    updated_at = serializers.DateTimeField()

    url_of = staticmethod(article_url)
    product_of = staticmethod(product_slug)
    tags_of = staticmethod(tag_names)
    revision_of = staticmethod(revision_number)


class ArticlePage(PageOutput):
    """A page of the list of articles."""

    results = ArticleBrief(many=True)


class ReferenceOutput(Output):
    """A link of an article; ``id`` where it leads to one of our own."""

    text = serializers.CharField()
    url = serializers.CharField(allow_null=True)
    id = serializers.CharField(allow_null=True)

    @staticmethod
    def url_of(reference: Reference, request: Request) -> str | None:
        href = reference.href
        return request.build_absolute_uri(href) if href else None

    @staticmethod
    def id_of(reference: Reference, request: Request) -> str | None:
        return reference.target.key if reference.target else None


class OutlineEntry(Output):
    """A heading of the answer."""

    from_mapping = True

    level = serializers.IntegerField()
    title = serializers.CharField()
    anchor = serializers.CharField()


class CauseWords(Output):
    """A possible cause in an answer's own words."""

    title = serializers.CharField()
    explanation = serializers.CharField(help_text="Empty where the answer has none.")
    remedy = serializers.CharField(help_text="Empty where the answer has none.")


class CauseOutput(CauseWords):
    """A possible cause, and where in the answer it stands."""

    anchor = serializers.CharField(help_text="The heading it stands under, or empty.")


class ArticleOutput(ArticleBrief):
    """One article in full."""

    question = serializers.CharField(source="current.question")
    markdown = serializers.CharField(
        source="current.answer", help_text="The answer as it was written."
    )
    html = serializers.CharField(
        source="current.answer_html", help_text="The answer as safe HTML."
    )
    text = serializers.CharField(
        source="current.text", help_text="The answer as plain text."
    )
    outline = OutlineEntry(source="current.outline", many=True)
    references = ReferenceOutput(many=True)
    causes = CauseOutput(many=True)
    votes = Votes(source="*")
    verified = Verified(allow_null=True)
    feedback_url = serializers.CharField()

    @staticmethod
    def references_of(article: Article, request: Request) -> Iterable[Reference]:
        return article.references.all()

    @staticmethod
    def causes_of(article: Article, request: Request) -> Iterable[Cause]:
        return Cause.objects.filter(article=article)

    verified_of = staticmethod(verified_article)

    feedback_url_of = staticmethod(voting_url)


class ArticleListView(View):
    """All articles, newest first; a new one is sent here."""

    needs_of: ClassVar = {"POST": Scope.WRITE}

    @extend_schema(
        operation_id="articles",
        summary="List articles, newest first",
        parameters=[ListInput],
        responses={200: ArticlePage, **problem_responses(400, 404)},
    )
    def get(self, request: Request) -> Response:
        filters = read(ListInput, query_data(request))
        number = filters.pop("page")
        check_product(request, filters["product"])
        tag = filters.pop("tag")
        tags = [tag] if tag else []
        rows = article_list(viewer=request.user, tags=tags, **filters)
        return Response(ArticlePage.write(page_of(request, rows, number), request))

    @extend_schema(
        operation_id="article_create",
        summary="Send in a new article, to be reviewed",
        request=ArticleInput,
        responses={
            200: Proposal,
            201: Proposal,
            **problem_responses(400, 409, 413, 415),
        },
    )
    def post(self, request: Request) -> Response:
        """Write a draft that reviewers publish; the same sent again is the same draft.

        `Location` is where to read what becomes of it.
        """
        author = author_account(request, "add_article")
        data = read(ArticleInput, request.data)
        fields = with_product(request, draft_fields(request, data))
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
        responses={200: ArticleOutput, 304: None, **problem_responses(404, 410)},
    )
    def get(self, request: Request, key: str) -> Response:
        """Read one article; with ``If-None-Match`` only if it has changed."""
        body = ArticleOutput.write(find_article(request, key), request)
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
            **problem_responses(400, 404, 409, 412, 413, 415, 428),
        },
    )
    def patch(self, request: Request, key: str) -> Response:
        """Write a draft of what is sent, the rest as it was; reviewers publish it.

        Until then your next change takes its place. The article stays as it is.
        """
        author = author_account(request, "change_article")
        article = article_to_change(request, key, author)
        data = read(ArticleChange, request.data)
        check_change(data)
        changes = draft_fields(request, data)
        check_same(changes.pop("key"), key)
        base = base_of(request, data, number_of(article))
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

"""Base: what every view of the API does alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.throttling import BaseThrottle
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from answers.api.fields import WORDS
from answers.api.parsers import JsonParser
from answers.api.problem_serializers import Problem
from answers.api.throttling import CallerThrottle, tell_allowance
from answers.lib.errors import NotFoundError
from answers.models import Article, Scope
from answers.ratelimit import address_identity, visitor_identity
from answers.services.accounts import Caller
from answers.services.articles import article_get, article_refusal

PAGE_SIZE = 20


class AlwaysJson(BaseContentNegotiation):
    """We speak JSON whatever ``Accept`` says: an answer helps more than a 406."""

    def select_parser(
        self, request: Request, parsers: Iterable[BaseParser]
    ) -> BaseParser | None:
        kind = (request.content_type or "").partition(";")[0].strip().lower()
        return next((p for p in parsers if p.media_type == kind), None)

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, str(renderer.media_type)


class View(APIView):
    """A view of ours: JSON in, JSON out."""

    content_negotiation_class = AlwaysJson
    parser_classes = (JsonParser,)
    throttle_classes: Sequence[type[BaseThrottle]] = (CallerThrottle,)
    needs: str | None = Scope.SEARCH  # of a bot's key; people need none
    needs_of: ClassVar[dict[str, str]] = {}  # of a method that needs another

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        """Say what is left of the caller's limit."""
        tell_allowance(request, response)
        done: Response = super().finalize_response(request, response, *args, **kwargs)
        return done

    def check_permissions(self, request: Request) -> None:
        """Refuse a key without the view's scope, saying which."""
        super().check_permissions(request)
        needs = self.needs_of.get(str(request.method), self.needs)
        if needs and isinstance(request.auth, Caller):
            request.auth.require(needs)


def read(serializer: type[BaseSerializer[Any]], data: Any) -> dict[str, Any]:
    """Return input as the serializer reads it. Raises ValidationError."""
    context = {WORDS: isinstance(data, QueryWords)}
    reader = serializer(data=data, context=context)
    reader.is_valid(raise_exception=True)
    return dict(reader.validated_data)


class QueryWords(dict[str, Any]):
    """What an address says: words, whatever they stand for."""


def query_data(request: Request, *, lists: tuple[str, ...] = ()) -> QueryWords:
    """Return the query string's values: the last of each, all of ``lists``."""
    params = request.query_params
    data = QueryWords({x: params[x] for x in params if x not in lists})
    for name in lists:
        words = params.getlist(name)
        if words:
            data[name] = words
    return data


def check_product(request: Request, slug: str) -> None:
    """Refuse a product that the caller's key may not see, rather than find nothing."""
    if slug and isinstance(request.auth, Caller):
        request.auth.require_product(slug)


def find_article(request: Request, key: str) -> Article:
    """Return an article, or say why not: a 404 never hides a 401 or 403."""
    try:
        return article_get(key=key, viewer=request.user)
    except NotFoundError as error:
        raise article_refusal(key=key, viewer=request.user) or error from error


def page_of(
    request: Request, rows: QuerySet[Any], number: int
) -> tuple[dict[str, Any], Page[Any]]:
    """Return the frame of one page of ``rows``, and what stands on it.

    Raises NotFoundError where there is no such page.
    """
    pages = Paginator(rows, PAGE_SIZE)
    if number > pages.num_pages:
        msg = _("The last page is {number}.").format(number=pages.num_pages)
        raise NotFoundError(msg)
    page = pages.page(number)
    here = request.build_absolute_uri()
    more = page.has_next() and replace_query_param(here, "page", number + 1)
    less = page.has_previous() and replace_query_param(here, "page", number - 1)
    frame = {"count": pages.count, "next": more or None, "previous": less or None}
    return frame, page


def identity(visitor: str, address: str) -> str:
    """Return who votes: the caller's own id for somebody, else the address."""
    return visitor_identity(visitor) if visitor else address_identity(address)


def problems(*statuses: int) -> dict[int, OpenApiResponse]:
    """Return the refusals of an operation, for the schema."""
    return {
        status: OpenApiResponse(Problem, description=_WHY[status])
        for status in (*statuses, 401, 403, 429)
    }


_WHY = {
    400: "Bad input; `errors` names the fields.",
    401: "The key or token does not count; `code` says why.",
    403: "The key or account may not do this; `code` says why.",
    404: "There is no such thing.",
    409: "Somebody was faster; `revision` says which revision is public now.",
    410: "The article was retired; `replaced_by` names the one that stands for it.",
    412: "What `If-Match` names is not the newest; `revision` says what is.",
    413: "The body is too large.",
    415: "The body is not `application/json`.",
    428: "Nothing says which revision was changed.",
    429: "Too many requests; `Retry-After` says when to come back.",
    503: "The search index is being mended; `Retry-After` says when to come back.",
}

"""Base: the view class, input, and pages of lists, for every resource."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.throttling import BaseThrottle
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from answers.api.fields import FROM_QUERY
from answers.api.parsers import JsonParser, check_body
from answers.api.throttling import CallerThrottle, add_limit_headers
from answers.lib.errors import NotFoundError
from answers.models import Article, Scope
from answers.services.accounts import Caller
from answers.services.articles import article_get, article_refusal

PAGE_SIZE = 20


class AlwaysJson(BaseContentNegotiation):
    """Answer in JSON whatever ``Accept`` says: an answer helps more than a 406."""

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
    """A view of the API: JSON in, JSON out."""

    content_negotiation_class = AlwaysJson
    parser_classes = (JsonParser,)
    throttle_classes: Sequence[type[BaseThrottle]] = (CallerThrottle,)
    needs: str | None = Scope.SEARCH  # scope of a bot's key; people need none
    needs_of: ClassVar[dict[str, str]] = {}  # by method, where it needs another scope

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse bodies that will not be read before anything reads them."""
        check_body(request.headers)
        super().initial(request, *args, **kwargs)

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        """Add the headers that say what is left of the caller's limit."""
        add_limit_headers(request, response)
        done: Response = super().finalize_response(request, response, *args, **kwargs)
        return done

    def check_permissions(self, request: Request) -> None:
        """Refuse a key that lacks the scope of the view. Raises ForbiddenError."""
        super().check_permissions(request)
        needs = self.needs_of.get(str(request.method), self.needs)
        if needs and isinstance(request.auth, Caller):
            request.auth.require(needs)


def read(serializer: type[BaseSerializer[Any]], data: Any) -> dict[str, Any]:
    """Return the validated values of a body or a query. Raises ValidationError."""
    context = {FROM_QUERY: isinstance(data, QueryData)}
    reader = serializer(data=data, context=context)
    reader.is_valid(raise_exception=True)
    return dict(reader.validated_data)


class QueryData(dict[str, Any]):
    """The values of a query string: text, also where a number is meant."""


def query_data(request: Request, *, lists: tuple[str, ...] = ()) -> QueryData:
    """Return the query string's values: the last of each, all of ``lists``."""
    params = request.query_params
    data = QueryData({x: params[x] for x in params if x not in lists})
    for name in lists:
        values = params.getlist(name)
        if values:
            data[name] = values
    return data


def check_product(request: Request, slug: str) -> None:
    """Raise ForbiddenError for a product that the caller's key may not see.

    Without this the caller would be told that nothing matches.
    """
    if slug and isinstance(request.auth, Caller):
        request.auth.require_product(slug)


def find_article(request: Request, key: str) -> Article:
    """Return an article that the caller may read.

    Raises NotFoundError, or the error that says why this caller does not see it.
    """
    try:
        return article_get(key=key, viewer=request.user)
    except NotFoundError as error:
        raise article_refusal(key=key, viewer=request.user) or error from error


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list; ``next`` and ``previous`` are addresses of this operation."""

    count: int
    next: str | None
    previous: str | None
    results: Iterable[Any]


def page_of(request: Request, rows: QuerySet[Any], number: int) -> ListPage:
    """Return page ``number`` of ``rows``, counted from 1. Raises NotFoundError."""
    pages = Paginator(rows, PAGE_SIZE)
    if number > pages.num_pages:
        msg = _("The last page is {number}.").format(number=pages.num_pages)
        raise NotFoundError(msg)
    page = pages.page(number)
    here = request.build_absolute_uri()
    more = page.has_next() and replace_query_param(here, "page", number + 1)
    less = page.has_previous() and replace_query_param(here, "page", number - 1)
    return ListPage(pages.count, more or None, less or None, page)

"""Tags: the list of all tags, and the articles of one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from answers.lib.errors import NotFoundError
from answers.services.articles import article_list, tag_get, tag_list
from answers.services.search import PAGE
from answers.text.normalization import clean
from answers.web.pagination import make_pages
from answers.web.parameters import read_page_number

DEEPEST_PAGE = 10_000


@vary_on_cookie  # the theme; the other pages vary by their viewer already
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show every tag that has articles."""
    return render(request, "pages/tags.html", {"tags": tag_list()})


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the articles of one tag."""
    try:
        shown = tag_get(slug=clean(slug))
    except NotFoundError as error:
        raise Http404(error.message) from error
    if shown.slug != slug:  # an alias; staff may take it back, so not for ever
        return redirect(shown)
    rows = article_list(viewer=request.user, tags=[shown.slug])
    total = rows.count()
    address = shown.get_absolute_url()
    pages = make_pages(
        read_page_number(request.GET.get("page", "")),
        total=total,
        size=PAGE,
        most=DEEPEST_PAGE,
        url=lambda number: f"{address}?page={number}" if number > 1 else address,
    )
    context = {
        "tag": shown,
        "articles": rows[pages.start : pages.start + PAGE],
        "total": total,
        "pages": pages,
        "here": f"{address}?page={pages.number}" if pages.number > 1 else address,
    }
    return render(request, "pages/tag.html", context)

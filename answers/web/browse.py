"""Browse: home, and the tags."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from answers.lib.errors import NotFoundError
from answers.services.articles import selectors
from answers.services.search import PAGE
from answers.text.normalization import clean
from answers.web.pagination import make_pages
from answers.web.search.query import page_number

DEEPEST_PAGE = 10_000


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the search box, and what there is to find."""
    context = {"home": selectors.home_get(viewer=request.user)}
    return render(request, "pages/home.html", context)


@vary_on_cookie  # the theme; the other pages vary by their viewer already
@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    """Show every tag that has articles."""
    return render(request, "pages/tags.html", {"tags": selectors.tag_list()})


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the articles of one tag."""
    try:
        shown = selectors.tag_get(slug=clean(slug))
    except NotFoundError as error:
        raise Http404(error.message) from error
    if shown.slug != slug:  # an alias; staff may take it back, so not for ever
        return redirect(shown)
    rows = selectors.article_list(viewer=request.user, tag=shown.slug)
    total = rows.count()
    address = shown.get_absolute_url()
    pages = make_pages(
        page_number(request.GET.get("page", "")),
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

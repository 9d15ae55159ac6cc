"""The results page: shareable by its address where the text fits one."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from answers.lib.errors import IndexUnavailableError
from answers.services.articles import article_list, home_get
from answers.services.search import PAGE, ResultPage, article_search
from answers.services.symptoms import symptom_known, symptom_nearest
from answers.text.normalization import fold
from answers.web.pagination import Pages, make_pages
from answers.web.search import filters
from answers.web.search.query import MAX_PAGE, SearchRequest, read_search_request

RETRY_SECONDS = 20
TYPING = "X-Typing"  # header of requests made while typing: they are not recorded


# A search changes nothing, so a forged one does no harm; and without a token the page
# sets no cookie.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def results(request: HttpRequest) -> HttpResponse:
    """Show results; a POST whose text fits a URL is redirected to that URL."""
    search = read_search_request(
        request.POST if request.method == "POST" else request.GET
    )
    if request.method == "POST" and search.fits_url:
        return HttpResponseRedirect(search.url)
    if not search.text:
        return _without_text(request, search)
    try:
        search, answer, pages = _ask(request, search)
    except IndexUnavailableError:
        return unavailable(request, search)
    context = {
        "search": search,
        "answer": answer,
        "by_form": not search.fits_url,
        "pages": pages,
        "facets": filters.facets(search, answer.facets),
        "known": symptom_known(
            slugs=[symptom.slug for symptom in answer.recognised], viewer=request.user
        ),
        "chips": filters.chips(search, answer.facets),
        "findable": is_findable(search, answer) and SearchRequest(text=search.text).url,
        "sorts": filters.sorts(search),
    }
    if not answer.results:
        context["home"] = home_get(viewer=request.user)
        context["near"] = symptom_nearest(text=search.text, viewer=request.user)
    response = render(request, "pages/results.html", context)
    patch_vary_headers(response, [TYPING])
    return response


def is_findable(search: SearchRequest, answer: ResultPage) -> bool:
    """Return whether search engines may list this page: its text is a known symptom.

    Other texts are not listed, or anybody could get words listed under our name.
    """
    plain = replace(search, event="") == SearchRequest(text=search.text)
    values = {fold(symptom.value) for symptom in answer.recognised}
    return bool(answer.total) and plain and fold(search.text) in values


def unavailable(request: HttpRequest, search: SearchRequest) -> HttpResponse:
    """Return the page that says search is unavailable; articles can still be read."""
    newest = home_get(viewer=request.user).newest
    context = {"search": search, "newest": newest, "seconds": RETRY_SECONDS}
    response = render(request, "errors/503.html", context, status=503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _ask(
    request: HttpRequest, search: SearchRequest
) -> tuple[SearchRequest, ResultPage, Pages]:
    """Return the answer; a page number behind the last page gives the last page."""
    answer = _search(request, search)
    search = search.changed(page=search.page, event=answer.event)
    pages = _pages(search, answer.total)
    if pages.number != search.page:
        search = search.changed(page=pages.number)
        answer = _search(request, search)
    return search, answer, pages


def _search(request: HttpRequest, search: SearchRequest) -> ResultPage:
    return article_search(
        question=search.question(),
        viewer=request.user,
        channel="" if request.method == "HEAD" or TYPING in request.headers else "web",
        event=search.event,
    )


def _without_text(request: HttpRequest, search: SearchRequest) -> HttpResponse:
    """List the articles that match the filters; without filters, suggest a search."""
    if not search.has_filters:
        context = {"search": search, "home": home_get(viewer=request.user)}
        return render(request, "pages/search_empty.html", context)
    question = search.question()
    rows = article_list(
        viewer=request.user,
        product=question.product,
        tags=question.tags,
        symptoms=question.symptoms,
        category=question.category,
        since=question.since,
        until=question.until,
    )
    total = rows.count()
    pages = _pages(search, total)
    context = {
        "search": search,
        "articles": rows[pages.start : pages.start + PAGE],
        "total": total,
        "pages": pages,
        "chips": filters.chips(search, {}),
    }
    return render(request, "pages/articles.html", context)


def _pages(search: SearchRequest, total: int) -> Pages:
    return make_pages(
        search.page,
        total=total,
        size=PAGE,
        most=MAX_PAGE,
        url=lambda number: search.changed(page=number).url,
    )

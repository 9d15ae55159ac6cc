"""Search: results for a text and filters, shareable where the text fits a URL."""

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
from answers.web.search.query import MAX_PAGE, Asked, read_asked

RETRY_SECONDS = 20
TYPING = "X-Typing"  # a header: still being typed, so nobody searched it yet


# A search changes nothing, so nobody is harmed by one sent in his name; and without
# a token the page sets no cookie.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def results(request: HttpRequest) -> HttpResponse:
    """Show what was found; a posted text that fits a URL is sent there."""
    asked = read_asked(request.POST if request.method == "POST" else request.GET)
    if request.method == "POST" and asked.fits_url:
        return HttpResponseRedirect(asked.url)
    if not asked.text:
        return _without_text(request, asked)
    try:
        asked, answer, pages = _ask(request, asked)
    except IndexUnavailableError:
        return unavailable(request, asked)
    context = {
        "asked": asked,
        "answer": answer,
        "by_form": not asked.fits_url,
        "pages": pages,
        "facets": filters.facets(asked, answer.facets),
        "known": symptom_known(
            slugs=[symptom.slug for symptom in answer.recognised], viewer=request.user
        ),
        "chips": filters.chips(asked, answer.facets),
        "findable": is_findable(asked, answer) and Asked(text=asked.text).url,
        "sorts": filters.sorts(asked),
    }
    if not answer.results:
        context["home"] = home_get(viewer=request.user)
        context["near"] = symptom_nearest(text=asked.text, viewer=request.user)
    response = render(request, "pages/results.html", context)
    patch_vary_headers(response, [TYPING])
    return response


def is_findable(asked: Asked, answer: ResultPage) -> bool:
    """Whether search engines may list a page: its text is a symptom, and found.

    Other texts stay out, or anybody could have words listed under our name.
    """
    plain = replace(asked, event="") == Asked(text=asked.text)
    values = {fold(symptom.value) for symptom in answer.recognised}
    return bool(answer.total) and plain and fold(asked.text) in values


def unavailable(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Say honestly that nothing can be searched now; articles can be read."""
    newest = home_get(viewer=request.user).newest
    context = {"asked": asked, "newest": newest, "seconds": RETRY_SECONDS}
    response = render(request, "errors/503.html", context, status=503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _ask(request: HttpRequest, asked: Asked) -> tuple[Asked, ResultPage, Pages]:
    """Return the answer; behind the last page that is the last one."""
    answer = _search(request, asked)
    asked = asked.but(page=asked.page, event=answer.event)
    pages = _pages(asked, answer.total)
    if pages.number != asked.page:
        asked = asked.but(page=pages.number)
        answer = _search(request, asked)
    return asked, answer, pages


def _search(request: HttpRequest, asked: Asked) -> ResultPage:
    return article_search(
        question=asked.question(),
        viewer=request.user,
        channel="" if request.method == "HEAD" or TYPING in request.headers else "web",
        event=asked.event,
    )


def _without_text(request: HttpRequest, asked: Asked) -> HttpResponse:
    """List the articles that pass the filters; without any, say what to ask."""
    if not asked.narrowed:
        context = {"asked": asked, "home": home_get(viewer=request.user)}
        return render(request, "pages/search_empty.html", context)
    question = asked.question()
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
    pages = _pages(asked, total)
    context = {
        "asked": asked,
        "articles": rows[pages.start : pages.start + PAGE],
        "total": total,
        "pages": pages,
        "chips": filters.chips(asked, {}),
    }
    return render(request, "pages/articles.html", context)


def _pages(asked: Asked, total: int) -> Pages:
    return make_pages(
        asked.page,
        total=total,
        size=PAGE,
        most=MAX_PAGE,
        url=lambda number: asked.but(page=number).url,
    )

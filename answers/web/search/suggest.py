"""Suggest: what the search box shows while one types, or after a log was pasted.

The fragments are HTML made by the templates of pages, so the script only inserts them.
"""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_cookie

from answers.index import Snippet
from answers.lib.errors import IndexUnavailableError
from answers.services.search import Suggestion, article_search, article_suggest
from answers.services.symptoms import symptom_known
from answers.symptoms import recognise
from answers.web.search.query import SearchRequest, read_search_request

LONGEST_LINE = 100  # characters; a longer line is searched for, not completed
LOG_RESULTS = 3
SYMPTOMS = 2


@csrf_exempt  # changes nothing
@vary_on_cookie
@cache_control(private=True, max_age=30)
@require_http_methods(["GET", "HEAD", "POST"])
def fragment(request: HttpRequest) -> HttpResponse:
    """Return suggestions for a line, or results for a log; 204 without a text."""
    search = read_search_request(
        request.POST if request.method == "POST" else request.GET
    )
    if not search.text:
        return HttpResponse(status=204)
    is_log = "\n" in search.text or len(search.text) > LONGEST_LINE
    try:
        context = _log(request, search) if is_log else _line(request, search)
    except IndexUnavailableError:
        return HttpResponse(status=204)  # the results page says why
    template = "parts/log_preview.html" if is_log else "parts/suggestions.html"
    return render(request, template, {"search": search} | context)


def _line(request: HttpRequest, search: SearchRequest) -> dict[str, Any]:
    found = article_suggest(text=search.text, viewer=request.user)
    words = [
        word for word in search.text.split() if len(word) > 1 or not word.isascii()
    ]
    options = [(one, _marked(one, words)) for one in found]
    if all(one.kind != "symptom" for one in found):
        said = recognise(search.text)[:SYMPTOMS]
        slugs = [symptom.slug for symptom in said]
        known = symptom_known(slugs=slugs, viewer=request.user)
        return {"symptoms": [s for s in said if s.slug in known], "options": options}
    return {"options": options}


def _marked(suggestion: Suggestion, words: list[str]) -> Snippet:
    """Return the text of a suggestion with the typed words marked."""
    text = suggestion.text
    typed = "|".join(re.escape(word) for word in words)
    found = re.finditer(typed, text, re.IGNORECASE) if typed else ()
    return Snippet(text, tuple(match.span() for match in found), 0)


def _log(request: HttpRequest, search: SearchRequest) -> dict[str, Any]:
    answer = article_search(question=search.question(), viewer=request.user)
    slugs = [symptom.slug for symptom in answer.recognised]
    return {
        "answer": answer,
        "known": symptom_known(slugs=slugs, viewer=request.user),
        "found": answer.results[:LOG_RESULTS],
    }

"""Live: what the search box shows while one types, and of a log that was pasted.

The fragments are HTML, made by the same templates as pages, so the script puts them
in place and knows nothing of results.
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
from answers.web.search.query import Asked, read_asked

LONGEST_LINE = 100  # characters that are completed; what is longer is searched for
LOG_RESULTS = 3
SYMPTOMS = 2


@csrf_exempt  # looks only, as searching does
@vary_on_cookie
@cache_control(private=True, max_age=30)
@require_http_methods(["GET", "HEAD", "POST"])
def fragment(request: HttpRequest) -> HttpResponse:
    """Return options for a line, or what is known of a log; nothing for nothing."""
    asked = read_asked(request.POST if request.method == "POST" else request.GET)
    if not asked.text:
        return HttpResponse(status=204)
    is_log = "\n" in asked.text or len(asked.text) > LONGEST_LINE
    try:
        context = _log(request, asked) if is_log else _line(request, asked)
    except IndexUnavailableError:
        return HttpResponse(status=204)  # searching itself says why
    template = "parts/log_preview.html" if is_log else "parts/suggestions.html"
    return render(request, template, {"asked": asked} | context)


def _line(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    found = article_suggest(text=asked.text, viewer=request.user)
    words = [word for word in asked.text.split() if len(word) > 1 or not word.isascii()]
    options = [(one, _marked(one, words)) for one in found]
    if all(one.kind != "symptom" for one in found):
        said = recognise(asked.text)[:SYMPTOMS]
        slugs = [symptom.slug for symptom in said]
        known = symptom_known(slugs=slugs, viewer=request.user)
        return {"symptoms": [s for s in said if s.slug in known], "options": options}
    return {"options": options}


def _marked(suggestion: Suggestion, words: list[str]) -> Snippet:
    """Return a suggestion's text with what was typed marked."""
    text = suggestion.text
    typed = "|".join(re.escape(word) for word in words)
    found = re.finditer(typed, text, re.IGNORECASE) if typed else ()
    return Snippet(text, tuple(match.span() for match in found), 0)


def _log(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    answer = article_search(question=asked.question(), viewer=request.user)
    slugs = [symptom.slug for symptom in answer.recognised]
    return {
        "answer": answer,
        "known": symptom_known(slugs=slugs, viewer=request.user),
        "found": answer.results[:LOG_RESULTS],
    }

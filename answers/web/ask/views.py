"""Ask: the page where one asks an expert, alone or in a frame of another site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csp.constants import SELF
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from answers.lib.errors import (
    AnswersError,
    IndexUnavailableError,
    NotFoundError,
    RateLimitedError,
)
from answers.ratelimit import new_visitor
from answers.services.articles import product_list
from answers.services.embed_origins import origin_list
from answers.web.ask.conversation import Reply, Talk, read_talk, rephrase, reply
from answers.web.embed_origins import is_welcome, open_to_sites
from answers.web.visitors import keep_visitor

if TYPE_CHECKING:
    from collections.abc import Mapping

STATUSES: Mapping[type[AnswersError], int] = {
    NotFoundError: 404,
    RateLimitedError: 429,
    IndexUnavailableError: 503,
}
LANGUAGES = {"zh": "zh-hans", "en": "en"}


# No cookie may be needed here: in another site's frame there is none. What a token
# would keep out, ``is_welcome`` does.
@csrf_exempt
@xframe_options_exempt  # frame-ancestors says who may
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show the form; answer what is asked with it."""
    talk = read_talk(request.POST if request.method == "POST" else request.GET)
    context: dict[str, Any] = {"talk": talk, "products": product_list()}
    context["frame"] = "embed.html" if talk.embed else "base.html"
    context["visit"] = (talk.visit or new_visitor()) if talk.embed else ""
    said, status, wait = None, 200, 0
    if request.method == "POST":
        said, status, wait, context["problem"] = _answer(request, talk)
    if said:
        context |= said.context | {"part": said.template}
    response = render(request, "pages/ask.html", context, status=status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    if said and said.cookie:
        keep_visitor(request, response, said.cookie)
    if talk.embed:
        sites = [SELF, *origin_list(product=talk.product)]
        # What csp's decorator sets; here it depends on the request.
        response._csp_replace = {"frame-ancestors": sites}  # type: ignore[attr-defined]
    return response


@csrf_exempt
@open_to_sites
@require_POST
def turn(request: HttpRequest) -> HttpResponse:
    """Answer for the page's script and for the widget: a piece of HTML in JSON."""
    talk = read_talk(request.POST)
    language = LANGUAGES.get(request.POST.get("lang", ""), translation.get_language())
    with translation.override(language):
        said, status, wait, problem = _answer(request, talk)
        shown = said or Reply("parts/problem.html", problem, {"problem": problem})
        context = {"talk": talk, "embed": talk.embed} | shown.context
        html = render_to_string(shown.template, context, request)
    body = {"html": html, "say": shown.say, "ok": said is not None}
    response = JsonResponse(body, status=status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    if said and said.cookie and not talk.embed:
        keep_visitor(request, response, said.cookie)
    return response


@csrf_exempt
@open_to_sites
@require_POST
def phrase(request: HttpRequest) -> HttpResponseBase:
    """Reword the answer that the page shows, as it comes; 204 where that is not to be.

    The question is judged again, which leaves no trace, and what is cited must still
    be what the page says.
    """
    talk = read_talk(request.POST)
    if not is_welcome(request, product=talk.product):
        return HttpResponse(status=403)
    language = LANGUAGES.get(request.POST.get("lang", ""), translation.get_language())
    with translation.override(language):
        try:
            return rephrase(request, talk) or HttpResponse(status=204)
        except AnswersError as error:
            return HttpResponse(status=STATUSES.get(type(error), 400))


def _answer(request: HttpRequest, talk: Talk) -> tuple[Reply | None, int, int, str]:
    """Return what to say, or the status, the seconds to wait and what is wrong."""
    if not is_welcome(request, product=talk.product):
        return None, 403, 0, _("This site may not ask here: its address is not listed.")
    try:
        return reply(request, talk), 200, 0, ""
    except IndexUnavailableError:
        text = _("The search index is being mended. Ask again in a minute.")
        return None, 503, 60, text
    except AnswersError as error:
        status = STATUSES.get(type(error), 400)
        return None, status, int(error.extra.get("seconds", 0)), error.message

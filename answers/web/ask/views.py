"""Ask: the page with a question form, alone or in a frame of another site."""

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
from answers.web.ask.conversation import AskForm, Reply, read_ask_form, rephrase, reply
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
    """Show the form; a POST shows the answer below it."""
    form = read_ask_form(request.POST if request.method == "POST" else request.GET)
    context: dict[str, Any] = {"form": form, "products": product_list()}
    context["frame"] = "embed.html" if form.embed else "base.html"
    context["visit"] = (form.visit or new_visitor()) if form.embed else ""
    said, status, wait = None, 200, 0
    if request.method == "POST":
        said, status, wait, context["problem"] = _answer(request, form)
    if said:
        context |= said.context | {"part": said.template}
    response = render(request, "pages/ask.html", context, status=status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    if said and said.cookie:
        keep_visitor(request, response, said.cookie)
    if form.embed:
        sites = [SELF, *origin_list(product=form.product)]
        # What csp's decorator sets; here it depends on the request.
        response._csp_replace = {"frame-ancestors": sites}  # type: ignore[attr-defined]
    return response


@csrf_exempt
@open_to_sites
@require_POST
def turn(request: HttpRequest) -> HttpResponse:
    """Answer the page's script or the widget: JSON with a piece of HTML."""
    form = read_ask_form(request.POST)
    language = LANGUAGES.get(request.POST.get("lang", ""), translation.get_language())
    with translation.override(language):
        said, status, wait, problem = _answer(request, form)
        shown = said or Reply("parts/problem.html", problem, {"problem": problem})
        context = {"form": form, "embed": form.embed} | shown.context
        html = render_to_string(shown.template, context, request)
    body = {"html": html, "say": shown.say, "ok": said is not None}
    response = JsonResponse(body, status=status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    if said and said.cookie and not form.embed:
        keep_visitor(request, response, said.cookie)
    return response


@csrf_exempt
@open_to_sites
@require_POST
def phrase(request: HttpRequest) -> HttpResponseBase:
    """Stream the shown answer in a model's words; 204 if there is none to stream.

    The question is answered again without recording it, and must cite the same
    revisions as the page does.
    """
    form = read_ask_form(request.POST)
    if not is_welcome(request, product=form.product):
        return HttpResponse(status=403)
    language = LANGUAGES.get(request.POST.get("lang", ""), translation.get_language())
    with translation.override(language):
        try:
            return rephrase(request, form) or HttpResponse(status=204)
        except AnswersError as error:
            return HttpResponse(status=STATUSES.get(type(error), 400))


def _answer(request: HttpRequest, form: AskForm) -> tuple[Reply | None, int, int, str]:
    """Return the reply, or None with a status, seconds to wait and a message."""
    if not is_welcome(request, product=form.product):
        return None, 403, 0, _("This site may not ask here: its address is not listed.")
    try:
        return reply(request, form), 200, 0, ""
    except IndexUnavailableError:
        text = _("The search index is being mended. Ask again in a minute.")
        return None, 503, 60, text
    except AnswersError as error:
        status = STATUSES.get(type(error), 400)
        return None, status, int(error.extra.get("seconds", 0)), error.message

"""Inquiries: send a question to the experts, see its state, be mailed the answer."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from answers.lib.errors import GoneError, InvalidError, NotFoundError, RateLimitedError
from answers.models import Article, Inquiry
from answers.ratelimit import check_rate
from answers.services.articles import article_get
from answers.services.inquiries import (
    InquiryData,
    inquiry_create,
    inquiry_follow,
    inquiry_get,
    inquiry_unfollow,
    mail_is_on,
)
from answers.text.normalization import clean, cut
from answers.web import errors
from answers.web.parameters import read_slug
from answers.web.visitors import address_of

QUESTION_LENGTH = 5_000


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Create an inquiry and redirect to its page."""
    text = cut(clean(request.POST.get("q", "")).strip(), QUESTION_LENGTH)
    if not text:
        message = _("Write the question first, then ask an expert.")
        return errors.bad_request(request, message=message)
    refusal = _too_many(request)
    if refusal:
        return refusal
    data = InquiryData(
        text=text,
        channel="web",
        product=read_slug(request.POST.get("product", "")),
        origin=Inquiry.Origin.EXPERT,
    )
    return HttpResponseRedirect(inquiry_create(data=data).get_absolute_url())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Show an inquiry to whoever has its token; a POST adds a mail address."""
    inquiry = inquiry_get(token=token)
    if inquiry is None:
        raise Http404(_("There is no such inquiry here."))
    if request.method == "POST":
        return _follow(request, inquiry)
    return _show(request, inquiry, followed=request.GET.get("done") == "followed")


@never_cache
@csrf_exempt  # mail programs unsubscribe with one POST and have no token
@require_http_methods(["GET", "HEAD", "POST"])
def unfollow(request: HttpRequest, token: str) -> HttpResponse:
    """Delete a mail address by POST; a GET only shows the form."""
    done = request.method == "POST"
    if done:
        inquiry_unfollow(token=clean(token))
    return render(request, "pages/unfollow.html", {"done": done})


def _follow(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    refusal = _too_many(request)
    if refusal:
        return refusal
    email = request.POST.get("email", "")
    try:
        inquiry_follow(
            inquiry=inquiry,
            email=email,
            language=get_language() or settings.LANGUAGE_CODE,
        )
    except InvalidError as error:
        return _show(request, inquiry, problem=error.message, email=clean(email)[:254])
    return HttpResponseRedirect(f"{inquiry.get_absolute_url()}?done=followed")


def _show(
    request: HttpRequest,
    inquiry: Inquiry,
    *,
    followed: bool = False,
    problem: str = "",
    email: str = "",
) -> HttpResponse:
    head = inquiry.head
    context = {
        "inquiry": inquiry,
        "head": head,
        "article": _readable(request, head.article) if not inquiry.is_open else None,
        "may_follow": inquiry.is_open and mail_is_on(),
        "followed": followed,
        "problem": problem,
        "email": email,
    }
    status = 400 if problem else 200
    return render(request, "pages/inquiry.html", context, status=status)


def _readable(request: HttpRequest, article: Article | None) -> Article | None:
    if article is None:
        return None
    try:
        return article_get(key=article.key, viewer=request.user)
    except GoneError:
        return article.replacement_for(request.user)
    except NotFoundError:  # internal
        return None


def _too_many(request: HttpRequest) -> HttpResponse | None:
    try:
        check_rate("inquiry", address_of(request), settings.KB_THROTTLE_FEEDBACK)
    except RateLimitedError as error:
        return errors.too_many_requests(request, seconds=error.extra["seconds"])
    return None

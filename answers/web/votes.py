"""Votes: the feedback page of an article. Only a POST votes, never a GET."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from answers.lib.errors import InvalidError, NotFoundError, RateLimitedError
from answers.models import VOTE_VALUES, Article, Vote
from answers.ratelimit import check_rate
from answers.services.complaints import complaint_outcome
from answers.services.votes import (
    VoteData,
    VoteLink,
    feedback_article,
    vote_link_read,
    vote_record,
    vote_withdraw,
)
from answers.text.normalization import one_line
from answers.web import errors
from answers.web.articles import get_article
from answers.web.redirects import redirect_retired
from answers.web.visitors import address_of, keep_visitor, known_visitor, name_visitor
from answers.web.vote_form import VoteForm, read_vote_form

NUMBER_LENGTH = 40  # characters: longer than any number, shorter than int() refuses


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@redirect_retired("answers:feedback")
def page(request: HttpRequest, key: str) -> HttpResponse:
    """Show the form with this visitor's vote; a POST votes or withdraws."""
    article = get_article(request, key)
    try:
        link = _link(request, article)
    except InvalidError as error:
        return errors.bad_request(request, message=error.message)
    if request.method == "POST":
        return _take(request, article, link)
    form = read_vote_form(request, article, request.GET)
    done = request.GET.get("done", "")
    return _show(request, article, form, done=done if done in DONE else "")


@require_safe
def legacy(request: HttpRequest) -> HttpResponse:
    """Redirect a published 差评 link to the feedback page of its article."""
    given = one_line(request.GET.get("enhancerGradePOJOId", "")[:NUMBER_LENGTH])
    try:
        article = feedback_article(number=given, viewer=request.user)
    except InvalidError:
        message = _(
            "A feedback link ends in a number, for example "
            "?enhancerGradePOJOId=13578. This one does not; it may have been cut off."
        )
        return errors.bad_request(request, message=message)
    except NotFoundError as error:
        raise Http404(error.message) from error
    address = reverse("answers:feedback", args=[article.key], query={"vote": "down"})
    return HttpResponseRedirect(address)


DONE = ("up", "down", "withdrawn")


def _link(request: HttpRequest, article: Article) -> VoteLink | None:
    """Return the vote link of a chat message, if any. Raises InvalidError."""
    token = request.POST.get("by") or request.GET.get("by", "")
    return vote_link_read(token=token, article=article) if token else None


def _take(
    request: HttpRequest, article: Article, link: VoteLink | None
) -> HttpResponse:
    try:
        check_rate("feedback", address_of(request), settings.KB_THROTTLE_FEEDBACK)
    except RateLimitedError as error:
        return errors.too_many_requests(request, seconds=error.extra["seconds"])
    if request.POST.get("action") == "withdraw":
        visitor = known_visitor(request)
        if visitor:
            vote_withdraw(article=article, visitor=visitor)
        return _leave(article, "withdrawn")
    if request.POST.get("vote") not in VOTE_VALUES:
        problem = _("Choose first whether it helped, then send.")
        form = read_vote_form(request, article, request.POST)
        return _show(request, article, form, problem=problem)
    return _record(request, article, link)


def _record(
    request: HttpRequest, article: Article, link: VoteLink | None
) -> HttpResponse:
    form = read_vote_form(request, article, request.POST)
    cookie, visitor = name_visitor(request)
    down = form.value == Vote.Value.DOWN
    try:
        vote_record(
            article=article,
            visitor=visitor,
            channel=link.channel if link else Vote.Channel.WEB,
            data=VoteData(
                value=VOTE_VALUES[form.vote],
                reason=form.reason if down else "",
                comment=form.comment,
                query=link.query if link else form.query,
                revision=link.revision if link else 0,
            ),
        )
    except InvalidError as error:
        return _show(request, article, form, problem=error.message)
    response = _leave(article, form.vote)
    keep_visitor(request, response, cookie)
    return response


def _show(
    request: HttpRequest,
    article: Article,
    form: VoteForm,
    *,
    done: str = "",
    problem: str = "",
) -> HttpResponse:
    context = {
        "article": article,
        "vote_form": form,
        "done": done,
        "problem": problem,
        "by": "" if done else request.POST.get("by") or request.GET.get("by", ""),
        "word": complaint_outcome(vote=form.previous, article=article),
    }
    status = 400 if problem else 200
    return render(request, "pages/feedback.html", context, status=status)


def _leave(article: Article, done: str) -> HttpResponse:
    address = reverse("answers:feedback", args=[article.key], query={"done": done})
    return HttpResponseRedirect(address)

"""Conversation: read what the ask page or the widget sends, and make the reply.

The field ``do`` selects the action: empty asks the question, ``up`` and ``down`` vote,
``inquiry`` asks an expert, ``product:…`` and ``add:…`` choose an answer to a clarifying
question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from answers.lib.errors import InvalidError
from answers.models import VOTE_VALUES, Inquiry, Vote
from answers.ratelimit import check_rate, visitor_identity
from answers.services.articles import article_get
from answers.services.ask import question_answer, question_ask
from answers.services.inquiries import InquiryData, inquiry_create
from answers.services.llm import answer_reword, llm_configured
from answers.services.search import QUERY_LENGTH, Question
from answers.services.votes import VoteData, vote_record
from answers.text.normalization import cut, one_line
from answers.text.redaction import redact
from answers.web.ask.llm import citation_ids, citation_links, stream_lines
from answers.web.ask.turn import Turn, make_turn
from answers.web.parameters import read_slug
from answers.web.visitors import address_of, name_visitor

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict
    from django.http.response import HttpResponseBase

VISIT_LENGTH = 100
_EVENT = re.compile(r"[\w:.-]{1,200}")


@dataclass(frozen=True, slots=True)
class AskForm:
    """The fields sent. ``visit`` identifies a visitor where cookies cannot."""

    question: str = ""
    product: str = ""
    do: str = ""
    article: str = ""
    visit: str = ""
    embed: bool = False
    channel: str = "web"


@dataclass(frozen=True, slots=True)
class Reply:
    """The reply: a template for a turn, or for a note that replaces the buttons.

    ``say`` is read aloud by screen readers; ``cookie`` is to be set for a visitor who
    voted without one.
    """

    template: str
    say: str
    context: dict[str, Any] = field(default_factory=dict)
    cookie: str = ""


def read_ask_form(data: QueryDict) -> AskForm:
    """Return the fields of the form, bounded and cleaned."""
    return AskForm(
        question=Question(data.get("question", "")).text,
        product=read_slug(data.get("product", "")),
        do=one_line(data.get("do", "")[:300]),
        article=one_line(data.get("article", "")[:300]),
        visit=one_line(data.get("visit", "")[:300])[:VISIT_LENGTH],
        embed=data.get("embed") == "1",
        channel="widget" if data.get("channel") == "widget" else "web",
    )


def reply(request: HttpRequest, form: AskForm) -> Reply:
    """Carry out the action of the form and return the reply.

    Raises InvalidError, NotFoundError, RateLimitedError, IndexUnavailableError.
    """
    kind, _colon, value = form.do.partition(":")
    if kind in VOTE_VALUES:
        return _vote(request, form, kind)
    if kind == "inquiry":
        return _inquire(request, form)
    if kind == "product":
        form = replace(form, product=value)
    if kind == "add" and form.question:
        form = replace(form, question=_added(form.question, value))
    return _ask(request, form)


def _ask(request: HttpRequest, form: AskForm) -> Reply:
    _need_question(form)
    check_rate("ask", address_of(request), settings.KB_THROTTLE_ANON)
    result = question_ask(
        question=Question(form.question, product=form.product),
        viewer=request.user,
        channel=form.channel,
    )
    turn = make_turn(result, product=form.product, viewer=request.user)
    return Reply("parts/ask_answer.html", _summary(turn), {"turn": turn})


def rephrase(request: HttpRequest, form: AskForm) -> HttpResponseBase | None:
    """Return a stream of the answer in a model's words, None if there is none.

    Raises RateLimitedError, IndexUnavailableError.
    """
    if not form.question or not llm_configured():
        return None
    check_rate("phrase", address_of(request), settings.KB_THROTTLE_ANON)
    result = question_answer(
        question=Question(form.question, product=form.product), viewer=request.user
    )
    if result.status != "answered" or citation_ids(result) != request.POST.get("cited"):
        return None
    event = request.POST.get("event", "")
    opening = f"?from={event}" if _EVENT.fullmatch(event) else ""
    rewording = answer_reword(result=result)
    return (
        stream_lines(rewording, citation_links(result, opening)) if rewording else None
    )


def _added(question: str, more: str) -> str:
    """Return the question with the chosen text appended, cut to ``QUERY_LENGTH``."""
    between = "\n" if "\n" in question else " "
    room = QUERY_LENGTH - len(between) - len(more)
    return f"{cut(question, room)}{between}{more}"


def _summary(turn: Turn) -> str:
    """Return the text that screen readers announce for an answer."""
    best = turn.result.best
    if best is None:
        return _("No answer here. The question is kept for an expert.")
    if turn.choices and turn.result.clarify:
        return turn.result.clarify
    return _("Answer found, {words}: {title}").format(
        words=turn.words, title=best.article.heading
    )


def _vote(request: HttpRequest, form: AskForm, kind: str) -> Reply:
    article = article_get(key=form.article, viewer=request.user)
    check_rate("feedback", address_of(request), settings.KB_THROTTLE_FEEDBACK)
    cookie, visitor = "", visitor_identity(form.visit) if form.visit else ""
    if not visitor:
        cookie, visitor = name_visitor(request)
    vote_record(
        article=article,
        visitor=visitor,
        channel=Vote.Channel(form.channel),
        data=VoteData(value=VOTE_VALUES[kind], query=redact(form.question)),
    )
    say = _("Thank you: 好评 noted.") if kind == "up" else _("Thank you: 差评 noted.")
    context = {"voted": kind, "article": article, "form": form}
    return Reply("parts/vote_receipt.html", say, context, cookie)


def _inquire(request: HttpRequest, form: AskForm) -> Reply:
    _need_question(form)
    check_rate("feedback", address_of(request), settings.KB_THROTTLE_FEEDBACK)
    data = InquiryData(
        text=form.question,
        channel=form.channel,
        product=form.product,
        origin=Inquiry.Origin.EXPERT,
    )
    inquiry = inquiry_create(data=data)
    say = _("Your question waits for an expert now.")
    return Reply("parts/inquiry_receipt.html", say, {"inquiry": inquiry})


def _need_question(form: AskForm) -> None:
    if not form.question:
        msg = _("Write first what went wrong, or paste the log.")
        raise InvalidError(msg, field="question")

"""Talking: what somebody sends from the ask page or the widget, and the reply to it.

``do`` says what is wanted: nothing is a question, ``up`` and ``down`` are votes,
``inquiry`` asks an expert, ``product:…`` and ``add:…`` answer a question back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from answers.lib.errors import InvalidError
from answers.models import Inquiry, Vote
from answers.ratelimit import check_rate, visitor_identity
from answers.services.articles import article_get
from answers.services.ask import question_answer, question_ask
from answers.services.inquiries import Asking, inquiry_leave
from answers.services.llm import answer_tell, phrasing_on
from answers.services.search import QUERY_LENGTH, Question
from answers.services.votes import Opinion, vote_record
from answers.text.logs import telling_part
from answers.text.normalization import clean, cut, one_line
from answers.text.redaction import redact
from answers.web.ask.llm import cited_by, line_stream, links_of
from answers.web.ask.turn import Turn, make_turn
from answers.web.parameters import read_slug
from answers.web.visitors import address_of, name_visitor
from answers.web.vote_form import VALUES

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict
    from django.http.response import HttpResponseBase

VISIT_LENGTH = 100
_EVENT = re.compile(r"[\w:.-]{1,200}")


@dataclass(frozen=True, slots=True)
class Talk:
    """What was sent. ``visit`` tells visitors apart where no cookie can."""

    question: str = ""
    product: str = ""
    do: str = ""
    article: str = ""
    visit: str = ""
    embed: bool = False
    channel: str = "web"


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said to it: a turn to add, or a note in place of the buttons.

    ``cookie`` is to be kept by a visitor who voted without one.
    """

    template: str
    say: str
    context: dict[str, Any] = field(default_factory=dict)
    cookie: str = ""


def read_talk(data: QueryDict) -> Talk:
    """Read what was sent so that nothing in it can break anything."""
    return Talk(
        question=telling_part(clean(data.get("question", "")).strip(), QUERY_LENGTH),
        product=read_slug(data.get("product", "")),
        do=one_line(data.get("do", "")[:300]),
        article=one_line(data.get("article", "")[:300]),
        visit=one_line(data.get("visit", "")[:300])[:VISIT_LENGTH],
        embed=data.get("embed") == "1",
        channel="widget" if data.get("channel") == "widget" else "web",
    )


def reply(request: HttpRequest, talk: Talk) -> Reply:
    """Do what is wanted.

    Raises InvalidError, NotFoundError, RateLimitedError, IndexUnavailableError.
    """
    kind, _colon, value = talk.do.partition(":")
    if kind in VALUES:
        return _vote(request, talk, kind)
    if kind == "inquiry":
        return _inquire(request, talk)
    if kind == "product":
        talk = replace(talk, product=value)
    if kind == "add" and talk.question:
        talk = replace(talk, question=_added(talk.question, value))
    return _ask(request, talk)


def _ask(request: HttpRequest, talk: Talk) -> Reply:
    _need_question(talk)
    check_rate("ask", address_of(request), settings.KB_THROTTLE_ANON)
    result = question_ask(
        question=Question(talk.question, product=talk.product),
        viewer=request.user,
        channel=talk.channel,
    )
    turn = make_turn(result, product=talk.product, viewer=request.user)
    return Reply("parts/ask_answer.html", _summary(turn), {"turn": turn})


def rephrase(request: HttpRequest, talk: Talk) -> HttpResponseBase | None:
    """Return the answer in a model's words as a stream; None where there is none.

    Raises RateLimitedError, IndexUnavailableError.
    """
    if not talk.question or not phrasing_on():
        return None
    check_rate("phrase", address_of(request), settings.KB_THROTTLE_ANON)
    result = question_answer(
        question=Question(talk.question, product=talk.product), viewer=request.user
    )
    if result.status != "answered" or cited_by(result) != request.POST.get("cited"):
        return None
    event = request.POST.get("event", "")
    opening = f"?from={event}" if _EVENT.fullmatch(event) else ""
    telling = answer_tell(result=result)
    return line_stream(telling, links_of(result, opening)) if telling else None


def _added(question: str, more: str) -> str:
    """Return a question with what was chosen, which the longest log leaves room for."""
    between = "\n" if "\n" in question else " "
    room = QUERY_LENGTH - len(between) - len(more)
    return f"{cut(question, room)}{between}{more}"


def _summary(turn: Turn) -> str:
    """Return what is read aloud when an answer has come."""
    best = turn.result.best
    if best is None:
        return _("No answer here. The question is kept for an expert.")
    if turn.choices and turn.result.clarify:
        return turn.result.clarify
    return _("Answer found, {words}: {title}").format(
        words=turn.words, title=best.article.heading
    )


def _vote(request: HttpRequest, talk: Talk, kind: str) -> Reply:
    article = article_get(key=talk.article, viewer=request.user)
    check_rate("feedback", address_of(request), settings.KB_THROTTLE_FEEDBACK)
    cookie, visitor = "", visitor_identity(talk.visit) if talk.visit else ""
    if not visitor:
        cookie, visitor = name_visitor(request)
    vote_record(
        article=article,
        visitor=visitor,
        channel=Vote.Channel(talk.channel),
        opinion=Opinion(value=VALUES[kind], query=redact(talk.question)),
    )
    say = _("Thank you: 好评 noted.") if kind == "up" else _("Thank you: 差评 noted.")
    context = {"voted": kind, "article": article, "talk": talk}
    return Reply("parts/vote_receipt.html", say, context, cookie)


def _inquire(request: HttpRequest, talk: Talk) -> Reply:
    _need_question(talk)
    check_rate("feedback", address_of(request), settings.KB_THROTTLE_FEEDBACK)
    asking = Asking(
        text=talk.question,
        channel=talk.channel,
        product=talk.product,
        origin=Inquiry.Origin.EXPERT,
    )
    inquiry = inquiry_leave(asking=asking)
    say = _("Your question waits for an expert now.")
    return Reply("parts/inquiry_receipt.html", say, {"inquiry": inquiry})


def _need_question(talk: Talk) -> None:
    if not talk.question:
        msg = _("Write first what went wrong, or paste the log.")
        raise InvalidError(msg, field="question")

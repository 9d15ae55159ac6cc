"""Replies: the worker asks, makes a card, and shows it where it was asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from answers.bots.channels.registry import room_of
from answers.bots.channels.types import LONGEST_TEXT, Card, Link
from answers.lib.errors import AnswersError
from answers.models import Article, Channel, Inquiry
from answers.services.ask import AskResult, question_ask
from answers.services.channels import KIND, thread_keep
from answers.services.delivery import Carrier, RefusedError, UnreachedError
from answers.services.outbox import CARRIERS
from answers.services.search import Question
from answers.services.votes import ballot_links
from answers.text.normalization import cut
from answers.web.ask.turn import sureness

LINKS = 4  # shown in a card: every citation, then what else may answer
CHOICES = 3  # of a question back: with the votes as many buttons as every card has
LONGEST_LINK = 500  # characters of a button's address
TITLE = 60  # characters of a link's title: some services count bytes


def reply(payload: Mapping[str, Any]) -> str:
    """Answer what a delivery holds. Raises RefusedError, UnreachedError."""
    rows = Channel.objects.filter(pk=payload["channel"], enabled=True)
    channel = rows.select_related("product").first()
    if channel is None:
        msg = "the channel is gone or switched off"
        raise RefusedError(msg)
    thread = payload["thread"]
    with translation.override(settings.LANGUAGE_CODE):
        try:
            card = _card(channel, payload)
        except AnswersError as error:
            raise UnreachedError(f"{error.code}: {error}") from error
        return room_of(channel).send(channel, thread, card)


CARRIERS[KIND] = Carrier(reply, logged=True)


def _card(channel: Channel, payload: Mapping[str, Any]) -> Card:
    if "inquiry" in payload:
        return _told(channel, payload["inquiry"])
    if "wait" in payload:
        return _too_many(int(payload["wait"]))
    product = channel.product.slug if channel.product else ""
    result = question_ask(
        question=Question(str(payload["text"]), product=product),
        viewer=AnonymousUser(),
        channel=channel.kind,
    )
    if result.inquiry is not None:
        thread_keep(channel=channel, inquiry=result.inquiry, thread=payload["thread"])
    return answer_card(channel, result)


def answer_card(channel: Channel, result: AskResult) -> Card:
    """Return an answer, a question back, or that nobody knows yet."""
    others = tuple(_link(other.article) for other in result.alternatives)
    best = result.best
    if best is None:
        told = _("Nothing here answers it yet. It is kept, and answered here.")
        return Card(_("Not known yet"), told, others[:LINKS], _waiting(result))
    text = cut(best.passage.text, LONGEST_TEXT)
    if result.clarify:
        text = f"{result.clarify}\n\n{text}"
    sources = tuple(
        Link(
            _("{title} (revision {number})").format(
                title=cut(cited.article.heading, TITLE), number=cited.revision
            ),
            _address(cited.article),
        )
        for cited in result.citations
    )
    # Who asks back is not certain of what was meant.
    words = _("Likeliest") if result.clarify else sureness(result.confidence)[1]
    heading = _("{words}: {title}").format(
        words=words, title=cut(best.article.heading, 80)
    )
    return Card(
        heading,
        text,
        (sources + others)[:LINKS],
        _choices(result) + _buttons(best.article, channel, result.question),
    )


def _waiting(result: AskResult) -> tuple[Link, ...]:
    """Return where to see how far the question is, and where to ask otherwise."""
    inquiry = result.inquiry
    other = ask_link(_("Ask in other words"), result.question)
    if inquiry is None:
        return other
    address = settings.KB_BASE_URL + inquiry.get_absolute_url()
    return (Link(_("How far your question is"), address), *other)


def _choices(result: AskResult) -> tuple[Link, ...]:
    """Return what the question back may be answered with, each to ask it so."""
    found: tuple[Link, ...] = ()
    for choice in result.choices[:CHOICES]:
        text = f"{result.question} {choice.text}".strip()
        found += ask_link(choice.label, text, choice.product)
    return found


def ask_link(title: str, question: str, product: str = "") -> tuple[Link, ...]:
    """Return the ask page with a question in it; none where it is too long for that."""
    given = {"question": question} | ({"product": product} if product else {})
    address = f"{settings.KB_BASE_URL}{reverse('answers:ask', query=given)}"
    return (Link(title, address),) if len(address) <= LONGEST_LINK else ()


def _too_many(wait: int) -> Card:
    """Return the request to ask again later, which nobody else needs to read."""
    told = _("This question was not taken up: ask it again in {wait} seconds.")
    return Card(_("Too many questions at once"), told.format(wait=wait), aside=True)


def _told(channel: Channel, pk: int) -> Card:
    """Return the answer that an inquiry has found."""
    inquiry = Inquiry.objects.select_related("article__current").filter(pk=pk).first()
    article = inquiry.article if inquiry else None
    if inquiry is None or article is None or article.current is None:
        msg = "the inquiry has no answer"
        raise RefusedError(msg)
    return Card(
        _("Answered: {title}").format(title=cut(article.heading, 80)),
        cut(article.current.text, LONGEST_TEXT),
        (_link(article),),
        _buttons(article, channel, inquiry.question),
    )


def _buttons(article: Article, channel: Channel, query: str) -> tuple[Link, ...]:
    up, down = ballot_links(article=article, channel=channel.kind, query=query)
    base = settings.KB_BASE_URL
    return (Link(_("👍 It helped"), base + up), Link(_("👎 It did not"), base + down))


def _link(article: Article) -> Link:
    return Link(cut(article.heading, TITLE), _address(article))


def _address(article: Article) -> str:
    return settings.KB_BASE_URL + article.get_absolute_url()

"""Replies: the carrier that answers a question and shows the answer in its chat."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from answers.bots.channels.registry import service_of
from answers.bots.channels.types import LONGEST_TEXT, Card, Link
from answers.lib.errors import AnswersError
from answers.models import Article, Channel, Inquiry
from answers.services.ask import AskResult, question_ask
from answers.services.channels import ReplyPayload, thread_keep
from answers.services.delivery import Carrier, RefusedError, UnreachedError
from answers.services.search import Question
from answers.services.votes import vote_links
from answers.text.normalization import cut
from answers.web.ask.turn import sureness

LINKS = 4  # shown in a card: every citation, then what else may answer
CHOICES = 3  # of a question back: with the votes as many buttons as every card has
LONGEST_LINK = 500  # characters of a button's address
TITLE = 60  # characters of a link's title: some services count bytes


def reply(payload: ReplyPayload) -> str:
    """Show the answer in the chat; return the service's answer.

    Raises RefusedError and UnreachedError.
    """
    rows = Channel.objects.filter(pk=payload["channel"], enabled=True)
    channel = rows.select_related("product").first()
    if channel is None:
        msg = "the channel is gone or switched off"
        raise RefusedError(msg)
    with translation.override(settings.LANGUAGE_CODE):
        try:
            card = _card(channel, payload)
        except AnswersError as error:
            raise UnreachedError(f"{error.code}: {error}") from error
        return service_of(channel).send(channel, payload["thread"], card)


reply_carrier = Carrier(reply, logged=True)


def _card(channel: Channel, payload: ReplyPayload) -> Card:
    if "inquiry" in payload:
        return _inquiry_card(channel, payload["inquiry"])
    if "wait" in payload:
        return _wait_card(payload["wait"])
    product = channel.product.slug if channel.product else ""
    result = question_ask(
        question=Question(payload["text"], product=product),
        viewer=AnonymousUser(),
        channel=channel.kind,
    )
    if result.inquiry is not None:
        thread_keep(channel=channel, inquiry=result.inquiry, thread=payload["thread"])
    return answer_card(channel, result)


def answer_card(channel: Channel, result: AskResult) -> Card:
    """Return the card of an answer, of a question back, or of an unknown answer."""
    others = tuple(_link(other.article) for other in result.alternatives)
    best = result.best
    if best is None:
        text = _("Nothing here answers it yet. It is kept, and answered here.")
        return Card(_("Not known yet"), text, others[:LINKS], _inquiry_links(result))
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
    # With a question back it is not certain what was meant.
    certainty = _("Likeliest") if result.clarify else sureness(result.confidence)[1]
    heading = _("{words}: {title}").format(
        words=certainty, title=cut(best.article.heading, 80)
    )
    return Card(
        heading,
        text,
        (sources + others)[:LINKS],
        _choices(result) + _buttons(best.article, channel, result.question),
    )


def _inquiry_links(result: AskResult) -> tuple[Link, ...]:
    """Return links to the inquiry's page and to the ask page with the question."""
    inquiry = result.inquiry
    other = ask_link(_("Ask in other words"), result.question)
    if inquiry is None:
        return other
    address = settings.KB_BASE_URL + inquiry.get_absolute_url()
    return (Link(_("How far your question is"), address), *other)


def _choices(result: AskResult) -> tuple[Link, ...]:
    """Return a link to the ask page for each answer to the question back."""
    found: tuple[Link, ...] = ()
    for choice in result.choices[:CHOICES]:
        text = f"{result.question} {choice.text}".strip()
        found += ask_link(choice.label, text, choice.product)
    return found


def ask_link(title: str, question: str, product: str = "") -> tuple[Link, ...]:
    """Return a link to the ask page with a question; none where it gets too long."""
    given = {"question": question} | ({"product": product} if product else {})
    address = f"{settings.KB_BASE_URL}{reverse('answers:ask', query=given)}"
    return (Link(title, address),) if len(address) <= LONGEST_LINK else ()


def _wait_card(wait: int) -> Card:
    """Return the request to ask again in so many seconds, for the sender alone."""
    text = _("This question was not taken up: ask it again in {wait} seconds.")
    return Card(_("Too many questions at once"), text.format(wait=wait), aside=True)


def _inquiry_card(channel: Channel, pk: int) -> Card:
    """Return the answer to an inquiry."""
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
    up, down = vote_links(article=article, channel=channel.kind, query=query)
    base = settings.KB_BASE_URL
    return (Link(_("👍 It helped"), base + up), Link(_("👎 It did not"), base + down))


def _link(article: Article) -> Link:
    return Link(cut(article.heading, TITLE), _address(article))


def _address(article: Article) -> str:
    return settings.KB_BASE_URL + article.get_absolute_url()

"""Open inquiries that an article answers which was published after them.

Nothing is sent and nothing is closed: staff look at the offer and decide.
"""

from __future__ import annotations

import time

from django.contrib.auth.models import AnonymousUser

from answers.models import Article, Inquiry
from answers.services.ask.answer import question_answer
from answers.services.search import Question

MAX_INQUIRIES = 300  # asked again at once, the most frequent first
SECONDS = 10.0  # after which no further one is asked


def inquiry_offer(*, inquiry: Inquiry) -> Article | None:
    """Return the article that answers this question now and was published after it.

    Raises IndexUnavailableError.
    """
    product = inquiry.product.slug if inquiry.product else ""
    question = Question(inquiry.question, product=product)
    result = question_answer(question=question, viewer=AnonymousUser())
    if result.status != "answered" or result.best is None:
        return None
    article: Article = result.best.article
    current = article.current
    since = current.published_at if current else None
    return article if since and since > inquiry.created_at else None


def inquiries_offer(*, most: int = MAX_INQUIRIES) -> int:
    """Ask open inquiries again, save their offers and return how many have one.

    Those with an article in preparation are left alone. Raises IndexUnavailableError.
    """
    waiting = Inquiry.objects.leads().open().filter(article=None)
    rows = waiting.select_related("product").order_by("-total", "-pk")[:most]
    end = time.monotonic() + SECONDS
    for row in rows:
        if time.monotonic() > end:
            break
        offer = inquiry_offer(inquiry=row)
        if row.offer_id != (offer.pk if offer else None):
            Inquiry.objects.filter(pk=row.pk).update(offer=offer)
    return waiting.exclude(offer=None).count()

"""Offering: open inquiries that an article answers which was not public before.

Nobody is told and nothing is closed: staff look at what is offered, and decide.
"""

from __future__ import annotations

import time

from django.contrib.auth.models import AnonymousUser

from answers.models import Article, Inquiry
from answers.services.ask.answer import question_answer
from answers.services.search import Question

MOST = 300  # groups that are asked again at once, the most asked first
SECONDS = 10.0  # after which no further one is asked


def inquiry_offer(*, inquiry: Inquiry) -> Article | None:
    """Return what answers this question now, and was not public when it was asked.

    Raises IndexUnavailableError.
    """
    product = inquiry.product.slug if inquiry.product else ""
    question = Question(inquiry.question, product=product)
    judged = question_answer(question=question, viewer=AnonymousUser())
    if judged.status != "answered" or judged.best is None:
        return None
    article: Article = judged.best.article
    current = article.current
    since = current.published_at if current else None
    return article if since and since > inquiry.created_at else None


def inquiries_offer(*, most: int = MOST) -> int:
    """Ask open inquiries again; note what answers them. Return how many have an offer.

    Those that somebody writes an answer for are left alone. Raises
    IndexUnavailableError.
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

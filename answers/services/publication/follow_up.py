"""Closing: what has waited for an article, once another revision of it is public."""

from __future__ import annotations

from collections.abc import Collection

from answers.models import Article
from answers.services.complaints import complaints_mended
from answers.services.inquiries import inquiries_answered


def articles_close(*, articles: Collection[Article]) -> None:
    """Answer the inquiries and keep the promises that waited for these articles.

    Call it in the transaction that publishes, whoever publishes.
    """
    inquiries_answered(articles=articles)
    complaints_mended(articles=articles)

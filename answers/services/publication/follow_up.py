"""Follow-up: what happens to others once a revision of an article is public."""

from __future__ import annotations

from collections.abc import Collection

from answers.models import Article
from answers.services.complaints import complaints_mended
from answers.services.inquiries import inquiries_answered
from answers.services.webhooks import articles_announce


def articles_published(*, articles: Collection[Article]) -> None:
    """Tell webhooks, answer the inquiries and close the complaints that waited.

    Call it in the transaction that publishes, whoever publishes; the articles have the
    new revision as ``current``.
    """
    articles_announce([article.key for article in articles])
    inquiries_answered(articles=articles)
    complaints_mended(articles=articles)

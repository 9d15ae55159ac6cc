"""Edits for tests: publish a draft as the form of an article does."""

from __future__ import annotations

from django.contrib.auth.models import User

from answers.models import Article
from answers.services.articles import ArticleInput, article_save
from answers.services.revisions import Draft


def publish_draft(
    *,
    draft: Draft,
    author: User,
    article: Article | None = None,
    base: int | None = None,
    key: str = "",
) -> Article:
    """Publish a new article, or a new revision of ``article``; return the article."""
    given = ArticleInput(author, draft, "publish", article, None, base, key=key)
    return article_save(given).article

"""Articles: read, list, retire, retag and verify them."""

from answers.services.articles.selectors import (
    article_get,
    article_is_public,
    article_list,
    article_refusal,
    article_related,
    article_retired,
    home_get,
    product_list,
    revision_history,
    tag_get,
    tag_list,
)
from answers.services.articles.status import article_set_status, article_show_to
from answers.services.articles.verification import article_worklist

__all__ = [
    "article_get",
    "article_is_public",
    "article_list",
    "article_refusal",
    "article_related",
    "article_retired",
    "article_set_status",
    "article_show_to",
    "article_worklist",
    "home_get",
    "product_list",
    "revision_history",
    "tag_get",
    "tag_list",
]

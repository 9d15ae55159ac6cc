"""Replacing: which article readers of a retired one are led to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from answers.lib.errors import InvalidError
from answers.models import Article
from answers.text.normalization import clean

_ADDRESS = re.compile(r"^\S*/articles/([^/?#\s]+?)(?:\.md)?/?(?:[?#]\S*)?$")
FIELD = "replaced_by"


def replacement_find(*, said: str, articles: Sequence[Article]) -> Article | None:
    """Return the article of a key or an address, None for an empty text.

    Raises InvalidError where there is none, where it was never public, or where
    readers of one of ``articles`` would be led back to it.
    """
    text = clean(said).strip()
    if not text:
        return None
    address = _ADDRESS.match(text)
    key = address[1] if address else text
    found = Article.objects.filter(key=key, current__isnull=False).first()
    if found is None:
        msg = _("No article has the key “{key}”: copy it from its address.")
        raise InvalidError(msg.format(key=key[:80]), field=FIELD)
    chain = {found.pk, *(article.pk for article in found.successors())}
    for article in articles:
        if article.pk in chain:
            msg = _("“{key}” would lead its readers in a circle: name another article.")
            raise InvalidError(msg.format(key=article.key), field=FIELD)
    return found


def replacement_set(
    *, articles: Sequence[Article], replacement: Article | None
) -> list[Article]:
    """Lead readers of these to another article, or to none; return which changed."""
    wanted = replacement.pk if replacement else None
    moving = [article for article in articles if article.replaced_by_id != wanted]
    rows = Article.objects.filter(pk__in=[article.pk for article in moving])
    rows.update(replaced_by=replacement)
    return moving

"""Verification: the version of its product on which staff checked an answer.

It is stored with the article, not in a revision, because the text does not change.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet, Subquery, Sum
from django.db.models.expressions import OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from answers.lib.errors import InvalidError
from answers.lib.versions import version_key
from answers.models import Article, ArticleView, stale
from answers.services.audit import audit_record
from answers.text.normalization import one_line

if TYPE_CHECKING:
    from django.contrib.auth.models import User  # noqa: TID251  for types alone

LONGEST = 50  # characters of a version
MOST_DUE = 500  # articles on the work list


def article_verify(*, articles: Iterable[Article], version: str, by: User) -> int:
    """Record the version that articles were checked on; return their number.

    The current revision counts as the one that was checked. Raises InvalidError for
    what is no version.
    """
    name = one_line(version)
    key = version_key(name)
    if not key or len(name) > LONGEST:
        msg = _("A version starts with a number, for example 2.3.2 or 3.0.0-BETA.")
        raise InvalidError(msg, field="version")
    return _set(
        articles,
        by,
        name,
        verified_version=name,
        verified_key=key,
        verified_at=timezone.now(),
        verified_by=by,
        verified_revision=Subquery(
            Article.objects.filter(pk=OuterRef("pk")).values("current__number")[:1]
        ),
    )


def article_unverify(*, articles: Iterable[Article], by: User) -> int:
    """Remove the verification of articles; return their number."""
    return _set(
        articles,
        by,
        "",
        verified_version="",
        verified_key="",
        verified_at=None,
        verified_by=None,
        verified_revision=None,
    )


def article_worklist() -> list[int]:
    """Return the primary keys of articles to verify next, at most ``MOST_DUE``.

    These are public and not verified on the newest release; the most viewed come
    first, then the oldest. The age of an unverified article is that of its text.
    """
    public = Article.objects.filter(
        status=Article.Status.PUBLISHED, current__isnull=False
    )
    due = stale(public).order_by("verified_key", "date", "pk")
    views: QuerySet[Any] = ArticleView.objects.filter(article__in=due.order_by())
    counted = views.order_by().values("article").annotate(seen=Sum("count"))
    read = counted.order_by("-seen", "article").values_list("article", flat=True)
    first = list(read[:MOST_DUE])
    rest = due.exclude(pk__in=first).values_list("pk", flat=True)
    return [*first, *rest[: MOST_DUE - len(first)]]


def _set(articles: Iterable[Article], by: User, note: str, **columns: object) -> int:
    moving = list(articles)
    with transaction.atomic():
        rows = Article.objects.filter(pk__in=[article.pk for article in moving])
        count = rows.update(**columns, updated_at=timezone.now())
        verb = "verify" if note else "unverify"
        for article in moving:
            audit_record(actor=by, verb=verb, subject=article, note=note)
    return count

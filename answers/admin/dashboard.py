"""The first page of the admin: how it stands, and what waits."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from answers.admin.base import may
from answers.admin.panels import said
from answers.models import Article, IndexChange, Revision, Vote

if TYPE_CHECKING:
    from django.http import HttpRequest

DAYS = 7
ROWS = 6


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Return the context of the first page; each part for who may see it."""
    user = request.user
    context["title"] = _("Overview")
    if may(user, "view", Article):
        context |= _articles()
    if may(user, "view", Vote):
        context |= _votes()
    if getattr(user, "is_superuser", False):
        context["queued"] = IndexChange.objects.count()
    return context


def waiting_count() -> int:
    """Return for how many articles an incoming text waits."""
    return Revision.objects.filter(status=Revision.Status.CONFLICT).count()


def _articles() -> dict[str, Any]:
    tally = Article.objects.aggregate(
        published=Count("pk", filter=Q(status=Article.Status.PUBLISHED)),
        retired=Count("pk", filter=Q(status=Article.Status.RETIRED)),
        internal=Count("pk", filter=Q(internal=True)),
    )
    edits = (
        Revision.objects.exclude(origin=Revision.Origin.INGEST)
        .select_related("article", "author")
        .only(
            "number", "note", "created_at", "title",
            "article__key", "article__title", "author__username",
        )
        .order_by("-pk")[:ROWS]
    )  # fmt: skip
    return {"articles": tally, "waiting": waiting_count(), "edits": list(edits)}


def _votes() -> dict[str, Any]:
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    since = today - dt.timedelta(days=DAYS)  # as the filter "past 7 days" has it
    new = Vote.objects.filter(updated_at__gte=since).aggregate(
        down=Count("pk", filter=Q(value=Vote.Value.DOWN)),
        up=Count("pk", filter=Q(value=Vote.Value.UP)),
    )
    worst = Vote.objects.filter(value=Vote.Value.DOWN).select_related(
        "article", "revision"
    )
    rows = worst.only(
        "value", "reason", "comment", "query", "channel", "updated_at",
        "article__key", "article__title", "revision__number",
    )[:ROWS]  # fmt: skip
    return {
        "new_votes": new,
        "disliked": said(rows),
        "since": str(since),
        "days": DAYS,
    }

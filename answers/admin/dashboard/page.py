"""The first page of the admin: what to do next, and how it goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from answers.admin.articles.panels import said
from answers.admin.base import may, moment
from answers.admin.dashboard.charts import votes_chart
from answers.models import (
    Article,
    Complaint,
    Expectation,
    Inquiry,
    Revision,
    SearchEvent,
    Vote,
)
from answers.services import dashboard as figures
from answers.services.tags import tag_report

if TYPE_CHECKING:
    from django.http import HttpRequest

T = TypeVar("T")
DAYS = 7
ROWS = 6


@dataclass(frozen=True, slots=True)
class Tile:
    """One number that leads to where something is done about it."""

    name: str
    number: int
    url: str
    more: str = ""
    kind: str = ""


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Return the context of the first page; each part for who may see it."""
    user = request.user
    counts = figures.queue_counts()
    context |= {"title": _("Overview"), "tiles": [], "days": figures.DAYS}
    if may(user, "view", Article):
        context["tiles"] += _articles(counts)
        context |= _tables()
    if may(user, "view", Inquiry):
        context["tiles"].append(_asked(counts))
    if may(user, "view", Expectation):
        context["tiles"].append(_expected(counts))
    if may(user, "view", Complaint):
        context["tiles"].append(_complaints(counts))
    if may(user, "view", SearchEvent):
        context["searches_url"] = reverse("admin:answers_searchevent_changelist")
    if may(user, "view", Vote):
        context["tiles"].append(_disliked(counts))
        context |= _votes()
    if getattr(user, "is_superuser", False):
        context["tiles"].append(_queued())
    return context


def waiting_count() -> int:
    """Return for how many articles an incoming text waits."""
    return figures.conflicts_waiting()


def _articles(counts: dict[str, int]) -> list[Tile]:
    articles = reverse("admin:answers_article_changelist")
    revisions = reverse("admin:answers_revision_changelist")
    suspects = kept("suspects", lambda: len(tag_report()))
    return [
        Tile(
            _("Published articles"),
            counts["published"],
            f"{articles}?status__exact=published",
        ),
        Tile(
            _("Reviews waiting"),
            counts["reviews"],
            f"{revisions}?status__exact=in_review",
            _("written, and not public yet"),
            "warning" if counts["reviews"] else "",
        ),
        Tile(
            _("Conflicts waiting"),
            counts["conflicts"],
            f"{articles}?conflict=yes",
            _("incoming text against staff edits"),
            "warning" if counts["conflicts"] else "",
        ),
        Tile(
            _("Not on the newest release"),
            counts["stale"],
            f"{articles}?verified=due",
            _("to verify, most read first"),
        ),
        Tile(
            _("Suspicious tags"),
            suspects,
            reverse("admin:answers_tag_suspicious"),
            _("to merge, rename or hide"),
        ),
    ]


def _asked(counts: dict[str, int]) -> Tile:
    url, offered = reverse("admin:answers_inquiry_changelist"), counts["offered"]
    more = _("that no article answers yet")
    if offered:
        url += "?offered=yes"
        more = ngettext(
            "%(n)d may be answered by now", "%(n)d may be answered by now", offered
        ) % {"n": offered}
    kind = "warning" if counts["inquiries"] else ""
    return Tile(_("Open questions"), counts["inquiries"], url, more, kind)


def _expected(counts: dict[str, int]) -> Tile:
    url, broken = reverse("admin:answers_expectation_changelist"), counts["broken"]
    checked = figures.expectations_checked()
    more = _("never run yet")
    if checked:
        more = _("last run %(when)s") % {"when": moment(checked)}
    if broken:
        url += "?enabled__exact=1&holds__exact=0"
    kind = "danger" if broken else ""
    return Tile(_("Broken expectations"), broken, url, more, kind)


def _complaints(counts: dict[str, int]) -> Tile:
    text = ngettext(
        "%(n)d open 差评, by impact", "%(n)d open 差评, by impact", counts["open_votes"]
    )
    return Tile(
        _("Articles with 差评 to handle"),
        counts["complaints"],
        reverse("admin:answers_complaint_changelist"),
        text % {"n": counts["open_votes"]},
        "danger" if counts["complaints"] else "",
    )


def _disliked(counts: dict[str, int]) -> Tile:
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    since = today - dt.timedelta(days=DAYS)  # as the filter "past 7 days" has it
    url = reverse(
        "admin:answers_vote_changelist",
        query={"value__exact": -1, "updated_at__gte": str(since)},
    )
    return Tile(
        _("差评 of the last %(days)d days") % {"days": DAYS},
        counts["disliked"],
        url,
        _("%(up)d 好评 in the same time") % {"up": counts["liked"]},
    )


def _queued() -> Tile:
    # Not the count that is kept: it says whether search knows what was just saved.
    queued = figures.index_queue()
    return Tile(
        _("Queued index changes"),
        queued,
        reverse("admin:answers_indexchange_changelist"),
        _("search does not know them yet") if queued else _("search is up to date"),
        "warning" if queued else "",
    )


def _tables() -> dict[str, Any]:
    edits = (
        Revision.objects.filter(origin__in=_by_people())
        .select_related("article", "author")
        .only(
            "number", "note", "created_at", "title",
            "article__key", "article__title", "author__username",
        )
        .order_by("-pk")[:ROWS]
    )  # fmt: skip
    return {
        "edits": list(edits),
        "in_vain": kept("in-vain", figures.queries_without_result)[: 2 * ROWS],
        "unsure": kept("unsure", figures.queries_unsure)[: 2 * ROWS],
        "unverified": kept("unverified", figures.articles_unverified)[: 2 * ROWS],
        "answer_hours": figures.answer_hours(),
    }


def kept(name: str, count: Callable[[], T]) -> T:
    """Return what was counted within the last minute, or count it now."""
    return cast("T", cache.get_or_set(f"staff-{name}", count, figures.KEPT))


def _by_people() -> list[str]:
    return [value for value in Revision.Origin.values if value != "ingest"]


def _votes() -> dict[str, Any]:
    worst = Vote.objects.filter(value=Vote.Value.DOWN).select_related(
        "article", "revision"
    )
    rows = worst.only(
        "value", "reason", "comment", "query", "channel", "updated_at",
        "article__key", "article__title", "revision__number",
    )[:ROWS]  # fmt: skip
    by_day = kept("votes", figures.votes_by_day)
    return {"disliked": said(rows), "chart": votes_chart(by_day), "by_day": by_day}

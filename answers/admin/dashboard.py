"""The index page of the admin: tiles, tables and the chart of votes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from answers.admin.base import may, moment
from answers.admin.votes import vote_rows
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
from answers.services.dashboard import DayRow
from answers.services.tags import tag_report

if TYPE_CHECKING:
    from django.http import HttpRequest


T = TypeVar("T")
DAYS = 7
ROWS = 6


@dataclass(frozen=True, slots=True)
class Tile:
    """One number with a link to the list that it counts."""

    name: str
    number: int
    url: str
    more: str = ""
    kind: str = ""


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Return the context of the index page, with what this user may see."""
    user = request.user
    counts = figures.queue_counts()
    context |= {"title": _("Overview"), "tiles": [], "days": figures.DAYS}
    if may(user, "view", Article):
        context["tiles"] += _article_tiles(counts)
        context |= _tables_context()
    if may(user, "view", Inquiry):
        context["tiles"].append(_inquiry_tile(counts))
    if may(user, "view", Expectation):
        context["tiles"].append(_expectation_tile(counts))
    if may(user, "view", Complaint):
        context["tiles"].append(_complaint_tile(counts))
    if may(user, "view", SearchEvent):
        context["searches_url"] = reverse("admin:answers_searchevent_changelist")
    if may(user, "view", Vote):
        context["tiles"].append(_vote_tile(counts))
        context |= _votes_context()
    if getattr(user, "is_superuser", False):
        context["tiles"].append(_index_tile())
    return context


def waiting_count() -> int:
    """Return how many articles have a conflict with an incoming text."""
    return figures.conflicts_waiting()


def _article_tiles(counts: figures.QueueCounts) -> list[Tile]:
    articles = reverse("admin:answers_article_changelist")
    revisions = reverse("admin:answers_revision_changelist")
    suspects = figures.cached("suspects", lambda: len(tag_report()))
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


def _inquiry_tile(counts: figures.QueueCounts) -> Tile:
    url, offered = reverse("admin:answers_inquiry_changelist"), counts["offered"]
    more = _("that no article answers yet")
    if offered:
        url += "?offered=yes"
        more = ngettext(
            "%(n)d may be answered by now", "%(n)d may be answered by now", offered
        ) % {"n": offered}
    kind = "warning" if counts["inquiries"] else ""
    return Tile(_("Open questions"), counts["inquiries"], url, more, kind)


def _expectation_tile(counts: figures.QueueCounts) -> Tile:
    url, broken = reverse("admin:answers_expectation_changelist"), counts["broken"]
    checked = figures.expectations_checked()
    more = _("never run yet")
    if checked:
        more = _("last run %(when)s") % {"when": moment(checked)}
    if broken:
        url += "?enabled__exact=1&holds__exact=0"
    kind = "danger" if broken else ""
    return Tile(_("Broken expectations"), broken, url, more, kind)


def _complaint_tile(counts: figures.QueueCounts) -> Tile:
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


def _vote_tile(counts: figures.QueueCounts) -> Tile:
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


def _index_tile() -> Tile:
    # Not cached: it says whether search knows what was saved a moment ago.
    queued = figures.index_queue()
    return Tile(
        _("Queued index changes"),
        queued,
        reverse("admin:answers_indexchange_changelist"),
        _("search does not know them yet") if queued else _("search is up to date"),
        "warning" if queued else "",
    )


def _tables_context() -> dict[str, Any]:
    edits = (
        Revision.objects.filter(origin__in=_staff_origins())
        .select_related("article", "author")
        .only(
            "number", "note", "created_at", "title",
            "article__key", "article__title", "author__username",
        )
        .order_by("-pk")[:ROWS]
    )  # fmt: skip
    return {
        "edits": list(edits),
        "in_vain": figures.cached("in-vain", figures.queries_without_result)[
            : 2 * ROWS
        ],
        "unsure": figures.cached("unsure", figures.queries_unsure)[: 2 * ROWS],
        "unverified": figures.cached("unverified", figures.articles_unverified)[
            : 2 * ROWS
        ],
        "answer_hours": figures.answer_hours(),
    }


def _staff_origins() -> list[str]:
    return [value for value in Revision.Origin.values if value != "ingest"]


def _votes_context() -> dict[str, Any]:
    worst = Vote.objects.filter(value=Vote.Value.DOWN).select_related(
        "article", "revision"
    )
    rows = worst.only(
        "value", "reason", "comment", "query", "channel", "updated_at",
        "article__key", "article__title", "revision__number",
    )[:ROWS]  # fmt: skip
    by_day = figures.cached("votes", figures.votes_by_day)
    return {"disliked": vote_rows(rows), "chart": votes_chart(by_day), "by_day": by_day}


STEP = 20  # SVG units from one bar to the next
WIDE = 12  # SVG units of a bar
HIGH = 60  # SVG units of the highest bar, above or below the line


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the chart, in units of the SVG view box; ``title`` is its tooltip."""

    x: int
    y: float
    height: float
    kind: str
    title: str


def votes_chart(rows: Sequence[DayRow]) -> SafeString:
    """Return an SVG, 好评 above a line and 差评 below, by day; "" without votes."""
    most = max((max(row.up, row.down) for row in rows), default=0)
    if not most:
        return SafeString("")
    bars = []
    for number, row in enumerate(rows):
        title = f"{row.day.isoformat()}: +{row.up} −{row.down}"
        x = number * STEP + (STEP - WIDE) // 2
        up, down = HIGH * row.up / most, HIGH * row.down / most
        bars.append(Bar(x, round(HIGH - up, 1), round(up, 1), "is-up", title))
        bars.append(Bar(x, HIGH + 1, round(down, 1), "is-down", title))
    shapes = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2">'
        "<title>{}</title></rect>",
        [(bar.kind, bar.x, bar.y, WIDE, bar.height, bar.title) for bar in bars],
    )
    first, last = rows[0].day.isoformat(), rows[-1].day.isoformat()
    label = _("Votes by day, from %(first)s to %(last)s") % {
        "first": first,
        "last": last,
    }
    width = len(rows) * STEP
    return format_html(
        '<svg class="dayi-chart" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '{}<line x1="0" x2="{}" y1="{}" y2="{}"/></svg>',
        width,
        2 * HIGH + 2,
        label,
        shapes,
        width,
        HIGH + 0.5,
        HIGH + 0.5,
    )

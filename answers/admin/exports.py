"""Exports: the tables of the first page as CSV, streamed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from answers.admin.base import may
from answers.lib.csv import csv_lines
from answers.models import Article, Vote
from answers.services import dashboard
from answers.services.tags import tag_report


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its head, its rows, and what one must be allowed to see."""

    head: Sequence[Any]
    rows: Callable[[], Iterable[Sequence[Any]]]
    needs: type[Model] = Article


TABLES = {
    "in-vain": Table(
        (_("query"), _("times")),
        lambda: ((r.text, r.count) for r in dashboard.queries_without_result()),
    ),
    "unsure": Table(
        (_("query"), _("times"), _("confidence")),
        lambda: ((r.text, r.count, r.confidence) for r in dashboard.queries_unsure()),
    ),
    "unverified": Table(
        (_("key"), _("title"), _("views"), _("years old")),
        lambda: (
            (r.key, r.heading, r.views, r.years)
            for r in dashboard.articles_unverified()
        ),
    ),
    "votes": Table(
        (_("day"), _("好评"), _("差评")),
        lambda: ((r.day, r.up, r.down) for r in dashboard.votes_by_day()),
        Vote,
    ),
    "tags": Table(
        (_("tag"), _("reason"), _("articles"), _("instead")),
        lambda: (
            (r.slug, r.reason, r.count, " ".join(r.instead)) for r in tag_report()
        ),
    ),
}


class Exports:
    """Mixed into the article pages: ``…/tables/<name>.csv``."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(table)  # type: ignore[attr-defined]
        own = [path("tables/<slug:name>.csv", view, name="answers_article_table")]
        return [*own, *super().get_urls()]  # type: ignore[misc]


def table(request: HttpRequest, name: str) -> StreamingHttpResponse:
    """Send one table."""
    wanted = TABLES.get(name)
    if wanted is None:
        raise Http404
    if not may(request.user, "view", wanted.needs):
        raise PermissionDenied
    lines = csv_lines([str(title) for title in wanted.head], wanted.rows())
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingHttpResponse(
        lines, content_type="text/csv; charset=utf-8", headers=headers
    )

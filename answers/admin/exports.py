"""The tables of the index page as CSV, streamed: ``tables/<name>.csv``."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from answers.admin.base import may
from answers.models import Article, Vote
from answers.services import dashboard
from answers.services.tags import tag_report

BOM = "\ufeff"  # Excel reads a file without one in the system's encoding
# A cell that begins with one of these is run as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Table:
    """One table; ``needs`` is the model that a user must be allowed to view."""

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


def table(request: HttpRequest, name: str) -> StreamingHttpResponse:
    """Return one table as a CSV file. Raises Http404, PermissionDenied."""
    export = TABLES.get(name)
    if export is None:
        raise Http404
    if not may(request.user, "view", export.needs):
        raise PermissionDenied
    lines = csv_lines([str(title) for title in export.head], export.rows())
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingHttpResponse(
        lines, content_type="text/csv; charset=utf-8", headers=headers
    )


class _Echo:
    """A file whose ``write`` returns the text, for ``csv.writer``."""

    def write(self, text: str) -> str:
        return text


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield a table line by line; cells that look like formulas begin with ``'``."""
    writer = csv.writer(_Echo())
    yield BOM + str(writer.writerow(head))
    for row in rows:
        yield str(writer.writerow([_safe(value) for value in row]))


def _safe(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA):
        return f"'{value}"
    return value

"""What an article shows of itself: the cells of a row, its text for the others."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from answers.admin.base import EMPTY, display, moment, two_lines
from answers.models import Article

FEW_TAGS = 3


class ArticleColumns:
    """Columns and read-only fields; each takes an article and returns a cell."""

    @display(description=_("title"), ordering="title")
    def shown_title(self, obj: Article) -> str:
        product = f"{obj.product} · " if obj.product else ""
        led = f" → {obj.replaced_by.key}" if obj.replaced_by else ""
        return two_lines(obj.heading, f"{product}{obj.key}{led}")

    @display(
        description=_("status"),
        ordering="status",
        label={
            "conflict": "danger",
            "published": "success",
            "internal": "info",
            "retired": "warning",
            "draft": "default",
        },
    )
    def shown_state(self, obj: Article) -> tuple[str, Any]:
        if getattr(obj, "conflict_waits", False):
            return "conflict", _("conflict")
        if obj.internal and obj.status == Article.Status.PUBLISHED:
            return "internal", _("internal")
        return obj.status, obj.get_status_display()

    @display(description=_("revision"), ordering="current__number")
    def shown_revision(self, obj: Article) -> str:
        return f"r{obj.current.number}" if obj.current else EMPTY

    @display(description=_("votes"), ordering="down_count")
    def shown_votes(self, obj: Article) -> str:
        if not (obj.up_count or obj.down_count):
            return EMPTY
        return format_html(
            '<span class="dayi-cell dayi-nowrap"><span class="dayi-plus">+{}</span> '
            '<span class="dayi-minus">−{}</span></span>',
            obj.up_count,
            obj.down_count,
        )

    @display(description=_("tags"))
    def shown_tags(self, obj: Article) -> str:
        names = [tag.name for tag in obj.tags.all()]
        more = f" +{len(names) - FEW_TAGS}" if len(names) > FEW_TAGS else ""
        return ", ".join(names[:FEW_TAGS]) + more or EMPTY

    @display(description=_("date"), ordering="date")
    def shown_date(self, obj: Article) -> str:
        return obj.date.isoformat() if obj.date else EMPTY

    @display(description=_("updated"), ordering="updated_at")
    def shown_updated(self, obj: Article) -> str:
        return two_lines(*moment(obj.updated_at).split(" "))

    @display(description=_("question"))
    def shown_question(self, obj: Article) -> str:
        return _as_text(obj.current.question) if obj.current else EMPTY

    @display(description=_("answer"))
    def shown_answer(self, obj: Article) -> str:
        return _as_text(obj.current.answer) if obj.current else EMPTY


def _as_text(source: str) -> str:
    return format_html('<pre class="dayi-pre">{}</pre>', source)

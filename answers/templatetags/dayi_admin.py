"""Tags of the admin's pages: links to change forms, badges, buttons, differences."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.db.models import Model
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

GOOD = frozenset({"published", "answered", "linked", "found"})
BAD = frozenset({"conflict", "new", "nothing"})


@register.simple_tag
def admin_link(row: Model, text: object) -> SafeString:
    """Return a link to the change form of a row."""
    options = row._meta
    name = f"admin:{options.app_label}_{options.model_name}_change"
    tag = '<a class="dayi-link" href="{}">{}</a>'
    return format_html(tag, reverse(name, args=[row.pk]), text)


@register.simple_tag
def csv_link(table: str) -> SafeString:
    """Return a link that downloads a table of the dashboard."""
    url = reverse("admin:answers_article_table", args=[table])
    return format_html('<a class="dayi-link dayi-csv" href="{}">CSV</a>', url)


@register.simple_tag
def badge(text: object, kind: str = "") -> SafeString:
    """Return a badge; ``kind`` is ``good``, ``bad`` or empty."""
    look = f" is-{kind}" if kind else ""
    return format_html('<span class="dayi-badge{}">{}</span>', look, text)


@register.filter
def badge_kind(status: str) -> str:
    """Return the kind of badge for a status of a revision, an inquiry or a search."""
    return "good" if status in GOOD else "bad" if status in BAD else ""


@register.simple_tag
def submit_button(text: object, kind: str = "", verb: str = "") -> SafeString:
    """Return the button of a form; ``kind`` is ``main``, ``bad`` or empty.

    In a form with several buttons, ``verb`` names the pressed one.
    """
    look = f" is-{kind}" if kind else ""
    sent = format_html(' name="verb" value="{}"', verb) if verb else ""
    tag = '<button type="submit" class="dayi-button{}"{}>{}</button>'
    return format_html(tag, look, sent, text)


@register.filter
def marked_parts(parts: Iterable[tuple[str, bool]]) -> SafeString:
    """Return a line of a comparison, with the parts that differ in ``<mark>``."""
    return mark_safe(  # noqa: S308  each part is escaped
        "".join(
            f"<mark>{escape(t)}</mark>" if new else escape(t) for t, new in parts or ()
        )
    )

"""Dayi's tags: matched words marked, categories by name, addresses with their host."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from answers.search import Snippet, mark
from answers.services.asking import Found

register = template.Library()

EXPERT = "expertConsultation"  # the category of nearly all that is ingested
SENTENCE_ENDS = ("。", "！", "？", ".", "!", "?")


@register.filter
def marked(snippet: Snippet) -> SafeString:
    """Return a passage as HTML with the words that matched in <mark>."""
    return mark_safe(mark(snippet.text, snippet.spans))  # noqa: S308  mark escapes


@register.filter
def passage(found: Found) -> SafeString:
    """Return the passage of a result, with ``…`` where the text goes on."""
    snippet, revision = found.snippet, found.article.current
    whole = revision.text if revision else ""
    before = "…" if snippet.start else ""
    cut = snippet.start + len(snippet.text) < len(whole)
    after = "…" if cut and not snippet.text.rstrip().endswith(SENTENCE_ENDS) else ""
    return mark_safe(f"{before}{marked(snippet)}{after}")  # noqa: S308  marked escapes


@register.filter
def category_name(category: str) -> str:
    """Return a category as readers see it."""
    return _("Expert Q&A") if category == EXPERT else category


@register.simple_tag
def absolute(path: str) -> str:
    """Return the address of a page as the world sees it."""
    return f"{settings.KB_BASE_URL}{path}"

"""Tags of all pages: highlighted passages, seals, form fields, addresses, languages."""

from __future__ import annotations

import re

from django import template
from django.conf import settings
from django.utils.formats import localize
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from answers.index import Snippet, mark
from answers.lib import languages
from answers.services.search import ArticleMatch

register = template.Library()

LANGUAGE = "address_language"  # attribute of requests, set by the middleware
EXPERT = "expertConsultation"  # the category of nearly all ingested articles
_HEADING = re.compile(r'<(h[3-6]) id="([^"]+)">((?:(?!<a |</?h[3-6]).)*)</\1>', re.S)
_CHINESE = re.compile("[\u4e00-\u9fff]")
LEAD = 12  # characters before the first match in an excerpt
_LEAD = re.compile(r"(?<![a-zA-Z0-9])[\w`\"'(（“《\[{$/<-]")
SAMPLE = 400  # characters by which the language of a text is detected
_STEP = re.compile(r'<li id="([^"]+)">')
SEALS = {"question": (" hollow", "问"), "answer": ("", "答")}
SENTENCE_ENDS = ("。", "！", "？", ".", "!", "?")


@register.filter
def marked(snippet: Snippet) -> SafeString:
    """Return a passage as HTML, with the matched words in ``<mark>``."""
    return mark_safe(mark(snippet.text, snippet.spans))  # noqa: S308  mark escapes


@register.filter
def passage(found: ArticleMatch) -> SafeString:
    """Return the passage of a result, with ``…`` where the text continues."""
    snippet, revision = found.snippet, found.article.current
    whole = revision.text if revision else ""
    before = "…" if snippet.start else ""
    cut = snippet.start + len(snippet.text) < len(whole)
    after = "…" if cut and not snippet.text.rstrip().endswith(SENTENCE_ENDS) else ""
    return mark_safe(f"{before}{marked(snippet)}{after}")  # noqa: S308  marked escapes


@register.filter
def excerpt(snippet: Snippet) -> SafeString:
    """Return a passage for one line, which CSS cuts: it starts near the first match."""
    first = snippet.spans[0][0] if snippet.spans else 0
    lead = _LEAD.search(snippet.text, max(first - LEAD, 0), first)
    begin = lead.start() if lead else first
    shown = mark(
        snippet.text[begin:], [(a - begin, b - begin) for a, b in snippet.spans]
    )
    before = "…" if snippet.start + begin else ""
    return mark_safe(f"{before}{shown}")  # noqa: S308  mark escapes


@register.filter
def anchored(content: str) -> SafeString:
    """Return rendered Markdown with headings and steps that link to themselves.

    Only elements with an id of the renderer are changed.
    """
    linked = _HEADING.sub(r'<\1 id="\2"><a href="#\2">\3</a></\1>', content)
    label = escape(_("Link to this step"))
    sign = f' class="anchor" aria-label="{label}">#</a>'
    linked = _STEP.sub(rf'<li id="\1"><a href="#\1"{sign}', linked)
    return mark_safe(linked)  # noqa: S308  made of nh3's own output


@register.filter
def category_name(category: str) -> str:
    """Return the label of a category."""
    return _("Expert Q&A") if category == EXPERT else category


@register.simple_tag
def seal(kind: str) -> SafeString:
    """Return the seal of a ``question`` or ``answer``, hidden from screen readers."""
    look, sign = SEALS[kind]
    tag = '<span class="seal{}" lang="zh-Hans" aria-hidden="true">{}</span>'
    return format_html(tag, look, sign)


@register.simple_tag
def hidden(name: str, value: object) -> SafeString:
    """Return a hidden form field."""
    return format_html('<input type="hidden" name="{}" value="{}">', name, value)


@register.simple_tag
def answer_count(n: int) -> str:
    """Return the text ``n answers``."""
    return ngettext("%(n)s answer", "%(n)s answers", n) % {"n": localize(n)}


@register.simple_tag
def absolute(path: str) -> str:
    """Return the address of a path, with scheme and host."""
    return f"{settings.KB_BASE_URL}{path}"


@register.simple_tag(takes_context=True)
def addresses(context: template.RequestContext, path: str) -> SafeString:
    """Return the canonical and alternate links of a page, for search engines.

    ``?hl=en`` is a page of its own; other parameters are not.
    """
    plain = absolute(path)
    own = languages.in_language(plain, getattr(context.request, LANGUAGE, ""))
    links = [format_html('<link rel="canonical" href="{}">', own)]
    link = '<link rel="alternate" hreflang="{}" href="{}">'
    links += [format_html(link, *one) for one in languages.alternates(plain)]
    return mark_safe("\n  ".join(links))  # noqa: S308  each is escaped


@register.simple_tag(takes_context=True)
def language_query(context: template.RequestContext) -> str:
    """Return the query string that keeps the language of this address, or ''."""
    language = getattr(context.request, LANGUAGE, "")
    return f"?{languages.PARAMETER}={language}" if language else ""


@register.filter
def in_any_language(address: str) -> str:
    """Return the address without a language: the reader's choice applies."""
    return languages.in_any_language(address)


@register.simple_tag
def page_language() -> str:
    """Return the language of the page, for ``lang``."""
    return "en" if get_language() == "en" else "zh-Hans"


@register.simple_tag
def language_of(text: str) -> str:
    """Return the language of a text, for ``lang``: it selects voice and font."""
    chinese = len(_CHINESE.findall(text[:SAMPLE]))
    return "zh-Hans" if chinese * 8 > len(text[:SAMPLE]) else "en"

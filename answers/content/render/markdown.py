"""Render: Markdown to safe HTML, plain text and outline, once, at ingest.

Python-Markdown parses, Pygments colours code, nh3 lets nothing through that could
run. Raw HTML is shown as the text it is: ``<nacos-server-ip>`` is a placeholder,
not an element.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import nh3
from markdown import Markdown
from markdown.extensions.toc import TocExtension

from answers.content.render.blocks import normalise
from answers.content.render.rules import OurRules
from answers.lib.fingerprints import fingerprint
from answers.text.normalization import cut, one_line, slugify, strip_routing_label

# Bump on any change that can alter the HTML of the same Markdown.
RENDERER_GENERATION = 4
RENDERER = fingerprint(
    RENDERER_GENERATION, *(version(name) for name in ("Markdown", "Pygments", "nh3"))
)

_TAGS = set(
    "p h3 h4 h5 h6 ul ol li pre code span div a strong em del blockquote table thead "
    "tbody tr th td hr br".split()
)
_ATTRIBUTES = {
    "a": {"href", "title", "rel"},
    "ol": {"start"},
    "li": {"id"},
    "span": {"class"},
    "div": {"class"},
    "code": {"class"},
    **{f"h{level}": {"id"} for level in range(3, 7)},
}


@dataclass(frozen=True, slots=True)
class Rendered:
    """What pages and index need of a text, ready made.

    ``outline`` lists the headings: level, title, anchor, and where in ``text`` the
    section starts.
    """

    question_html: str
    answer_html: str
    text: str
    outline: tuple[dict[str, Any], ...]


def render(*, question: str, answer: str) -> Rendered:
    """Render a question as it was asked, and its answer as Markdown."""
    body, tokens = _render_markdown(answer)
    text = plain_text(body)
    return Rendered(_render_question(question), body, text, _outline(tokens, text))


def _render_question(question: str) -> str:
    """Return the question; it is Markdown only where it fences code.

    The label by which it was routed to an expert is no part of it.
    """
    question = strip_routing_label(question)
    if "```" in question:
        return _render_markdown(question)[0]
    paragraphs = re.split(r"\n\s*\n", question.strip())
    return "\n".join(
        f"<p>{'<br>'.join(html.escape(line.strip()) for line in part.splitlines())}</p>"
        for part in paragraphs
    )


def _render_markdown(text: str) -> tuple[str, list[dict[str, Any]]]:
    markdown = Markdown(
        extensions=[
            "pymdownx.superfences",
            "pymdownx.highlight",
            "tables",
            "sane_lists",
            TocExtension(slugify=make_anchor, toc_depth="1-6"),
            OurRules(),
        ],
        extension_configs={
            "pymdownx.highlight": {
                "css_class": "code",
                "guess_lang": False,
                "use_pygments": True,
            }
        },
        output_format="html",
    )
    try:
        raw = markdown.convert(normalise(text))
    except RecursionError:
        # Nested deeper than anything a person writes: shown, but not laid out.
        raw = f"<pre>{html.escape(text)}</pre>"
        markdown.toc_tokens = []  # type: ignore[attr-defined]
    safe = nh3.clean(
        raw,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    return safe, _flat(markdown.toc_tokens)  # type: ignore[attr-defined]


def make_anchor(title: str, separator: str = "-") -> str:
    """Return the name by which links reach a heading."""
    del separator
    return re.sub(r"\W+", "-", slugify(cut(title, 60))).strip("-") or "section"


def plain_text(body: str) -> str:
    """Return HTML of ours as text: what a reader sees, one block a line."""
    body = re.sub(r"<(br|/t[dh])\b[^>]*>", " ", body)
    text = html.unescape(re.sub(r"<[^>]+>", "", body))
    lines = (line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()


def _flat(tokens: list[dict[str, Any]]) -> list[dict[str, Any]]:
    flat = []
    for token in tokens:
        flat += [token, *_flat(token["children"])]
    return flat


def _outline(tokens: list[dict[str, Any]], text: str) -> tuple[dict[str, Any], ...]:
    found = []
    position = 0
    for token in tokens:
        title = one_line(html.unescape(re.sub(r"<[^>]+>", "", token["name"])))
        at = max(text.find(title, position), position)
        found.append(
            {
                "level": token["level"],
                "title": title,
                "anchor": token["id"],
                "start": at,
            }
        )
        position = at + len(title)
    return tuple(found)

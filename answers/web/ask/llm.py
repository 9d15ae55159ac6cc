"""Language model: stream an answer in a model's words to the page.

The model's output is treated as text: of its Markdown only lists, code and emphasis are
kept, and the only links are those to the cited articles.
"""

from __future__ import annotations

import json
import re
from html import escape
from typing import TYPE_CHECKING

import nh3
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from answers.content import render
from answers.services.llm import Outcome, Sentence, replace_citations

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from answers.services.ask import AskResult
    from answers.services.llm import Rewording

LINES = "application/x-ndjson"
_TAGS = {"p", "ul", "ol", "li", "pre", "code", "strong", "em", "br"}
# Of the private use area: no text is written with them, and Markdown lets them be.
_MARKS = re.compile("[\ue000\ue001]")
_PLACE = re.compile("\ue000(\\d+)\ue001")


def citation_ids(result: AskResult) -> str:
    """Return ``key:revision`` of each citation, to compare with a later answer."""
    cited = (f"{one.article.key}:{one.revision}" for one in result.citations)
    return " ".join(cited)


def citation_links(result: AskResult, opening: str) -> list[str]:
    """Return the HTML link of each citation, in the active language."""
    said = _("Source {number}: {title}")
    links = []
    for number, cited in enumerate(result.citations, 1):
        title = said.format(number=number, title=cited.article.heading)
        href = escape(cited.article.get_absolute_url() + opening)
        links.append(
            f'<a class="cite" href="{href}" title="{escape(title)}" '
            f'aria-label="{escape(title)}">{number}</a>'
        )
    return links


def reworded_html(text: str, links: Sequence[str]) -> str:
    """Return the model's Markdown as safe HTML, with its citations as links."""
    placed = replace_citations(_MARKS.sub("", text), lambda n: f"\ue000{n}\ue001")
    html = render(question="", answer=placed).answer_html
    safe = nh3.clean(html, tags=_TAGS, attributes={})

    def link(match: re.Match[str]) -> str:
        number = int(match[1])
        return links[number - 1] if 0 < number <= len(links) else ""

    return _PLACE.sub(link, safe)


class Lines:
    """The lines of the stream; closing it stops the model."""

    def __init__(self, rewording: Rewording, links: Sequence[str]) -> None:
        self._rewording, self._links = rewording, links
        self._lines = self._all()

    def __iter__(self) -> Iterator[bytes]:
        return self._lines

    def close(self) -> None:
        self._rewording.close()

    def _all(self) -> Iterator[bytes]:
        text = ""
        yield b"\n"  # so that the page knows at once that somebody is at it
        for item in self._rewording:
            if isinstance(item, Sentence):
                text += item.raw
                yield _line({"html": reworded_html(text.strip(), self._links)})
            elif isinstance(item, Outcome):
                yield _line({"done": item.phrased is not None})
            else:
                yield b"\n"


def stream_lines(rewording: Rewording, links: Sequence[str]) -> StreamingHttpResponse:
    """Return a streaming response, one JSON object a line."""
    response = StreamingHttpResponse(Lines(rewording, links), content_type=LINES)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"  # nginx would keep it until the end
    response.headers["Content-Encoding"] = "identity"  # gzip would, too
    return response


def _line(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode(errors="replace") + b"\n"

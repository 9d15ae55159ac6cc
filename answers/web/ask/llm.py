"""Phrased: an answer in a language model's words, as the page shows it while it comes.

What the model said is text to us: of its Markdown only lists, code and emphasis are
kept, and the only links are those to what it cites.
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
    from answers.services.llm import Telling

LINES = "application/x-ndjson"
_TAGS = {"p", "ul", "ol", "li", "pre", "code", "strong", "em", "br"}
# Of the private use area: no text is written with them, and Markdown lets them be.
_MARKS = re.compile("[\ue000\ue001]")
_PLACE = re.compile("\ue000(\\d+)\ue001")


def cited_by(result: AskResult) -> str:
    """Return which revisions an answer cites, to tell whether that is still so."""
    cited = (f"{one.article.key}:{one.revision}" for one in result.citations)
    return " ".join(cited)


def links_of(result: AskResult, opening: str) -> list[str]:
    """Return the link that each citation becomes, in the language of now."""
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


def phrased_html(text: str, links: Sequence[str]) -> str:
    """Return what was said as safe HTML, its citations as links."""
    placed = replace_citations(_MARKS.sub("", text), lambda n: f"\ue000{n}\ue001")
    html = render(question="", answer=placed).answer_html
    safe = nh3.clean(html, tags=_TAGS, attributes={})

    def link(match: re.Match[str]) -> str:
        number = int(match[1])
        return links[number - 1] if 0 < number <= len(links) else ""

    return _PLACE.sub(link, safe)


class Lines:
    """A line of JSON for each change; closing it ends what the model is doing."""

    def __init__(self, telling: Telling, links: Sequence[str]) -> None:
        self._telling, self._links = telling, links
        self._lines = self._all()

    def __iter__(self) -> Iterator[bytes]:
        return self._lines

    def close(self) -> None:
        self._telling.close()

    def _all(self) -> Iterator[bytes]:
        said = ""
        yield b"\n"  # so that the page knows at once that somebody is at it
        for item in self._telling:
            if isinstance(item, Sentence):
                said += item.said
                yield _line({"html": phrased_html(said.strip(), self._links)})
            elif isinstance(item, Outcome):
                yield _line({"done": item.phrased is not None})
            else:
                yield b"\n"


def line_stream(telling: Telling, links: Sequence[str]) -> StreamingHttpResponse:
    """Return the response that tells an answer as it comes."""
    response = StreamingHttpResponse(Lines(telling, links), content_type=LINES)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"  # nginx would keep it until the end
    response.headers["Content-Encoding"] = "identity"  # gzip would, too
    return response


def _line(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode(errors="replace") + b"\n"

"""Revisions: the published states of an article, and what changed between them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from answers.models import Revision
from answers.services.articles import revision_history
from answers.text.diffs import unified
from answers.web.articles import get_article
from answers.web.redirects import redirect_retired

MOST_LINES = 2_000  # of a text that are compared
KINDS = {"+": "added", "-": "removed", "@": "place"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a diff; ``kind`` is added, removed, place, or empty."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class State:
    """A public state, and what it changed of the one before it."""

    revision: Revision
    lines: list[Line]
    added: int
    removed: int


@require_safe
@redirect_retired("answers:history")
def page(request: HttpRequest, key: str) -> HttpResponse:
    """Show what changed, the newest first."""
    article = get_article(request, key)
    revisions = revision_history(article=article)
    pairs = zip_longest(revisions, revisions[1:])
    states = [_state(new, old) for new, old in pairs if new]
    context = {"article": article, "states": states}
    return render(request, "pages/history.html", context)


def _state(new: Revision, old: Revision | None) -> State:
    if old is None:
        return State(new, [], 0, 0)
    body = unified(_written(old), _written(new)).splitlines()[2:]
    lines = [Line(KINDS.get(line[:1], ""), line[1:]) for line in body]
    lines = [Line(one.kind, "…") if one.kind == "place" else one for one in lines]
    kinds = [line.kind for line in lines]
    return State(new, lines, kinds.count("added"), kinds.count("removed"))


def _written(revision: Revision) -> str:
    """Return a state as it was written: title, question and answer."""
    whole = f"# {revision.title}\n\n{revision.question}\n\n{revision.answer}"
    return "\n".join(whole.splitlines()[:MOST_LINES])

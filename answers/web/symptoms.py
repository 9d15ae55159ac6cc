"""Symptoms: the index of symptoms, and a page for each with its causes."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from answers.lib.errors import NotFoundError
from answers.models import Article, Symptom
from answers.services.symptoms import (
    Branch,
    MergedCause,
    symptom_branches,
    symptom_get,
    symptom_list,
    symptom_meaning,
)

MOST_OF_KIND = 60  # symptoms that the index shows of each kind
SHOWN_CAUSES = 12  # the others stand in a part that opens
SHOWN_ARTICLES = 20
LEAVES = 4  # causes that a branch names
LOUDEST = 5  # sizes of a symptom in the index


@dataclass(frozen=True, slots=True)
class Entry:
    """A symptom in the index; ``loud`` is how often it is seen, 1 to 5."""

    symptom: Symptom
    loud: int


@dataclass(frozen=True, slots=True)
class Kind:
    """The symptoms of one kind, the most telling first."""

    name: str
    label: str
    entries: list[Entry]
    more: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A cause with its place on the page and the answers that it is known from."""

    place: int
    cause: MergedCause
    articles: list[tuple[Article, str]]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show all symptoms, or those of one kind."""
    wanted = request.GET.get("kind", "")
    wanted = wanted if wanted in Symptom.Kind.values else ""
    rows = list(symptom_list(viewer=request.user, kind=wanted))
    context = {"kinds": _kinds(rows, whole=bool(wanted)), "wanted": wanted}
    return render(request, "pages/symptoms.html", context)


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a symptom means, where it splits, and its causes."""
    try:
        found = symptom_get(slug=slug, viewer=request.user)
    except NotFoundError as error:
        raise Http404(error.message) from error
    causes = [_shown(place, cause) for place, cause in enumerate(found.causes, 1)]
    branches = symptom_branches(diagnosis=found, viewer=request.user)
    context = {
        "splits": len(branches) > 1,
        "symptom": found.symptom,
        "meaning": symptom_meaning(diagnosis=found),
        "twigs": [_twig(branch) for branch in branches if not _single(branch)],
        "singles": [(b.places[0] + 1, b.label) for b in branches if _single(b)],
        "causes": causes[:SHOWN_CAUSES],
        "more_causes": causes[SHOWN_CAUSES:],
        "articles": found.articles[:SHOWN_ARTICLES],
    }
    return render(request, "pages/symptom.html", context)


def _twig(branch: Branch) -> dict[str, Any]:
    leaves = [(n + 1, c) for n, c in zip(branch.places, branch.causes, strict=True)]
    return {
        "label": branch.label,
        "symptom": branch.symptom,
        "alike": branch.alike,
        "count": len(branch.articles),
        "leaves": leaves[:LEAVES],
        "more": max(0, len(leaves) - LEAVES),
    }


def _single(branch: Branch) -> bool:
    return branch.symptom is None and len(branch.places) == 1


def _shown(place: int, cause: MergedCause) -> Shown:
    sources = [(source.article, source.anchor) for source in cause.sources]
    return Shown(place, cause, sources)


def _kinds(rows: list[Symptom], *, whole: bool) -> list[Kind]:
    by_kind: dict[str, list[Symptom]] = defaultdict(list)
    for symptom in rows:
        by_kind[symptom.kind].append(symptom)
    kinds = []
    for name, label in Symptom.Kind.choices:
        found = by_kind[name]
        shown = found if whole else found[:MOST_OF_KIND]
        entries = [Entry(symptom, _loudness(symptom)) for symptom in shown]
        if entries:
            kinds.append(Kind(name, str(label), entries, len(found) - len(shown)))
    return kinds


def _loudness(symptom: Symptom) -> int:
    return min(LOUDEST, 1 + int(math.log2(max(symptom.articles_count, 1))))

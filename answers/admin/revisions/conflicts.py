"""The page that settles a conflict: one choice for each place that collides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from answers.admin.base import staff_of
from answers.admin.expectations.gate import broken_message
from answers.admin.lookups import row_at
from answers.content import Choice, Collision, Merge
from answers.lib.errors import (
    AnswersError,
    ConflictError,
    ExpectationBrokenError,
)
from answers.models import Revision
from answers.services.revisions import (
    conflict_merge,
    conflict_settle,
    review_request,
    revision_submit,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

FIELDS = {
    "title": gettext_lazy("title"),
    "question": gettext_lazy("question"),
    "answer": gettext_lazy("answer"),
    "references": gettext_lazy("references"),
    "description": gettext_lazy("description"),
    "category": gettext_lazy("category"),
    "date": gettext_lazy("date"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """One place that collides: both texts, and the choice made so far."""

    name: str
    field: Any
    ours: str
    theirs: str
    is_text: bool
    take: str
    text: str
    error: str = ""


def settle_page(
    request: HttpRequest, revision: Revision, context: dict[str, Any]
) -> HttpResponse:
    """Return the page; with every choice made, submit the merged text."""
    if revision.status != Revision.Status.CONFLICT:
        messages.info(request, _("This conflict is settled already."))
        return redirect("admin:answers_revision_change", revision.pk)
    error: AnswersError | None = None
    if request.method == "POST":
        try:
            return _settle(request, revision)
        except ConflictError as overtaken:
            messages.warning(request, overtaken.message)
            revision.article.refresh_from_db()
        except AnswersError as refusal:
            error = refusal
    merge = conflict_merge(revision=revision)
    current = revision.article.current
    context |= {
        "title": _("Merge an incoming text"),
        "revision": revision,
        "article": revision.article,
        "current": current,
        "places": places_of(merge, request.POST, error),
        "error": error,
        "note": request.POST.get("note", "")[:300],
    }
    return TemplateResponse(request, "admin/answers/revision/conflict.html", context)


def _settle(request: HttpRequest, revision: Revision) -> HttpResponse:
    given, person = request.POST, staff_of(request)
    base = row_at(revision.article.revisions.all(), number=given.get("base"))
    settled = conflict_settle(
        revision=revision,
        choices=choices_of(given),
        author=person,
        base=base.number if base else -1,
        note=given.get("note", "")[:300],
    )
    if not settled.is_open:
        messages.success(request, _("What is public stays as it is."))
        return redirect("admin:answers_article_change", revision.article_id)
    try:
        if "_request" in given:
            review_request(revision=settled, author=person)
        elif refusal := revision_submit(revision=settled, author=person).refusal:
            messages.info(request, refusal)
    except ExpectationBrokenError as stop:
        messages.error(request, broken_message(stop))
        return redirect("admin:answers_revision_change", settled.pk)
    messages.success(request, _("The texts are merged."))
    return redirect("admin:answers_revision_change", settled.pk)


def choices_of(given: Mapping[str, Any]) -> dict[str, Choice]:
    """Return the choice made for each place, by the name of the place."""
    return {
        name.removeprefix("take-"): Choice(
            str(take), str(given.get(f"text-{name.removeprefix('take-')}", ""))
        )
        for name, take in given.items()
        if name.startswith("take-")
    }


def places_of(
    merge: Merge, given: Mapping[str, Any], error: AnswersError | None
) -> list[Place]:
    """Return the places that collide, with the choices in ``given``."""
    return [_place(collision, given, error) for collision in merge.collisions]


def _place(
    collision: Collision, given: Mapping[str, Any], error: AnswersError | None
) -> Place:
    hunk, name = collision.hunk, collision.name
    ours = "\n".join(collision.words(hunk.ours))
    wrong = error is not None and error.extra.get("field") in (name, collision.field)
    field = collision.field.removeprefix("extra.")
    return Place(
        name=name,
        field=FIELDS.get(field, field),
        ours=ours,
        theirs="\n".join(collision.words(hunk.theirs)),
        is_text=collision.is_text,
        take=given.get(f"take-{name}", ""),
        text=given.get(f"text-{name}", ours),
        error=error.message if error and wrong else "",
    )

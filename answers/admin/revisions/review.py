"""Deciding about a revision: which buttons there are, and what they do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from answers.admin.base import may, staff_of
from answers.admin.expectations.gate import override_page, reason_of
from answers.lib.errors import AnswersError, ExpectationBrokenError
from answers.models import Article, Revision
from answers.services.revisions import (
    may_publish,
    review_request,
    revision_publish,
    revision_reject,
    revision_revert,
    revision_withdraw,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.http import HttpRequest, HttpResponse

NOTE = 1000  # characters that are given back after a refusal


@dataclass(frozen=True, slots=True)
class Rights:
    """What this person may do with this revision."""

    publish: bool = False
    reject: bool = False
    request: bool = False
    withdraw: bool = False
    revert: bool = False
    settle: bool = False
    edit: bool = False
    alone: bool = False  # would publish, had they not written it themselves

    @property
    def decides(self) -> bool:
        """Whether there is a button at all."""
        return any(
            (self.publish, self.reject, self.request, self.withdraw, self.revert)
        )


def rights(user: User, revision: Revision) -> Rights:
    """Return what this person may do with this revision."""
    if not may(user, "change", Article):
        return Rights()
    reviews = user.has_perm("answers.publish_revision")
    waits, status = revision.is_open, revision.status
    publishes = may_publish(user=user, author_id=revision.author_id)
    old = status == Revision.Status.SUPERSEDED and revision.article.current_id
    return Rights(
        publish=waits and publishes,
        reject=waits and reviews,
        request=status == Revision.Status.DRAFT,
        withdraw=waits and (reviews or user.pk == revision.author_id),
        revert=bool(old),
        settle=status == Revision.Status.CONFLICT,
        edit=waits or status == Revision.Status.REJECTED,
        alone=waits and reviews and not publishes,
    )


def decide_page(
    request: HttpRequest, revision: Revision, context: dict[str, Any]
) -> HttpResponse:
    """Do what the button says; tell what became of it, or why nothing did."""
    note = request.POST.get("note", "")
    page, key = "admin:answers_revision_change", [revision.pk]
    if request.method != "POST":
        return redirect(reverse(page, args=key))
    try:
        said, after = _do(request.POST.get("verb", ""), revision, request, note)
    except ExpectationBrokenError as error:
        return override_page(request, context, error)
    except AnswersError as error:
        messages.error(request, error.message)
        kept = {"note": note[:NOTE]} if note else {}
        return redirect(reverse(page, args=key, query=kept))
    messages.success(request, said)
    return redirect("admin:answers_revision_change", after.pk)


def _do(
    verb: str, revision: Revision, request: HttpRequest, note: str
) -> tuple[str, Revision]:
    person = staff_of(request)
    if verb == "publish":
        reason = reason_of(request)
        revision_publish(revision=revision, reviewer=person, note=note, override=reason)
        return _("It is public now."), revision
    if verb == "reject":
        done = revision_reject(revision=revision, reviewer=person, note=note)
        return _("It is rejected; its author sees why."), done
    if verb == "request":
        done = review_request(revision=revision, author=person)
        return _("It waits for a review."), done
    if verb == "withdraw":
        done = revision_withdraw(revision=revision, author=person)
        return _("It is taken back."), done
    return _revert(revision, person, note)


def _revert(revision: Revision, person: User, note: str) -> tuple[str, Revision]:
    made = revision_revert(
        article=revision.article, number=revision.number, author=person, note=note
    )
    if made.status == Revision.Status.PUBLISHED:
        return _("That is what is public already."), made
    said = _("Draft r{number} says what r{old} said; publish it or ask for a review.")
    return said.format(number=made.number, old=revision.number), made

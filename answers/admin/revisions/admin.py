"""Revisions in the admin: read, compared and decided about; never edited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from answers.admin.base import (
    EMPTY,
    ReadOnlyAdmin,
    display,
    may,
    moment,
    page_context,
    staff_of,
    two_lines,
)
from answers.admin.expectations.gate import override_page, reason_of
from answers.admin.lookups import row_at
from answers.admin.revisions.conflicts import settle_page
from answers.admin.revisions.diff import compare
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
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


NOTE = 1000  # characters of a note that the form keeps after a refusal


@dataclass(frozen=True, slots=True)
class Rights:
    """What a user may do with a revision."""

    publish: bool = False
    reject: bool = False
    request: bool = False
    withdraw: bool = False
    revert: bool = False
    settle: bool = False
    edit: bool = False
    alone: bool = False  # may publish, but not what they wrote themselves

    @property
    def decides(self) -> bool:
        """Whether there is a button at all."""
        return any(
            (self.publish, self.reject, self.request, self.withdraw, self.revert)
        )


def rights(user: User, revision: Revision) -> Rights:
    """Return what a user may do with a revision."""
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
    """Do what the button means; report the result, or why it was refused."""
    note = request.POST.get("note", "")
    page = "admin:answers_revision_change"
    if request.method != "POST":
        return redirect(page, revision.pk)
    try:
        text, after = _do(request.POST.get("verb", ""), revision, request, note)
    except ExpectationBrokenError as error:
        return override_page(request, context, error)
    except AnswersError as error:
        messages.error(request, error.message)
        typed = {"note": note[:NOTE]} if note else {}
        return redirect(reverse(page, args=[revision.pk], query=typed))
    messages.success(request, text)
    return redirect(page, after.pk)


def _do(
    verb: str, revision: Revision, request: HttpRequest, note: str
) -> tuple[str, Revision]:
    person = staff_of(request)
    if verb == "publish":
        reason = reason_of(request)
        revision_publish(revision=revision, reviewer=person, note=note, override=reason)
        return gettext("It is public now."), revision
    if verb == "reject":
        done = revision_reject(revision=revision, reviewer=person, note=note)
        return gettext("It is rejected; its author sees why."), done
    if verb == "request":
        done = review_request(revision=revision, author=person)
        return gettext("It waits for a review."), done
    if verb == "withdraw":
        done = revision_withdraw(revision=revision, author=person)
        return gettext("It is taken back."), done
    return _revert(revision, person, note)


def _revert(revision: Revision, person: User, note: str) -> tuple[str, Revision]:
    made = revision_revert(
        article=revision.article, number=revision.number, author=person, note=note
    )
    if made.status == Revision.Status.PUBLISHED:
        return gettext("That is what is public already."), made
    text = gettext(
        "Draft r{number} says what r{old} said; publish it or ask for a review."
    )
    return text.format(number=made.number, old=revision.number), made


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin[Revision]):
    """Every state of every article: who wrote it, when, and what it changed."""

    list_display = (
        "shown_article",
        "shown_number",
        "shown_status",
        "shown_author",
        "note",
        "shown_when",
    )
    list_display_links = ("shown_article",)
    list_filter = ("status", "origin", "article__product", "created_at")
    search_fields = ("article__key", "title", "note", "author__username")
    search_help_text = _("Key or title of the article, note or author")
    ordering = ("-pk",)
    list_fullwidth = True
    change_form_template = "admin/answers/revision/change_form.html"

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/decide/", wrap(self.decide), name="answers_revision_decide"),
            path("<int:pk>/settle/", wrap(self.settle), name="answers_revision_settle"),
            *super().get_urls(),
        ]

    def decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Publish, reject, request a review, withdraw or revert: one button each."""
        context = page_context(self, request)
        return decide_page(request, self._at(request, pk), context)

    def settle(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Merge an incoming text with the edits of staff, one choice a collision."""
        revision = self._at(request, pk)
        return settle_page(request, revision, page_context(self, request))

    def _at(self, request: HttpRequest, pk: int) -> Revision:
        """Return the revision, for who may write articles."""
        if not may(staff_of(request), "change", Article):
            raise PermissionDenied
        rows = Revision.objects.select_related("article__current", "author")
        return get_object_or_404(rows, pk=pk)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        rows = Revision.objects.select_related("article", "author")
        return rows.defer("source", "text", "answer_html", "question_html")

    @display(description=_("article"), ordering="title")
    def shown_article(self, obj: Revision) -> str:
        return two_lines(obj.title, obj.article.key)

    @display(description=_("revision"), ordering="number")
    def shown_number(self, obj: Revision) -> str:
        return f"r{obj.number}"

    @display(description=_("author"), ordering="author__username")
    def shown_author(self, obj: Revision) -> str:
        return two_lines(obj.author or EMPTY, obj.get_origin_display())

    @display(description=_("created"), ordering="pk")
    def shown_when(self, obj: Revision) -> str:
        return moment(obj.created_at)

    @display(
        description=_("status"),
        ordering="status",
        label={
            "published": "success",
            "conflict": "danger",
            "in_review": "info",
            "rejected": "warning",
        },
    )
    def shown_status(self, obj: Revision) -> tuple[str, Any]:
        short = {"conflict": _("conflict")}
        return obj.status, short.get(obj.status, obj.get_status_display())

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        revision: Revision = kwargs["obj"]
        other = self._other(revision, request.GET.get("against", ""))
        context |= {
            "revision": revision,
            "article": revision.article,
            "comparison": compare(other, revision),
            "numbers": revision.article.revisions.values_list("number", flat=True),
            "source": bytes(revision.source).decode("utf-8", "replace"),
            "title": f"{revision.article.heading} · r{revision.number}",
            "unified": request.GET.get("view") == "unified",
            "may": rights(staff_of(request), revision),
            "typed": request.GET.get("note", "")[:NOTE],
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def _other(self, revision: Revision, number: str) -> Revision | None:
        """Return the revision to compare with: ``number`` if given, else the base."""
        rows = Revision.objects.filter(article=revision.article_id).exclude(
            pk=revision.pk
        )
        if number:
            return row_at(rows, number=number)
        if revision.is_open or revision.status == Revision.Status.CONFLICT:
            return revision.article.current
        return rows.filter(number__lt=revision.number).order_by("-number").first()

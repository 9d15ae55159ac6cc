"""Revisions in the admin: read and compared, never written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import path
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
from answers.admin.revisions.conflicts import settle_page
from answers.admin.revisions.diff import compare
from answers.admin.revisions.review import NOTE, decide_page, rights
from answers.models import Article, Revision

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin[Revision]):
    """What an article was, from whom, and what that changed."""

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
        """Publish, reject, ask for review, take back or go back: one button each."""
        context = page_context(self, request)
        return decide_page(request, self._at(request, pk), context)

    def settle(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose, place by place, between an incoming text and staff's."""
        revision = self._at(request, pk)
        context = {**self.admin_site.each_context(request), "opts": self.model._meta}
        return settle_page(request, revision, context)

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
        """Return what to compare with: as asked, else what it stands against."""
        rows = Revision.objects.filter(article=revision.article_id).exclude(
            pk=revision.pk
        )
        if number.isascii() and number.isdecimal() and len(number) < 10:
            return rows.filter(number=int(number)).first()
        if revision.is_open or revision.status == Revision.Status.CONFLICT:
            return revision.article.current
        return rows.filter(number__lt=revision.number).order_by("-number").first()

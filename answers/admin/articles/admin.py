"""Articles in the admin: find, read, write, retire; the services decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _

from answers.admin.articles import panels
from answers.admin.articles.actions import StatusActions
from answers.admin.articles.bulk import BulkActions
from answers.admin.articles.columns import ArticleColumns
from answers.admin.articles.fieldsets import READ, START, WHO, WRITE
from answers.admin.articles.form import ArticleForm
from answers.admin.articles.messages import address_of, opened, told
from answers.admin.base import DeskAdmin, ModelForm, may, staff_of
from answers.admin.exports import Exports
from answers.admin.filters import ConflictFilter, FeedbackFilter, VerifiedFilter
from answers.admin.ingest import take_page
from answers.admin.inquiries.page import initial_of_inquiry, inquiry_of
from answers.models import Article, Inquiry, Revision, Vote
from answers.services.inquiries import inquiry_draft
from answers.services.revisions import may_publish

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from answers.admin.articles.save import Saved


@admin.register(Article)
class ArticleAdmin(
    StatusActions, BulkActions, Exports, ArticleColumns, DeskAdmin[Article]
):
    """The list and the form; what they do is done by ``services.curating``."""

    form = ArticleForm
    list_display = (
        "shown_title",
        "shown_state",
        "shown_revision",
        "shown_votes",
        "shown_tags",
        "shown_date",
        "shown_updated",
    )
    list_filter = (
        ("status", admin.ChoicesFieldListFilter),
        ConflictFilter,
        FeedbackFilter,
        VerifiedFilter,
        "date",
        "product",
        "internal",
        ("category", admin.AllValuesFieldListFilter),
    )
    search_fields = ("key", "title", "current__question", "current__answer")
    search_help_text = _("Key, title, question or answer")
    ordering = ("-updated_at", "-pk")
    list_fullwidth = True
    actions = ("change_selected", "retire", "publish_again")
    compressed_fields = False
    warn_unsaved_form = True

    # ------------------------------------------------------------- who may
    def has_delete_permission(
        self, request: HttpRequest, obj: Article | None = None
    ) -> bool:
        """Nobody: an article is retired, its key and its links live on."""
        return False

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Only reviewers decide what readers see."""
        return staff_of(request).has_perm("answers.publish_revision")

    def view_on_site(self, obj: Article) -> str | None:
        """The public page, while there is one."""
        return obj.get_absolute_url() if obj.is_indexable else None

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("import/", wrap(self.take), name="answers_article_import"),
            path("import/<str:token>/", wrap(self.take), name="answers_import"),
            *super().get_urls(),
        ]

    def take(self, request: HttpRequest, token: str = "") -> HttpResponse:
        """Import a zip: upload, look, take in."""
        context = {**self.admin_site.each_context(request), "opts": self.model._meta}
        return take_page(request, token, context)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        waiting = Revision.objects.filter(
            article=OuterRef("pk"), status=Revision.Status.CONFLICT
        )
        return (
            Article.objects.select_related("product", "current", "replaced_by")
            .defer(
                "current__source",
                "current__answer_html",
                "current__question_html",
                "current__text",
            )
            .prefetch_related("tags")
            .annotate(conflict_waits=Exists(waiting))
        )

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        if request.GET.get("feedback") in {"disliked", "mostly"}:
            return ("-down_count", "up_count", *self.ordering)
        if request.GET.get("verified") == "due":
            return ("-seen", "verified_key", "date", "pk")
        return self.ordering

    # ------------------------------------------------------------- the form
    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        if obj is not None and not self.has_change_permission(request, obj):
            return READ
        start = START if obj is None else WRITE
        if self.has_publish_permission(request):
            return start
        return [part for part in start if part is not WHO]

    def get_readonly_fields(
        self, request: HttpRequest, obj: Article | None = None
    ) -> tuple[str, ...]:
        if obj is None or self.has_change_permission(request, obj):
            return ()
        return ("shown_question", "shown_answer")

    def get_form(
        self,
        request: HttpRequest,
        obj: Article | None = None,
        change: bool = False,  # noqa: FBT001, FBT002
        **kwargs: Any,
    ) -> Any:
        if obj and not self.has_change_permission(request, obj):
            kwargs["form"] = ModelForm
        form = super().get_form(request, obj, change, **kwargs)
        form.author = request.user  # type: ignore[attr-defined]
        form.opened = opened(obj, request) if obj else None  # type: ignore[attr-defined]
        return form

    def save_model(
        self, request: HttpRequest, obj: Article, form: Any, change: Any
    ) -> None:
        """Nothing is left to do: the form handed the draft to the service."""
        request.dayi_saved = form.saved  # type: ignore[attr-defined]
        inquiry = None if change else inquiry_of(request.GET.get("inquiry", ""))
        if inquiry is not None and may(request.user, "change", Inquiry):
            inquiry_draft(inquiry=inquiry, article=obj)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Fill a new article with what an inquiry asks."""
        given: Any = super().get_changeform_initial_data(request)
        if may(request.user, "view", Inquiry):
            given |= initial_of_inquiry(request.GET.get("inquiry", ""))
        return dict(given)

    def log_addition(self, *args: Any) -> None:  # type: ignore[override]
        """Nothing: the services keep the log."""

    def log_change(self, *args: Any) -> None:  # type: ignore[override]
        """Nothing: the services keep the log."""

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self.response_change(request, obj)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        """Say what became of it, and stay where there is more to do."""
        saved: Saved = request.dayi_saved  # type: ignore[attr-defined]
        level, text = told(saved)
        self.message_user(request, text, level)
        if "_addanother" in request.POST:
            return redirect("admin:answers_article_add")
        if "_save" in request.POST:
            return self.response_post_save_change(request, obj)
        return redirect(address_of(saved))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        article, person = kwargs.get("obj"), staff_of(request)
        context["publishes"] = may_publish(user=person, author_id=person.pk)
        if article is not None:
            context |= {
                "title": article.heading,
                "conflict": panels.waiting_conflict(article),
                "opened": opened(article, request),
                "waiting": panels.open_revisions(article),
                "numbers": article.feedback_numbers.all(),
                "sources": article.sources.order_by("root", "path"),
                "links": article.references.select_related("target"),
            }
            if may(request.user, "view", Vote):
                context["votes"] = panels.latest_votes(article)
            if may(request.user, "view", Revision):
                context["history"] = panels.history(article)
        return super().render_change_form(request, context, *args, **kwargs)

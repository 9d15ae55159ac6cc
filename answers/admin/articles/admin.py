"""Articles in the admin: the list, its actions, and the change page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from answers.admin import exports
from answers.admin.articles.bulk import bulk_page
from answers.admin.articles.form import READ, START, WHO, WRITE, ArticleForm
from answers.admin.base import (
    EMPTY,
    BaseAdmin,
    ChoiceFilter,
    ModelForm,
    action,
    display,
    may,
    moment,
    page_context,
    staff_of,
    two_lines,
)
from answers.admin.expectations.gate import override_page, reason_of
from answers.admin.ingest import archive_page
from answers.admin.inquiries import initial_of_inquiry, inquiry_of
from answers.admin.lookups import row_at
from answers.admin.revisions.diff import Comparison, compare
from answers.admin.votes import VoteRow, vote_rows
from answers.lib.errors import ExpectationBrokenError, InvalidError
from answers.models import Article, ArticleView, Inquiry, Release, Revision, Vote
from answers.models.revisions import OPEN
from answers.services.articles import (
    SavedArticle,
    article_save,
    article_set_status,
    article_verify,
    article_worklist,
)
from answers.services.inquiries import inquiry_draft
from answers.services.revisions import Draft, draft_prepare, may_publish
from answers.text.diffs import counts
from answers.text.normalization import clean

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def _conflicts() -> QuerySet[Any]:
    waiting = Revision.objects.filter(status=Revision.Status.CONFLICT)
    return waiting.order_by().values("article_id")


class ConflictFilter(ChoiceFilter):
    """Articles with or without a conflict with an incoming text."""

    title = _("conflict")
    parameter_name = "conflict"
    options = {
        "yes": (_("incoming text waits"), Q(pk__in=_conflicts())),
        "no": (_("none"), ~Q(pk__in=_conflicts())),
    }


class FeedbackFilter(ChoiceFilter):
    """Articles by their votes; ``ArticleAdmin`` orders them by dislikes then."""

    title = _("feedback")
    parameter_name = "feedback"
    options = {
        "disliked": (_("disliked, most first"), Q(down_count__gt=0)),
        "mostly": (_("more disliked than liked"), Q(down_count__gt=F("up_count"))),
        "liked": (_("liked only"), Q(down_count=0, up_count__gt=0)),
        "none": (_("no feedback yet"), Q(down_count=0, up_count=0)),
    }


class VerifiedFilter(ChoiceFilter):
    """Articles by verification; ``due`` adds the views of each as ``seen``."""

    title = _("verified")
    parameter_name = "verified"
    options = {
        "due": (_("not on the newest release, most read first"), Q()),
        "yes": (_("verified"), Q(verified_at__isnull=False)),
        "no": (_("never verified"), Q(verified_at__isnull=True)),
    }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "due":
            queryset = queryset.filter(pk__in=article_worklist()).annotate(seen=_seen())
        return super().queryset(request, queryset)


def _seen() -> Coalesce:
    views: QuerySet[Any] = ArticleView.objects.filter(article=OuterRef("pk"))
    counted = views.order_by().values("article").annotate(n=Sum("count"))
    return Coalesce(Subquery(counted.values("n")), 0)


FEW_TAGS = 3  # tags of an article that the list shows
VOTES = 10  # votes on the change page
REVISIONS = 20  # revisions on the change page
VERSIONS = 60  # releases to choose from when an article is verified


@admin.register(Article)
class ArticleAdmin(BaseAdmin[Article]):
    """The list and the change page; ``services.articles`` does what they ask for."""

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

    # --------------------------------------------------------- permissions, pages
    def has_delete_permission(
        self, request: HttpRequest, obj: Article | None = None
    ) -> bool:
        """Nobody: an article is retired, so that its key and its links stay valid."""
        return False

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Only reviewers decide what readers see."""
        return staff_of(request).has_perm("answers.publish_revision")

    def view_on_site(self, obj: Article) -> str | None:
        """Return the address of the public page, None where there is none."""
        return obj.get_absolute_url() if obj.is_indexable else None

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("import/", wrap(self.import_view), name="answers_article_import"),
            path("import/<str:token>/", wrap(self.import_view), name="answers_import"),
            path(
                "tables/<slug:name>.csv",
                wrap(exports.table),
                name="answers_article_table",
            ),
            path(
                "<int:pk>/verify/",
                wrap(self.verify_view),
                name="answers_article_verify",
            ),
            *super().get_urls(),
        ]

    def import_view(self, request: HttpRequest, token: str = "") -> HttpResponse:
        """Import a zip archive: upload it, preview it, start the import."""
        return archive_page(request, token, page_context(self, request))

    def verify_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Record the version on which one article was checked."""
        if not self.has_publish_permission(request):
            raise PermissionDenied
        article = get_object_or_404(Article.objects.select_related("product"), pk=pk)
        versions = Release.objects.filter(product=article.product_id)[:VERSIONS]
        error = ""
        if request.method == "POST":
            version = clean(request.POST.get("version", ""))
            try:
                article_verify(
                    articles=[article], version=version, by=staff_of(request)
                )
                return redirect("admin:answers_article_change", pk)
            except InvalidError as refusal:
                error = refusal.message
        context = page_context(self, request) | {
            "title": _("Verified on a version"),
            "article": article,
            "versions": versions,
            "error": error,
        }
        return TemplateResponse(
            request, "admin/answers/article/verification.html", context
        )

    # ------------------------------------------------------------------- the list
    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        conflicts = Revision.objects.filter(
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
            .annotate(conflict_waits=Exists(conflicts))
        )

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        if request.GET.get("feedback") in {"disliked", "mostly"}:
            return ("-down_count", "up_count", *self.ordering)
        if request.GET.get("verified") == "due":
            return ("-seen", "verified_key", "date", "pk")
        return self.ordering

    @display(description=_("title"), ordering="title")
    def shown_title(self, obj: Article) -> str:
        product = f"{obj.product} · " if obj.product else ""
        replaced = f" → {obj.replaced_by.key}" if obj.replaced_by else ""
        return two_lines(obj.heading, f"{product}{obj.key}{replaced}")

    @display(
        description=_("status"),
        ordering="status",
        label={
            "conflict": "danger",
            "published": "success",
            "internal": "info",
            "retired": "warning",
            "draft": "default",
        },
    )
    def shown_state(self, obj: Article) -> tuple[str, Any]:
        if getattr(obj, "conflict_waits", False):
            return "conflict", _("conflict")
        if obj.internal and obj.status == Article.Status.PUBLISHED:
            return "internal", _("internal")
        return obj.status, obj.get_status_display()

    @display(description=_("revision"), ordering="current__number")
    def shown_revision(self, obj: Article) -> str:
        return f"r{obj.current.number}" if obj.current else EMPTY

    @display(description=_("votes"), ordering="down_count")
    def shown_votes(self, obj: Article) -> str:
        if not (obj.up_count or obj.down_count):
            return EMPTY
        return format_html(
            '<span class="dayi-cell dayi-nowrap"><span class="dayi-plus">+{}</span> '
            '<span class="dayi-minus">−{}</span></span>',
            obj.up_count,
            obj.down_count,
        )

    @display(description=_("tags"))
    def shown_tags(self, obj: Article) -> str:
        names = [tag.name for tag in obj.tags.all()]
        more = f" +{len(names) - FEW_TAGS}" if len(names) > FEW_TAGS else ""
        return ", ".join(names[:FEW_TAGS]) + more or EMPTY

    @display(description=_("date"), ordering="date")
    def shown_date(self, obj: Article) -> str:
        return obj.date.isoformat() if obj.date else EMPTY

    @display(description=_("updated"), ordering="updated_at")
    def shown_updated(self, obj: Article) -> str:
        return two_lines(*moment(obj.updated_at).split(" "))

    @display(description=_("question"))
    def shown_question(self, obj: Article) -> str:
        return _preformatted(obj.current.question) if obj.current else EMPTY

    @display(description=_("answer"))
    def shown_answer(self, obj: Article) -> str:
        return _preformatted(obj.current.answer) if obj.current else EMPTY

    # -------------------------------------------------------------------- actions
    @action(description=_("Change the selected articles…"), permissions=["change"])
    def change_selected(
        self, request: HttpRequest, queryset: QuerySet[Article]
    ) -> HttpResponse | None:
        return bulk_page(request, queryset, page_context(self, request))

    @action(description=_("Retire the selected articles"), permissions=["publish"])
    def retire(
        self, request: HttpRequest, queryset: QuerySet[Article]
    ) -> HttpResponse | None:
        return self._set_status(request, queryset, Article.Status.RETIRED)

    @action(
        description=_("Publish the selected articles again"), permissions=["publish"]
    )
    def publish_again(
        self, request: HttpRequest, queryset: QuerySet[Article]
    ) -> HttpResponse | None:
        return self._set_status(request, queryset, Article.Status.PUBLISHED)

    def _set_status(
        self, request: HttpRequest, queryset: QuerySet[Article], status: str
    ) -> HttpResponse | None:
        try:
            count = article_set_status(
                articles=queryset,
                status=status,
                actor=staff_of(request),
                override=reason_of(request),
            )
        except ExpectationBrokenError as error:
            return override_page(request, page_context(self, request), error)
        text = ngettext("%d article changed.", "%d articles changed.", count)
        messages.success(request, text % count)
        return None

    # ------------------------------------------------------------ the change page
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
        form.opened = opened_revision(obj, request) if obj else None
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Fill a new article with the question of an inquiry."""
        initial: Any = super().get_changeform_initial_data(request)
        if may(request.user, "view", Inquiry):
            initial |= initial_of_inquiry(request.GET.get("inquiry", ""))
        return dict(initial)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show or save the form; what was typed is derived before the transaction."""
        verb = "change" if object_id else "add"
        if request.method == "POST" and may(request.user, verb, Article):
            typed = request.POST.get
            title, question = typed("title", ""), typed("question", "")
            draft_prepare(Draft(title, question, typed("answer", "")))
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(
        self, request: HttpRequest, obj: Article, form: Any, change: Any
    ) -> None:
        """Save what was typed; link a new article to the inquiry it answers."""
        saved = article_save(form.article_input())
        request.saved_article = saved  # type: ignore[attr-defined]
        inquiry = None if change else inquiry_of(request.GET.get("inquiry", ""))
        if inquiry is not None and may(request.user, "change", Inquiry):
            inquiry_draft(inquiry=inquiry, article=saved.article)

    def log_addition(self, *args: Any) -> None:  # type: ignore[override]
        """Write nothing: the services write the audit log."""

    def log_change(self, *args: Any) -> None:  # type: ignore[override]
        """Write nothing: the services write the audit log."""

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self.response_change(request, obj)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        """Report what was saved; return to the list or to the page of the draft."""
        saved: SavedArticle = request.saved_article  # type: ignore[attr-defined]
        level, text = saved_message(saved)
        self.message_user(request, text, level)
        if "_addanother" in request.POST:
            return redirect("admin:answers_article_add")
        if "_save" in request.POST:
            return self.response_post_save_change(request, obj)
        address = reverse("admin:answers_article_change", args=[saved.article.pk])
        if saved.revision.is_open:
            address += f"?revision={saved.revision.number}"
        return redirect(address)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        article, person = kwargs.get("obj"), staff_of(request)
        context["publishes"] = may_publish(user=person, author_id=person.pk)
        if article is not None:
            context |= {
                "title": article.heading,
                "conflict": conflict_comparison(article),
                "opened": opened_revision(article, request),
                "waiting": open_revisions(article),
                "numbers": article.feedback_numbers.all(),
                "sources": article.sources.order_by("root", "path"),
                "links": article.references.select_related("target"),
            }
            if may(request.user, "view", Vote):
                context["votes"] = latest_votes(article)
            if may(request.user, "view", Revision):
                context["history"] = history(article)
        return super().render_change_form(request, context, *args, **kwargs)


def opened_revision(article: Article, request: HttpRequest) -> Revision | None:
    """Return the revision to show: the request's ``revision``, else the public one.

    The newest where nothing is public yet; never an incoming text in conflict.
    """
    rows = article.revisions.select_related("author", "reviewer")
    rows = rows.exclude(status=Revision.Status.CONFLICT)
    number = request.POST.get("revision") or request.GET.get("revision", "")
    if chosen := row_at(rows, number=number):
        return chosen
    return article.current if article.current_id else rows.first()


def saved_message(saved: SavedArticle) -> tuple[int, str]:
    """Return the level and the text of the message about what was saved."""
    number = saved.revision.number
    if saved.outcome == "unchanged":
        return messages.INFO, gettext("Nothing was changed, so nothing was saved.")
    if saved.outcome == "moved":
        text = gettext("Who may read it was changed; the text was not.")
        return messages.SUCCESS, text
    if saved.outcome == "draft":
        text = gettext("Draft r{number} is saved; readers do not see it.")
    elif saved.outcome == "request":
        text = gettext(
            "Revision r{number} waits for a review; readers do not see it yet."
        )
        text = f"{saved.refusal} {text}".strip()
    elif saved.article.status == Article.Status.RETIRED:
        text = gettext("Revision r{number} is saved; the article stays retired.")
    else:
        text = gettext("Revision r{number} is public now.")
    return messages.SUCCESS, text.format(number=number)


# ------------------------------------------------------- panels of the change page
@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One revision of the history and how many lines it added and removed."""

    revision: Revision
    added: int
    removed: int
    first: bool


def latest_votes(article: Article) -> list[VoteRow]:
    """Return the last votes; those with a comment come first."""
    rows = article.votes.select_related("revision").only(
        "value", "reason", "comment", "query", "channel", "updated_at",
        "revision__number", "article_id",
    )  # fmt: skip
    commented = list(rows.exclude(comment="")[:VOTES])
    silent = rows.filter(comment="")[: VOTES - len(commented)]
    return vote_rows([*commented, *silent])


def history(article: Article) -> list[HistoryRow]:
    """Return the last revisions, newest first, each compared with the one before."""
    rows = list(
        article.revisions.select_related("author")
        .only(
            "number", "status", "origin", "note", "created_at", "question", "answer",
            "article_id", "author__username",
        )
        .order_by("-number")[: REVISIONS + 1]
    )  # fmt: skip
    steps = []
    for row, before in zip(rows, [*rows[1:], None], strict=True):
        added, removed = counts(_body(before), _body(row))
        steps.append(HistoryRow(row, added, removed, first=before is None))
    return steps[:REVISIONS]


def open_revisions(article: Article) -> list[Revision]:
    """Return the drafts and what is in review, the newest first."""
    rows = article.revisions.filter(status__in=OPEN).select_related("author")
    return list(
        rows.only(
            "number", "status", "note", "created_at", "base", "article",
            "author__username",
        )
    )  # fmt: skip


def conflict_comparison(article: Article) -> Comparison | None:
    """Return the incoming text in conflict, compared with the public revision."""
    incoming = article.revisions.filter(status=Revision.Status.CONFLICT).first()
    return compare(article.current, incoming) if incoming else None


def _body(revision: Revision | None) -> str:
    return f"{revision.question}\n{revision.answer}" if revision else ""


def _preformatted(source: str) -> str:
    return format_html('<pre class="dayi-pre">{}</pre>', source)

"""差评 in the admin: the queue of articles by impact, and the page of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextInputWidget

from answers.admin.base import (
    ReadOnlyAdmin,
    RowPage,
    add_service_error,
    display,
    may,
    moment,
    two_lines,
)
from answers.admin.lookups import row_at
from answers.admin.votes import vote_rows
from answers.lib.errors import InvalidError
from answers.models import Article, Complaint, SynonymGroup, Vote
from answers.services.complaints import complaints_close, open_complaints
from answers.text.normalization import cut

if TYPE_CHECKING:
    from django.db.models import QuerySet

    Pages = Paginator[Complaint]
else:
    Pages = Paginator

SHOWN = 50  # 差评 of one article
QUERIES = 5
OUTCOMES = [
    (
        Vote.Handling.MENDED,
        gettext_lazy("Edited: the answer is mended, or will be"),
    ),
    (Vote.Handling.RETAGGED, gettext_lazy("Tagged or filed anew")),
    (Vote.Handling.SYNONYM, gettext_lazy("Made findable: a synonym was added")),
    (Vote.Handling.REJECTED, gettext_lazy("Rejected: the answer stays as it is")),
]


class CloseForm(forms.Form):
    """How the 差评 were handled, and a note to those who voted."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What was done"),
        choices=OUTCOMES,
        widget=UnfoldAdminRadioSelectWidget(choices=OUTCOMES),
    )
    note = forms.CharField(
        label=gettext_lazy("What to tell those who voted"),
        required=False,
        max_length=500,
        widget=UnfoldAdminTextInputWidget(),
        help_text=gettext_lazy("They read it on the article's page."),
    )


class DeferredPaginator(Pages):
    """Order by primary keys alone, then read the rows of one page: joins cost less."""

    def page(self, number: Any) -> Page[Complaint]:
        number = self.validate_number(number)
        rows: Any = self.object_list
        start = (number - 1) * self.per_page
        pks = list(rows.values_list("pk", flat=True)[start : start + self.per_page])
        return Page(rows.filter(pk__in=pks), number, self)


@admin.register(Complaint)
class ComplaintAdmin(RowPage, ReadOnlyAdmin[Complaint]):
    """Articles with open 差评; those of one article are closed together."""

    list_display = (
        "shown_article", "shown_impact", "dislikes", "views_count", "shown_since",
    )  # fmt: skip
    list_display_links = ("shown_article",)
    list_filter = ("product", "category")
    search_fields = ("key", "title")
    search_help_text = gettext_lazy("Key or title")
    list_fullwidth = True
    paginator = DeferredPaginator

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ("-impact", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Complaint]:
        return Complaint.objects.queue().select_related("product")

    def get_object(  # type: ignore[override]
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Article | None:
        """Return any article: the page stays after its last 差评 is closed."""
        rows = Article.objects.select_related("product", "current")
        return row_at(rows, pk=object_id)

    def row_page(
        self, request: HttpRequest, article: Article, context: dict[str, Any]
    ) -> HttpResponse:
        """Show the 差评 of one article and the form that closes them."""
        form = CloseForm()
        if request.method == "POST":
            if not may(request.user, "change", Complaint):
                raise PermissionDenied
            form = CloseForm(request.POST)
            if form.is_valid() and self._close(request, article, form):
                return HttpResponseRedirect(request.path)
        context |= _context(request, article) | {"form": form}
        template = "admin/answers/complaint/change_form.html"
        return TemplateResponse(request, template, context)

    def _close(self, request: HttpRequest, article: Article, form: CloseForm) -> bool:
        given = form.cleaned_data
        try:
            handled = complaints_close(
                article=article,
                outcome=given["outcome"],
                note=given["note"],
                user=request.user,  # type: ignore[arg-type]
            )
        except InvalidError as error:
            add_service_error(form, error)
            return False
        text = str(Vote.Handling(handled).label)
        note = " · ".join(filter(None, [text, given["note"]]))
        self.record(request, "handle", [Complaint.objects.get(pk=article.pk)], note)
        if handled == Vote.Handling.PROMISED:
            text = _("They close when the next revision is published: edit it now.")
        self.message_user(request, text)
        return True

    @display(description=gettext_lazy("article"), ordering="title")
    def shown_article(self, obj: Complaint) -> str:
        product = obj.product.name if obj.product else ""
        more = " · ".join(filter(None, [obj.key, product]))
        return two_lines(cut(obj.heading, 100), more)

    @display(description=gettext_lazy("impact"), ordering="impact")
    def shown_impact(self, obj: Any) -> str:
        return f"{obj.impact:,.0f}"

    @display(description=gettext_lazy("open 差评"), ordering="dislikes")
    def dislikes(self, obj: Any) -> int:
        return int(obj.dislikes)

    @display(description=gettext_lazy("views"), ordering="views_count")
    def views_count(self, obj: Any) -> int:
        return int(obj.views_count)

    @display(description=gettext_lazy("oldest"), ordering="since")
    def shown_since(self, obj: Any) -> str:
        return moment(obj.since)


def _context(request: HttpRequest, article: Article) -> dict[str, Any]:
    rows = list(open_complaints(article)[:SHOWN])
    texts = dict.fromkeys(vote.query for vote in rows if vote.query)
    user = request.user
    edit = reverse("admin:answers_article_change", args=[article.pk])
    return {
        "title": article.heading,
        "article": article,
        "said": vote_rows(rows),
        "queries": [
            (query, reverse("admin:answers_synonymgroup_add", query={"words": query}))
            for query in list(texts)[:QUERIES]
        ],
        "edit_url": edit if may(user, "change", Article) else "",
        "may_synonym": may(user, "add", SynonymGroup),
        "may_change": may(user, "change", Complaint) and bool(rows),
    }

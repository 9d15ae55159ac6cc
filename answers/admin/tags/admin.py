"""Tags in the admin: named, merged and hidden; the index learns of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from answers.admin.base import DeskAdmin, ModelForm, action, display, two_lines
from answers.admin.expectations.preview import Attempt, TryAdmin
from answers.admin.filters import AliasFilter
from answers.admin.tags.cleanup import report_page, tags_named, tidy_page
from answers.models import Article, Tag
from answers.services.tags import MOST, tag_plan, tag_try
from answers.text.normalization import one_line, slugify

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class TagForm(ModelForm[Tag]):
    """A new tag by its name; the slug follows from it."""

    class Meta:
        model = Tag
        fields = ["name", "hidden"]

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        slug = slugify(name)
        if not slug:
            raise forms.ValidationError(gettext("A name needs a letter or a digit."))
        if Tag.objects.filter(slug=slug).exists():
            raise forms.ValidationError(gettext("There is such a tag already."))
        self.instance.slug = slug
        return name


class TryAliasForm(forms.Form):
    """Which tags are to become aliases of which."""

    tags = forms.CharField(
        label=_("Tags"),
        max_length=1000,
        widget=UnfoldAdminTextInputWidget(),
        help_text=_("Separated by commas."),
    )
    into = forms.CharField(
        label=_("Merge into"), max_length=100, widget=UnfoldAdminTextInputWidget()
    )


@admin.register(Tag)
class TagAdmin(TryAdmin, DeskAdmin[Tag]):
    """Labels; hidden rather than deleted, because files bring them back."""

    form = TagForm
    fields = ("name", "hidden")
    list_display = ("shown_name", "shown_state", "shown_articles")
    list_filter = (AliasFilter, "hidden")
    search_fields = ("name", "slug")
    search_help_text = _("Name or slug")
    list_per_page = 100
    list_select_related = ("alias_of",)
    actions = ("tidy_selected",)
    actions_list = ("suspicious", "try_first")
    change_form_template = None
    try_title = _("Try an alias")
    try_heading = _("Tags that become aliases of one")
    try_form = TryAliasForm

    def has_delete_permission(
        self, request: HttpRequest, obj: Tag | None = None
    ) -> bool:
        """Nobody: the next file that carries the tag would make it anew."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        # Counted tag by tag over an index: a join of all articles takes ten times that.
        carried = Article.tags.through._default_manager.filter(tag=OuterRef("pk"))
        counted: QuerySet[Any] = carried.order_by().values("tag")
        counts = counted.annotate(n=Count("pk")).values("n")
        return Tag.objects.annotate(used=Coalesce(Subquery(counts), 0))

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ("-used", "slug")

    # ------------------------------------------------------------- the list
    @display(description=_("tag"), ordering="slug")
    def shown_name(self, obj: Tag) -> str:
        return two_lines(obj.name, obj.slug)

    @display(
        description=_("readers"),
        ordering="hidden",
        label={"hidden": "warning", "alias": "info"},
    )
    def shown_state(self, obj: Tag) -> tuple[str, Any]:
        if obj.alias_of:
            return "alias", _("alias of %(name)s") % {"name": obj.alias_of.name}
        return ("hidden", _("hidden")) if obj.hidden else ("shown", _("shown"))

    @display(description=_("articles"), ordering="used")
    def shown_articles(self, obj: Tag) -> str:
        url = reverse("admin:answers_article_changelist")
        used = getattr(obj, "used", 0)
        link = '<a class="dayi-link" href="{}?tags__id__exact={}">{}</a>'
        return format_html(link, url, obj.pk, used)

    @action(description=_("Merge, rename or hide…"), permissions=["change"])
    def tidy_selected(
        self, request: HttpRequest, queryset: QuerySet[Tag]
    ) -> HttpResponse:
        pks = queryset.order_by("pk").values_list("pk", flat=True)[: MOST + 1]
        return redirect(tidy_url(pks))

    @action(
        description=_("Suspicious tags"), url_path="suspicious", permissions=["view"]
    )
    def suspicious(self, request: HttpRequest) -> HttpResponse:
        return report_page(request, self._context(request))

    # ------------------------------------------------------------- tidying
    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.tidy)
        return [path("tidy/", view, name="answers_tag_tidy"), *super().get_urls()]

    def tidy(self, request: HttpRequest) -> HttpResponse:
        """Preview and apply what becomes of the tags in the address."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        shown = tidy_page(request, self._context(request))
        return shown or redirect("admin:answers_tag_changelist")

    def attempt(self, request: HttpRequest, given: dict[str, Any]) -> Attempt:
        """Try to merge tags; the button merges them."""
        tags = tags_named(given["tags"])
        plan = tag_plan(verb="merge", tags=tags, into=given["into"])
        query = {"verb": "merge", "into": given["into"]}
        return Attempt(
            trial=tag_try(plan=plan),
            address=tidy_url([tag.pk for tag in tags], **query),
        )

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Lead to where a change is shown before it is made."""
        if self.has_change_permission(request) and self.get_object(request, object_id):
            return redirect(tidy_url([object_id]))
        return super().change_view(request, object_id, *args, **kwargs)

    def _context(self, request: HttpRequest) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.model._meta}


def tidy_url(pks: Any, **more: str) -> str:
    """Return the page where these tags are merged, renamed or hidden."""
    query = {"pks": ",".join(map(str, pks)), **more}
    return reverse("admin:answers_tag_tidy", query=query)

"""Tags in the admin: the list, and the pages that merge, rename and hide tags."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextInputWidget

from answers.admin.base import (
    BaseAdmin,
    ChoiceFilter,
    ModelForm,
    action,
    add_service_error,
    display,
    page_context,
    staff_of,
    two_lines,
)
from answers.admin.expectations.gate import override_page, reason_of
from answers.admin.expectations.preview import PreviewAdmin, PreviewResult
from answers.lib.errors import ExpectationBrokenError, InvalidError
from answers.models import Article, Tag
from answers.services.tags import (
    MOST,
    REASONS,
    TagPlan,
    tag_apply,
    tag_plan,
    tag_preview,
    tag_report,
    tag_try,
)
from answers.text.normalization import clean, one_line, slugify

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

VERBS = [
    ("merge", _("Merge: they become aliases of one tag")),
    ("rename", _("Rename: another name, the same address")),
    ("hide", _("Hide: kept, but not shown to readers")),
    ("show", _("Show again")),
    ("restore", _("No longer an alias: a tag of its own again")),
]
REASON_TEXTS = {
    "near": (
        _("Nearly the same"),
        _("They differ by case, punctuation or a letter from a more frequent one."),
    ),
    "glued": (
        _("Glued together"),
        _("Two tags in one: merge it into the one that readers filter by, or hide it."),
    ),
    "number": (_("Numbers"), _("A number without its unit says nothing in a list.")),
    "long": (
        _("Too long"),
        _("A sentence, or a name that lost its dots: search finds it without a tag."),
    ),
    "everywhere": (
        _("On nearly everything"),
        _("What every article carries tells none of them apart."),
    ),
    "unused": (_("Unused"), _("No article carries it.")),
    "single": (_("On one article only"), _("A filter that always finds one article.")),
}
_NUMBER = re.compile(r"\d{1,18}", re.ASCII)
COMMA = re.compile(r"[,，\n]")
FEW = 60  # tags of one reason that the page shows first


class TagForm(ModelForm[Tag]):
    """The form of a new tag; the slug is made from the name."""

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


class TidyForm(forms.Form):
    """What to do with the chosen tags."""

    verb = forms.ChoiceField(
        label=_("What to do"),
        choices=VERBS,
        initial="merge",
        widget=UnfoldAdminRadioSelectWidget(choices=VERBS),
    )
    into = forms.CharField(
        label=_("Merge into"),
        required=False,
        max_length=100,
        widget=UnfoldAdminTextInputWidget(),
        help_text=_("Name of a tag; a new name makes a new tag."),
    )
    name = forms.CharField(
        label=_("New name"),
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget(),
    )


class AliasPreviewForm(forms.Form):
    """The tags that become aliases, and the tag that they are merged into."""

    tags = forms.CharField(
        label=_("Tags"),
        max_length=1000,
        widget=UnfoldAdminTextInputWidget(),
        help_text=_("Separated by commas."),
    )
    into = forms.CharField(
        label=_("Merge into"), max_length=100, widget=UnfoldAdminTextInputWidget()
    )


class AliasFilter(ChoiceFilter):
    """Tags that are aliases of another one, or are none."""

    title = _("alias")
    parameter_name = "alias"
    options = {
        "no": (_("tags"), Q(alias_of__isnull=True)),
        "yes": (_("aliases"), Q(alias_of__isnull=False)),
    }


@admin.register(Tag)
class TagAdmin(PreviewAdmin, BaseAdmin[Tag]):
    """The list of tags; they are hidden, not deleted, because files restore them."""

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
    preview_title = _("Try an alias")
    preview_heading = _("Tags that become aliases of one")
    preview_form = AliasPreviewForm

    def has_delete_permission(
        self, request: HttpRequest, obj: Tag | None = None
    ) -> bool:
        """Nobody: the next file with the tag would create it again."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        # A subquery uses an index; a join of all articles takes ten times as long.
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
        return report_page(request, page_context(self, request))

    # ------------------------------------------------------------- tidying
    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.tidy)
        return [path("tidy/", view, name="answers_tag_tidy"), *super().get_urls()]

    def tidy(self, request: HttpRequest) -> HttpResponse:
        """Preview or apply a change to the tags in the address."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        response = tidy_page(request, page_context(self, request))
        return response or redirect("admin:answers_tag_changelist")

    def preview(self, request: HttpRequest, given: dict[str, Any]) -> PreviewResult:
        """Preview a merge of tags."""
        tags = tags_named(given["tags"])
        plan = tag_plan(verb="merge", tags=tags, into=given["into"])
        query = {"verb": "merge", "into": given["into"]}
        return PreviewResult(
            trial=tag_try(plan=plan),
            address=tidy_url([tag.pk for tag in tags], **query),
        )

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Redirect to the page that previews a change before it is made."""
        if self.has_change_permission(request) and self.get_object(request, object_id):
            return redirect(tidy_url([object_id]))
        return super().change_view(request, object_id, *args, **kwargs)


def tidy_url(pks: Any, **more: str) -> str:
    """Return the page where these tags are merged, renamed or hidden."""
    query = {"pks": ",".join(map(str, pks)), **more}
    return reverse("admin:answers_tag_tidy", query=query)


def tidy_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse | None:
    """Return the page that previews a change; None once it is made."""
    tags = chosen_tags(",".join(request.GET.getlist("pks")))
    submitted = "verb" in request.GET
    form = TidyForm(request.GET if submitted else None, initial=_initial(tags))
    plan = _plan(form, tags) if submitted else None
    if plan and request.method == "POST":
        actor, reason = staff_of(request), reason_of(request)
        try:
            count = tag_apply(plan=plan, actor=actor, override=reason)
        except ExpectationBrokenError as error:
            return override_page(request, context, error)
        except InvalidError as error:
            messages.error(request, error.message)
            return None
        text = ngettext(
            "Done: %d article carries other tags now.",
            "Done: %d articles carry other tags now.",
            count,
        )
        messages.success(request, text % count)
        return None
    context |= {
        "title": _("Merge, rename, hide"),
        "form": form,
        "tags": tags,
        "pks": ",".join(str(tag.pk) for tag in tags),
        "preview": tag_preview(plan=plan) if plan else None,
        "try_query": _try_query(plan),
    }
    return TemplateResponse(request, "admin/answers/tag/bulk_change.html", context)


def report_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Return the page of tags that look wrong, by reason."""
    rows = tag_report()
    tags = Tag.objects.in_bulk([row.slug for row in rows], field_name="slug")
    wanted = request.GET.get("all", "")
    groups = []
    for reason in REASONS:
        own = [row for row in rows if row.reason == reason]
        shown = own if reason == wanted else own[:FEW]
        title, advice = REASON_TEXTS[reason]
        if own:
            groups.append(
                {
                    "reason": reason,
                    "title": title,
                    "advice": advice,
                    "count": len(own),
                    "more": len(own) - len(shown),
                    "rows": [(tags[row.slug], row) for row in shown],
                }
            )
    context |= {"title": _("Suspicious tags"), "groups": groups, "total": len(rows)}
    return TemplateResponse(request, "admin/answers/tag/suspects.html", context)


def chosen_tags(pks: str) -> list[Tag]:
    """Return the tags of primary keys, separated by commas: at most MOST + 1."""
    parts = pks.split(",")[: MOST + 1]
    numbers = [int(part) for part in parts if _NUMBER.fullmatch(part)]
    rows = Tag.objects.select_related("alias_of").filter(pk__in=numbers)
    return list(rows.order_by("slug"))


def tags_named(text: str) -> list[Tag]:
    """Return the tags of these names or slugs. Raises InvalidError for one unknown."""
    words = [word for word in map(clean, COMMA.split(text)) if slugify(word)]
    rows = Tag.objects.select_related("alias_of").in_bulk(
        [slugify(word) for word in words[: MOST + 1]], field_name="slug"
    )
    missing = [word for word in words[: MOST + 1] if slugify(word) not in rows]
    if missing:
        msg = _("There is no tag “%(name)s”.") % {"name": missing[0].strip()[:100]}
        raise InvalidError(msg, field="tags")
    return list(rows.values())


def _initial(tags: list[Tag]) -> dict[str, str]:
    if len(tags) == 1:
        verb = "restore" if tags[0].alias_of_id else "rename"
        return {"verb": verb, "name": tags[0].name}
    return {"verb": "merge"}


def _try_query(plan: TagPlan | None) -> str:
    """Return the query of the preview of a plan, "" where there is none."""
    if plan is None or plan.verb != "merge" or plan.into is None:
        return ""
    names = ",".join(tag.slug for tag in plan.tags)
    return (
        urlencode({"tags": names, "into": plan.into.name}) if len(names) < 900 else ""
    )


def _plan(form: TidyForm, tags: list[Tag]) -> TagPlan | None:
    """Return the plan, or None with the reason as an error of the form."""
    if not form.is_valid():
        return None
    given = form.cleaned_data
    try:
        return tag_plan(
            verb=given["verb"],
            tags=tags,
            into=clean(given["into"]),
            name=clean(given["name"]),
        )
    except InvalidError as error:
        add_service_error(form, error)
        return None

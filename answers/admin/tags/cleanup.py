"""Tidying tags: choose what becomes of them, see what it changes, then do it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextInputWidget

from answers.admin.base import staff_of
from answers.admin.expectations.gate import override_page, reason_of
from answers.lib.errors import ExpectationBrokenError, InvalidError
from answers.models import Tag
from answers.services.tags import (
    MOST,
    REASONS,
    TagPlan,
    tag_apply,
    tag_plan,
    tag_preview,
    tag_report,
)
from answers.text.normalization import clean, slugify

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
COMMA = re.compile(r"[,，\n]")
FEW = 60  # suspicious tags a reason that are shown at first


class TidyForm(forms.Form):
    """What becomes of the chosen tags."""

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


def tidy_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse | None:
    """Show what would change; None once it is done."""
    tags = chosen_tags(",".join(request.GET.getlist("pks")))
    asked = "verb" in request.GET
    form = TidyForm(request.GET if asked else None, initial=_initial(tags))
    plan = _plan(form, tags) if asked else None
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
    """Show the tags that look wrong, by reason."""
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
    """Return the tags of an address, as many as one change may touch and one more."""
    numbers = [
        int(part)
        for part in pks.split(",")[: MOST + 1]
        if part.isascii() and part.isdecimal() and len(part) < 19
    ]
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
    """Return what the workbench tries of this plan, empty where it cannot."""
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
        field = error.extra.get("field")
        form.add_error(field if field in form.fields else None, error.message)
        return None

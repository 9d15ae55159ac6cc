"""One change to many articles, with a page that previews it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from answers.admin.base import add_service_error, staff_of
from answers.admin.expectations.gate import override_page, reason_of
from answers.lib.errors import AnswersError, ExpectationBrokenError, InvalidError
from answers.models import Article, Product
from answers.services.articles import (
    BulkResult,
    article_retag,
    article_set_product,
    article_set_status,
    article_show_to,
    article_unverify,
    article_verify,
)
from answers.text.normalization import clean

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

MOST = 5_000  # articles that one change may touch
SAMPLE = 10  # of them that the page names
_COMMA = re.compile(r"[,，\n]")

WHATS = [
    ("tag", _("Add tags")),
    ("untag", _("Remove tags")),
    ("product", _("Set the product")),
    ("verify", _("Verified on a version")),
    ("unverify", _("Take the verification back")),
    ("retire", _("Retire")),
    ("publish", _("Publish again")),
    ("internal", _("Show to staff only")),
    ("public", _("Show to everybody")),
]


def _text() -> forms.Widget:
    widget: forms.Widget = UnfoldAdminTextInputWidget()
    return widget


class BulkForm(forms.Form):
    """What to change of the chosen articles."""

    what = forms.ChoiceField(
        label=_("What to do"),
        choices=WHATS,
        widget=UnfoldAdminRadioSelectWidget(choices=WHATS),
    )
    tags = forms.CharField(
        label=_("Tags"),
        required=False,
        max_length=1000,
        widget=_text(),
        help_text=_("Separated by commas. Each article gets a revision."),
    )
    product = forms.ModelChoiceField(
        Product.objects.order_by("name"),
        label=_("Product"),
        required=False,
        empty_label=_("none"),
        widget=UnfoldAdminSelectWidget,
    )
    version = forms.CharField(
        label=_("Version"), required=False, max_length=50, widget=_text()
    )
    replaced_by = forms.CharField(
        label=_("Replaced by"),
        required=False,
        max_length=500,
        widget=_text(),
        help_text=_("Key or address of the article that readers of these are led to."),
    )
    note = forms.CharField(
        label=_("why"), required=False, max_length=300, widget=_text()
    )


def bulk_page(
    request: HttpRequest, queryset: QuerySet[Article], context: dict[str, Any]
) -> HttpResponse | None:
    """Return the page that asks for a change and previews it; None once it is made."""
    submitted = "what" in request.POST
    form = BulkForm(request.POST if submitted else None)
    pks = list(queryset.order_by().values_list("pk", flat=True)[: MOST + 1])
    chosen = Article.objects.filter(pk__in=pks)
    if len(pks) > MOST:
        text = _("These are more than %(most)d articles: filter the list first.")
        messages.error(request, text % {"most": MOST})
        return None
    ready = submitted and form.is_valid()
    try:
        if ready and "apply" in request.POST and _apply_form(request, form, chosen):
            return None
    except ExpectationBrokenError as error:
        return override_page(request, context, error)
    context |= {
        "title": _("Change articles"),
        "form": form,
        "count": len(pks),
        "preview": ready and form.is_valid() and _preview(form, chosen),
        "sample": chosen.for_lists()[:SAMPLE],
        "pks": request.POST.getlist("_selected_action"),
        "across": request.POST.get("select_across", "0"),
    }
    return TemplateResponse(request, "admin/answers/article/bulk_change.html", context)


def _apply_form(
    request: HttpRequest, form: BulkForm, chosen: QuerySet[Article]
) -> bool:
    """Make the change; False, with an error of the form, where it is refused."""
    articles = list(_moving(form, chosen))
    try:
        given = form.cleaned_data | {"override": reason_of(request)}
        done = _apply(staff_of(request), given, articles)
    except ExpectationBrokenError:
        raise
    except AnswersError as error:
        add_service_error(form, error)
        return False
    text = ngettext("%d article changed.", "%d articles changed.", done.published)
    messages.success(request, text % done.published)
    if done.waiting:
        text = ngettext(
            "%d article waits for a review.",
            "%d articles wait for a review.",
            done.waiting,
        )
        messages.info(request, text % done.waiting)
    return True


def _apply(user: User, given: dict[str, Any], articles: list[Article]) -> BulkResult:
    what = given["what"]
    why = {"note": given["note"], "override": given["override"]}
    if what in {"tag", "untag"}:
        words = [clean(word).strip() for word in _COMMA.split(given["tags"])]
        some = [word for word in words if word]
        add, remove = (some, []) if what == "tag" else ([], some)
        return article_retag(
            articles=articles, add=add, remove=remove, author=user, **why
        )
    if what == "product":
        slug = given["product"].slug if given["product"] else ""
        return article_set_product(articles=articles, product=slug, author=user, **why)
    if not user.has_perm("answers.publish_revision"):
        raise InvalidError(gettext("Only reviewers do that."), field="what")
    return BulkResult(_change_rows(user, given, articles))


def _change_rows(user: User, given: dict[str, Any], articles: list[Article]) -> int:
    """Make a change that needs no revision; return how many articles changed."""
    what, override = given["what"], given["override"]
    if what == "verify":
        version = clean(given["version"])
        return article_verify(articles=articles, version=version, by=user)
    if what == "unverify":
        return article_unverify(articles=articles, by=user)
    if what in {"internal", "public"}:
        hide = what == "internal"
        return article_show_to(
            articles=articles, internal=hide, actor=user, override=override
        )
    status = Article.Status.RETIRED if what == "retire" else Article.Status.PUBLISHED
    # An empty field keeps the replacement of articles that are retired already.
    replaced_by = clean(given["replaced_by"]).strip() if what == "retire" else ""
    return article_set_status(
        articles=articles,
        status=status,
        actor=user,
        replaced_by=replaced_by or None,
        override=override,
    )


def _moving(form: BulkForm, chosen: QuerySet[Article]) -> QuerySet[Article]:
    """Return the chosen articles that the change would alter."""
    given = form.cleaned_data
    product = given["product"]
    rules: dict[str, QuerySet[Article]] = {
        "product": chosen.exclude(product=product)
        if product
        else chosen.exclude(product=None),
        "unverify": chosen.exclude(verified_version=""),
        "retire": chosen
        if given["replaced_by"]
        else chosen.exclude(status=Article.Status.RETIRED),
        "publish": chosen.exclude(status=Article.Status.PUBLISHED),
        "internal": chosen.exclude(internal=True),
        "public": chosen.exclude(internal=False),
    }
    return rules.get(given["what"], chosen)


def _preview(form: BulkForm, chosen: QuerySet[Article]) -> dict[str, Any]:
    label = dict(WHATS)[form.cleaned_data["what"]]
    return {"label": label, "count": _moving(form, chosen).count()}

"""Bulk: one change to many articles, with a page that says beforehand what it does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from answers.admin.base import action, page_context, staff_of
from answers.admin.expectations.gate import override_page, reason_of
from answers.lib.errors import AnswersError, ExpectationBrokenError, InvalidError
from answers.models import Article, Product, Release
from answers.services.articles import bulk, verification
from answers.services.articles import status as curating
from answers.text.normalization import clean

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

MOST = 5_000  # articles that one change may touch
SAMPLE = 10
VERSIONS = 60  # releases that are offered
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
    """What is to become of the chosen articles."""

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


class BulkActions:
    """Mixed into the article list."""

    @action(description=_("Change the selected articles…"), permissions=["change"])
    def change_selected(
        self, request: HttpRequest, queryset: QuerySet[Article]
    ) -> HttpResponse | None:
        """Ask what to do, say what it changes, then do it."""
        asked = "what" in request.POST
        form = BulkForm(request.POST if asked else None)
        pks = list(queryset.order_by().values_list("pk", flat=True)[: MOST + 1])
        chosen = Article.objects.filter(pk__in=pks)
        if len(pks) > MOST:
            text = _("These are more than %(most)d articles: filter the list first.")
            messages.error(request, text % {"most": MOST})
            return None
        ready = asked and form.is_valid()
        try:
            if ready and "apply" in request.POST and _applied(request, form, chosen):
                return None
        except ExpectationBrokenError as error:
            return override_page(request, page_context(self, request), error)
        context = page_context(self, request) | {
            "title": _("Change articles"),
            "form": form,
            "count": len(pks),
            "preview": ready and form.is_valid() and _affected(form, chosen),
            "sample": chosen.for_lists()[:SAMPLE],
            "pks": request.POST.getlist("_selected_action"),
            "across": request.POST.get("select_across", "0"),
        }
        template = "admin/answers/article/bulk_change.html"
        return TemplateResponse(request, template, context)

    def get_urls(self) -> list[Any]:
        view = cast(Any, self).admin_site.admin_view(self.verify)
        own = [path("<int:pk>/verify/", view, name="answers_article_verify")]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def verify(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say on which version one article was checked."""
        if not staff_of(request).has_perm("answers.publish_revision"):
            raise PermissionDenied
        article = get_object_or_404(Article.objects.select_related("product"), pk=pk)
        versions = Release.objects.filter(product=article.product_id)[:VERSIONS]
        error = ""
        if request.method == "POST":
            version = clean(request.POST.get("version", ""))
            try:
                verification.article_verify(
                    articles=[article], version=version, by=staff_of(request)
                )
                return redirect("admin:answers_article_change", pk)
            except InvalidError as refused:
                error = refused.message
        context = page_context(self, request) | {
            "title": _("Verified on a version"),
            "article": article,
            "versions": versions,
            "error": error,
        }
        template = "admin/answers/article/verification.html"
        return TemplateResponse(request, template, context)


def _applied(request: HttpRequest, form: BulkForm, chosen: QuerySet[Article]) -> bool:
    """Do it and say so; False, with an error of the form, where it is refused."""
    articles = list(_moving(form, chosen))
    try:
        given = form.cleaned_data | {"override": reason_of(request)}
        done = _apply(staff_of(request), given, articles)
    except ExpectationBrokenError:
        raise
    except AnswersError as error:
        field = error.extra.get("field")
        form.add_error(field if field in form.fields else None, error.message)
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


def _apply(user: User, given: dict[str, Any], articles: list[Article]) -> bulk.Arranged:
    what, why = given["what"], bulk.Why(given["note"], given["override"])
    if what in {"tag", "untag"}:
        words = [clean(word).strip() for word in _COMMA.split(given["tags"])]
        some = [word for word in words if word]
        add, remove = (some, []) if what == "tag" else ([], some)
        return bulk.article_retag(
            articles=articles, add=add, remove=remove, author=user, why=why
        )
    if what == "product":
        slug = given["product"].slug if given["product"] else ""
        return bulk.article_set_product(
            articles=articles, product=slug, author=user, why=why
        )
    if not user.has_perm("answers.publish_revision"):
        raise InvalidError(gettext("Only reviewers do that."), field="what")
    return bulk.Arranged(_decide(user, given, articles))


def _decide(user: User, given: dict[str, Any], articles: list[Article]) -> int:
    """Do what takes no revision; return how many changed."""
    what, override = given["what"], given["override"]
    if what == "verify":
        version = clean(given["version"])
        return verification.article_verify(articles=articles, version=version, by=user)
    if what == "unverify":
        return verification.article_unverify(articles=articles, by=user)
    if what in {"internal", "public"}:
        hide = what == "internal"
        return curating.article_show_to(
            articles=articles, internal=hide, actor=user, override=override
        )
    status = Article.Status.RETIRED if what == "retire" else Article.Status.PUBLISHED
    # Left empty, what was said of those that are retired already stays.
    replaced_by = clean(given["replaced_by"]).strip() if what == "retire" else ""
    return curating.article_set_status(
        articles=articles,
        status=status,
        actor=user,
        replaced_by=replaced_by or None,
        override=override,
    )


def _moving(form: BulkForm, chosen: QuerySet[Article]) -> QuerySet[Article]:
    """Return those of the chosen that the change would touch."""
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


def _affected(form: BulkForm, chosen: QuerySet[Article]) -> dict[str, Any]:
    label = dict(WHATS)[form.cleaned_data["what"]]
    return {"label": label, "count": _moving(form, chosen).count()}

"""The article form: what staff typed, as a draft for the curating service."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from answers.admin.articles.initial import initial_of
from answers.admin.articles.merge import MergingForm
from answers.admin.articles.save import (
    INTENTS,
    PUBLISH,
    Order,
    Saved,
    article_save,
)
from answers.admin.base import ModelForm
from answers.admin.expectations.gate import GatedForm, override_field
from answers.content import parse_references
from answers.lib.errors import AnswersError, ConflictError, ExpectationBrokenError
from answers.models import Article, Product, Revision
from answers.services.revisions import Draft, draft_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

STATES = [
    (state.value, state.label)
    for state in (Article.Status.PUBLISHED, Article.Status.RETIRED)
]
_COMMA = re.compile(r"[,，\n]")


def _text(rows: int, *, code: bool = False) -> forms.Textarea:
    name = "dayi-source" if code else "dayi-text"
    widget: forms.Textarea = UnfoldAdminTextareaWidget(
        attrs={"rows": rows, "spellcheck": "false"}
    )
    widget.attrs["class"] = f"{widget.attrs.get('class', '')} {name}"
    return widget


class ArticleForm(MergingForm, GatedForm, ModelForm[Article]):
    """One article as staff write it.

    Saving is the last check: only the service can tell, on the locked row, whether
    somebody else was faster. What it refuses becomes an error of the form.
    """

    author: ClassVar[User]
    opened: ClassVar[Revision | None] = None
    saved: Saved | None = None

    base = forms.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput
    )
    revision = forms.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput
    )
    question = forms.CharField(
        label=_("question"),
        required=False,
        widget=_text(3, code=True),
        help_text=_("Markdown. Left empty, the title is the question."),
    )
    answer = forms.CharField(
        label=_("answer"),
        strip=False,
        widget=_text(26, code=True),
        help_text=_("Markdown."),
    )
    references = forms.CharField(
        label=_("references"),
        required=False,
        widget=_text(4, code=True),
        help_text=_(
            "One a line: [text](address), or 专家经验：title of another article."
        ),
    )
    tags = forms.CharField(
        label=_("tags"),
        required=False,
        widget=UnfoldAdminTextInputWidget(),
        help_text=_("Separated by commas."),
    )
    description = forms.CharField(
        label=_("description"),
        required=False,
        widget=_text(2),
        help_text=_("One or two sentences for lists and search engines."),
    )
    product = forms.ChoiceField(
        label=_("product"), required=False, widget=UnfoldAdminSelectWidget()
    )
    note = forms.CharField(
        label=_("why"),
        required=False,
        max_length=300,
        widget=UnfoldAdminTextInputWidget(),
        help_text=_("What you changed and why; kept with the revision."),
    )
    replaced_by = forms.CharField(
        label=_("replaced by"),
        required=False,
        max_length=500,
        widget=UnfoldAdminTextInputWidget(),
        help_text=_(
            "Of what is retired: key or address of the article that its readers, "
            "links and search engines are led to. Left empty, they read that it is "
            "retired."
        ),
    )
    override = override_field()

    class Meta:
        model = Article
        fields = ["key", "title", "category", "date", "status", "internal"]
        help_texts = {
            "key": _(
                "Its name in addresses, for example nacos-403-token; for ever. "
                "Left empty, one is made: q-1, q-2 and so on."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "key" in self.fields:
            self.fields["key"].required = False
        products = Product.objects.order_by("name").values_list("slug", "name")
        choices = [("", _("none")), *products]
        self.fields["product"].widget.choices = choices
        self.fields["product"].choices = choices  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.label = capfirst(field.label)
        self.fields["title"].widget.attrs["class"] += " dayi-wide"
        if "status" in self.fields:
            self.fields["status"].choices = STATES  # type: ignore[attr-defined]
        if self.instance.pk and self.opened:
            self.initial.update(initial_of(self.instance, self.opened))

    def clean(self) -> dict[str, Any]:
        """Refuse a form that does not say from which revision it started."""
        article, given = self.instance, self.cleaned_data
        numbers = {given.get("base") or 0, given.get("revision") or 0}
        if article.pk and not article.revisions.filter(number__in=numbers).exists():
            message = gettext("This page was incomplete: open the article anew.")
            raise forms.ValidationError(message)
        return self.cleaned_data

    def save(self, commit: bool = True) -> Article:  # noqa: FBT001, FBT002
        """Return the article; the service wrote it when the form was checked."""
        self.save_m2m = lambda: None  # type: ignore[method-assign]
        return self.instance

    def _post_clean(self) -> None:
        """Hand the draft on; no column is set here, that is the service's work."""
        if self.errors:
            return
        try:
            self.saved = article_save(self._order())
            self.instance = self.saved.article
        except ConflictError as error:
            self.overtake(error)
        except ExpectationBrokenError as error:
            self.refuse(error)
        except AnswersError as error:
            if self.merge_again(error):
                return
            field = error.extra.get("field")
            self.add_error(field if field in self.fields else None, error.message)

    def _order(self) -> Order:
        given = self.cleaned_data
        origin = self.origin()
        return Order(
            author=self.author,
            draft=self.merged(self.typed(origin)),
            intent=next((word for word in INTENTS if f"_{word}" in self.data), PUBLISH),
            article=self.instance if self.instance.pk else None,
            revision=origin if given.get("revision") else None,
            base=given.get("base") or None,
            key=given.get("key", ""),
            status=given.get("status", ""),
            internal=given.get("internal"),
            replaced_by=given.get("replaced_by", ""),
            override=given["override"],
        )

    def origin(self) -> Revision | None:
        """Return the revision that the form showed when it was opened."""
        if not self.instance.pk:
            return None
        number = self.cleaned_data.get("revision") or self.cleaned_data.get("base")
        return self.instance.revisions.filter(number=number or 0).first()

    def typed(self, origin: Revision | None) -> Draft:
        """Return what was typed; a field that says what it said keeps its value."""
        given = self.cleaned_data
        typed: dict[str, Any] = {
            name: given[name]
            for name in (
                "title", "question", "answer", "category", "date",
                "description", "product",
            )
        }  # fmt: skip
        typed["references"] = parse_references(_lines(given["references"]))
        tags = map(str.strip, _COMMA.split(given["tags"]))
        typed["tags"] = tuple(filter(None, tags))
        if origin:
            shown, kept = initial_of(self.instance, origin), draft_of(origin)
            for name in typed:
                if name != "product" and _lines(given[name]) == _lines(shown[name]):
                    typed[name] = getattr(kept, name)
        return Draft(**typed, note=given["note"])


def _lines(value: Any) -> Any:
    """Return text as it was before a browser sent it; anything else as it is."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    return value

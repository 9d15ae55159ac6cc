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

from answers.admin.base import ModelForm
from answers.admin.comparing import Comparison, compare, reference_lines
from answers.ingest import parse_references
from answers.lib.errors import ConflictError, InvalidError
from answers.models import Article, Product, Revision
from answers.services.curating import (
    Draft,
    article_create,
    article_edit,
    article_set_internal,
    article_set_status,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_COMMA = re.compile(r"[,，\n]")


def _text(rows: int, *, code: bool = False) -> forms.Textarea:
    name = "dayi-source" if code else "dayi-text"
    widget: forms.Textarea = UnfoldAdminTextareaWidget(
        attrs={"rows": rows, "spellcheck": "false"}
    )
    widget.attrs["class"] = f"{widget.attrs.get('class', '')} {name}"
    return widget


class ArticleForm(ModelForm[Article]):
    """One article as staff write it.

    Saving is the last check: only the service can tell, on the locked row, whether
    somebody else was faster. What it refuses becomes an error of the form.
    """

    author: ClassVar[User]
    overtaken: Comparison | None = None

    base = forms.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput
    )
    question = forms.CharField(
        label=_("question"),
        required=False,
        widget=_text(3, code=True),
        help_text=_("Markdown. Left empty, the title is the question."),
    )
    answer = forms.CharField(
        label=_("answer"), widget=_text(26, code=True), help_text=_("Markdown.")
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

    class Meta:
        model = Article
        fields = ["key", "title", "category", "date", "status", "internal"]
        help_texts = {
            "key": _("Its name in addresses, for example nacos-403-token; for ever.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        products = Product.objects.order_by("name").values_list("slug", "name")
        choices = [("", _("none")), *products]
        self.fields["product"].widget.choices = choices
        self.fields["product"].choices = choices  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.label = capfirst(field.label)
        self.fields["title"].widget.attrs["class"] += " dayi-wide"
        if self.instance.current:
            self.initial.update(initial_of(self.instance, self.instance.current))

    def clean(self) -> dict[str, Any]:
        """Refuse a form that does not say from which revision it started."""
        article, base = self.instance, self.cleaned_data.get("base")
        if article.pk and not article.revisions.filter(number=base or 0).exists():
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
            self.instance = self._publish()
        except ConflictError as error:
            self._overtake(error)
        except InvalidError as error:
            field = error.extra.get("field")
            self.add_error(field if field in self.fields else None, error.message)

    def _publish(self) -> Article:
        given, draft = self.cleaned_data, self._draft()
        if self.instance.pk:
            article = article_edit(
                article=self.instance,
                draft=draft,
                author=self.author,
                base=given.get("base") or 0,
            )
            # A new revision is public at once; what was retired stays so.
            article_set_status(articles=[article], status=given["status"])
        else:
            article = article_create(key=given["key"], draft=draft, author=self.author)
        article_set_internal(article=article, internal=given["internal"])
        return article

    def _draft(self) -> Draft:
        given = self.cleaned_data
        return Draft(
            title=given["title"],
            question=given["question"],
            answer=given["answer"],
            references=parse_references(given["references"].replace("\r\n", "\n")),
            tags=tuple(filter(None, map(str.strip, _COMMA.split(given["tags"])))),
            category=given["category"],
            date=given["date"],
            description=given["description"],
            product=given["product"],
            note=given["note"],
        )

    def _overtake(self, error: ConflictError) -> None:
        """Tell who was faster and show what they changed; the text typed is kept.

        The form goes on from their revision, so that saving once more is a decision.
        """
        numbers = [self.cleaned_data.get("base"), error.extra["revision"]]
        found = Revision.objects.filter(article=self.instance.pk, number__in=numbers)
        by_number = {row.number: row for row in found.select_related("author")}
        theirs = by_number[error.extra["revision"]]
        self.overtaken = compare(by_number.get(numbers[0]), theirs)
        self.data = {**self.data.dict(), "base": str(theirs.number)}  # type: ignore[attr-defined]
        message = gettext(
            "%(who)s saved revision %(number)s while you were writing. Nothing was "
            "overwritten: your text is still in the fields. Compare it with what "
            "changed, take over what you need, then save again."
        )
        who = theirs.author or theirs.get_origin_display()
        self.add_error(None, message % {"who": who, "number": theirs.number})


def initial_of(article: Article, revision: Revision) -> dict[str, Any]:
    """Return the fields as a revision has them; saved unchanged, nothing changes."""
    return {
        "base": revision.number,
        "title": revision.title,
        "question": revision.question,
        "answer": revision.answer,
        "references": reference_lines(revision.references),
        "tags": ", ".join(map(str, revision.tags)),
        "category": revision.category,
        "date": revision.date,
        "description": revision.description,
        "product": article.product.slug if article.product else "",
    }

"""The form of an article: its fields, and the draft that was typed."""

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

from answers.admin.articles.merge import (
    BASE,
    MERGE,
    ConcurrentEdit,
    merge_sides,
    merged_draft,
    overtaken_by,
    revision_numbered,
)
from answers.admin.expectations.gate import GatedForm, override_field
from answers.content import parse_references, reference_lines
from answers.lib.errors import AnswersError, ConflictError
from answers.models import Article, Product, Revision
from answers.services.articles import ArticleInput, Intent
from answers.services.revisions import Draft, draft_of
from answers.text.normalization import slugify

if TYPE_CHECKING:
    pass


WHO = (_("Who may read it"), {"fields": ("status", "replaced_by", "internal")})
WRITE = (
    (None, {"fields": ("base", "revision", "title", "question", "answer")}),
    (
        _("References and labels"),
        {
            "fields": (
                "references",
                "tags",
                ("product", "category"),
                "date",
                "description",
            )
        },
    ),
    WHO,
    (_("This change"), {"fields": ("note", "override")}),
)
START = ((None, {"fields": ("key",)}), *WRITE)
READ = (
    (
        None,
        {
            "fields": (
                "key",
                "title",
                "shown_question",
                "shown_answer",
                "product",
                "category",
                "date",
                "status",
                "internal",
            )
        },
    ),
)


def initial_of(article: Article, revision: Revision) -> dict[str, Any]:
    """Return the initial values of the fields for a revision."""
    public = revision.pk == article.current_id
    return {
        "base": revision.number if public else revision.base,
        "revision": None if public else revision.number,
        "title": revision.title,
        "question": revision.question,
        "answer": revision.answer,
        "references": reference_lines(revision.references),
        "tags": ", ".join(map(str, revision.tags)),
        "category": revision.category,
        "date": revision.date,
        "description": revision.description,
        "product": _product_of(article, revision),
        "replaced_by": article.replaced_by.key if article.replaced_by else "",
    }


def _product_of(article: Article, revision: Revision) -> str:
    if revision.pk == article.current_id:
        return article.product.slug if article.product else ""
    return slugify(revision.product)


STATES = [
    (state.value, state.label)
    for state in (Article.Status.PUBLISHED, Article.Status.RETIRED)
]
BUTTONS: dict[str, Intent] = {"_draft": "draft", "_request": "request", MERGE: "draft"}
_COMMA = re.compile(r"[,，\n]")


def _text(rows: int, *, code: bool = False) -> forms.Textarea:
    name = "dayi-source" if code else "dayi-text"
    widget: forms.Textarea = UnfoldAdminTextareaWidget(
        attrs={"rows": rows, "spellcheck": "false"}
    )
    widget.attrs["class"] = f"{widget.attrs.get('class', '')} {name}"
    return widget


class ArticleForm(GatedForm[Article]):
    """One article as staff write it.

    Only ``article_save`` can tell, on the locked row, whether somebody else saved
    meanwhile: see ``refuse``.
    """

    opened: ClassVar[Revision | None] = None
    overtaken: ConcurrentEdit | None = None

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
        """Refuse a form without a valid number of the revision that it started from."""
        article, given = self.instance, self.cleaned_data
        numbers = {given.get("base") or 0, given.get("revision") or 0}
        if article.pk and not article.revisions.filter(number__in=numbers).exists():
            message = gettext("This page was incomplete: open the article anew.")
            raise forms.ValidationError(message)
        return self.cleaned_data

    def save(self, commit: bool = True) -> Article:  # noqa: FBT001, FBT002
        """Return the article as it is: ``article_save`` changes it, not the form."""
        self.save_m2m = lambda: None  # type: ignore[method-assign]
        return self.instance

    def _post_clean(self) -> None:
        """Set no column of the instance: its columns follow from a revision."""

    def refuse(self, error: AnswersError) -> None:
        """Show why the article was not saved; the typed text stays in the fields.

        Where somebody else saved meanwhile, or a choice is missing in a merge, show
        both texts as well.
        """
        if isinstance(error, ConflictError):
            self._refuse_overtaken(error)
            return
        sides = merge_sides(self.instance, self.data)
        if sides and "broken" not in error.extra:
            self.overtaken = overtaken_by(self.draft(), sides, self.data, error)
            if error.extra.get("field") not in self.fields:
                text = gettext(
                    "Choose at each place where both of you changed the same."
                )
                self.add_error(None, text)
                return
        super().refuse(error)

    def _refuse_overtaken(self, error: ConflictError) -> None:
        """Name who saved meanwhile and show what they changed.

        The form then starts from their revision, so that saving again is a decision.
        """
        article = Article.objects.get(pk=self.instance.pk)
        rows = article.revisions.select_related("author", "article")
        theirs = rows.get(number=error.extra["revision"])
        base = revision_numbered(article, self.data.get(BASE)) or self.origin()
        if base is not None:
            self.overtaken = overtaken_by(self.draft(), (base, theirs), self.data)
        public = theirs.status == Revision.Status.PUBLISHED
        field = "base" if public else "revision"
        self.data = {**dict(self.data.items()), field: str(theirs.number)}
        message = gettext(
            "%(who)s saved revision %(number)s while you were writing. Nothing was "
            "overwritten: your text is still in the fields. Merge both, or compare, "
            "take over what you need, then save again."
        )
        who = theirs.author or theirs.get_origin_display()
        self.add_error(None, message % {"who": who, "number": theirs.number})

    def article_input(self) -> ArticleInput:
        """Return what to save. Raises InvalidError where a merge misses a choice."""
        given, draft = self.cleaned_data, self.draft()
        if sides := merge_sides(self.instance, self.data):
            draft = merged_draft(draft, sides, self.data)
        return ArticleInput(
            author=self.author,
            draft=draft,
            intent=next((i for b, i in BUTTONS.items() if b in self.data), "publish"),
            article=self.instance if self.instance.pk else None,
            revision=self.origin() if given.get("revision") else None,
            base=given.get("base") or None,
            key=given.get("key", ""),
            status=given.get("status", ""),
            internal=given.get("internal"),
            replaced_by=given.get("replaced_by", ""),
            override=given["override"],
        )

    def origin(self) -> Revision | None:
        """Return the revision that the form was opened with."""
        if not self.instance.pk:
            return None
        number = self.cleaned_data.get("revision") or self.cleaned_data.get("base")
        return self.instance.revisions.filter(number=number or 0).first()

    def draft(self) -> Draft:
        """Return the draft that was typed.

        A field that nobody changed keeps the value of the revision, which the text in
        the field may not reproduce exactly.
        """
        given, origin = self.cleaned_data, self.origin()
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
            before, stored = initial_of(self.instance, origin), draft_of(origin)
            for name in typed:
                if name != "product" and _lines(given[name]) == _lines(before[name]):
                    typed[name] = getattr(stored, name)
        return Draft(**typed, note=given["note"])


def _lines(value: Any) -> Any:
    """Return text without the CRLF that browsers send; other values as they are."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    return value

"""Products in the admin: the software that articles are about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from answers.admin.base import BaseAdmin, ModelForm, TabularInline, display
from answers.models import Product, Release
from answers.text.normalization import one_line, slugify
from answers.text.origins import read_origin

if TYPE_CHECKING:
    from django.http import HttpRequest


class ProductForm(ModelForm[Product]):
    """A product by its name; addresses keep the slug of its first one."""

    sites = forms.CharField(
        label=_("Sites that may show the widget"),
        help_text=_(
            "One a line, for example https://docs.example.org: no path, no wildcard. "
            "They may put the widget and the ask page on their pages."
        ),
        required=False,
        max_length=10_000,
        widget=UnfoldAdminTextareaWidget,
    )

    class Meta:
        model = Product
        fields = ["name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sites"].initial = "\n".join(self.instance.allowed_origins)

    def clean_sites(self) -> str:
        lines = [one_line(line) for line in self.cleaned_data["sites"].splitlines()]
        origins = {line: read_origin(line) for line in lines if line}
        wrong = ", ".join(line for line, origin in origins.items() if not origin)
        if wrong:
            msg = gettext(
                "Not the address of one site: {wrong}. Write scheme and host, as in "
                "https://docs.example.org"
            )
            raise forms.ValidationError(msg.format(wrong=wrong))
        self.instance.allowed_origins = sorted(set(origins.values()))
        return "\n".join(self.instance.allowed_origins)

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        slug = self.instance.slug or slugify(name)
        if not slug:
            raise forms.ValidationError(gettext("A name needs a letter or a digit."))
        if not self.instance.pk and Product.objects.filter(slug=slug).exists():
            raise forms.ValidationError(gettext("There is such a product already."))
        self.instance.slug = slug
        return name


class ReleaseForm(ModelForm[Release]):
    """A row of the table of releases; its labels are for screen readers."""

    class Meta:
        model = Release
        fields = ["version", "date"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = str(field.label)


class ReleaseInline(TabularInline[Release, Product]):
    """The releases of a product, newest first."""

    model = Release
    form = ReleaseForm
    fields = ("version", "date")
    extra = 1
    per_page = 50


@admin.register(Product)
class ProductAdmin(BaseAdmin[Product]):
    """Products; one that articles are about cannot be deleted."""

    form = ProductForm
    fields = ("name", "slug", "sites")
    readonly_fields = ("slug",)
    inlines = (ReleaseInline,)
    list_display = ("name", "slug", "shown_articles")
    search_fields = ("name", "slug")
    search_help_text = _("Name or slug")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        return Product.objects.annotate(used=Count("articles"))

    @display(description=_("articles"), ordering="used")
    def shown_articles(self, obj: Product) -> str:
        url = reverse("admin:answers_article_changelist")
        used = getattr(obj, "used", 0)
        link = '<a class="dayi-link" href="{}?product__id__exact={}">{}</a>'
        return format_html(link, url, obj.pk, used)

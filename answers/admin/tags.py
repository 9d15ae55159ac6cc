"""Tags in the admin: named and hidden; the index learns of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from answers.admin.base import DeskAdmin, ModelForm, display
from answers.lib.text import one_line, slugify
from answers.models import Tag
from answers.services.curating import tag_changed

if TYPE_CHECKING:
    from django.http import HttpRequest


class TagForm(ModelForm[Tag]):
    """A tag by its name; the slug of a new one follows from it."""

    class Meta:
        model = Tag
        fields = ["name", "hidden"]

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        slug = self.instance.slug or slugify(name)
        if not slug:
            raise forms.ValidationError(gettext("A name needs a letter or a digit."))
        if not self.instance.pk and Tag.objects.filter(slug=slug).exists():
            raise forms.ValidationError(gettext("There is such a tag already."))
        self.instance.slug = slug
        return name


@admin.register(Tag)
class TagAdmin(DeskAdmin[Tag]):
    """Labels; hidden rather than deleted, because files bring them back."""

    form = TagForm
    fields = ("name", "slug", "hidden")
    readonly_fields = ("slug",)
    list_display = ("name", "slug", "shown_hidden", "shown_articles")
    list_filter = ("hidden",)
    search_fields = ("name", "slug")
    search_help_text = _("Name or slug")
    list_per_page = 100

    def has_delete_permission(
        self, request: HttpRequest, obj: Tag | None = None
    ) -> bool:
        """Nobody: the next file that carries the tag would make it anew."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        return Tag.objects.annotate(used=Count("articles"))

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ("-used", "slug")

    @display(description=_("readers"), ordering="hidden", label={"hidden": "warning"})
    def shown_hidden(self, obj: Tag) -> tuple[str, Any]:
        return ("hidden", _("hidden")) if obj.hidden else ("shown", _("shown"))

    @display(description=_("articles"), ordering="used")
    def shown_articles(self, obj: Tag) -> str:
        url = reverse("admin:answers_article_changelist")
        used = getattr(obj, "used", 0)
        link = '<a class="dayi-link" href="{}?tags__id__exact={}">{}</a>'
        return format_html(link, url, obj.pk, used)

    def save_model(
        self, request: HttpRequest, obj: Tag, form: forms.ModelForm[Tag], change: Any
    ) -> None:
        super().save_model(request, obj, form, change)
        if change and form.changed_data:
            tag_changed(articles=obj.articles.only("pk"))

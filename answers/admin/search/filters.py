"""Filters of the list of searches: what came of them, of what, and each once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import Case, Count, IntegerField, Max, Q, QuerySet, When
from django.utils.translation import gettext_lazy as _

from answers.models import Product, SearchEvent
from answers.services.dashboard import UNSURE

if TYPE_CHECKING:
    from django.http import HttpRequest

    from answers.admin.filters import Choices

MOST = 500  # questions that the grouped list shows, the most frequent ones
ONCE = "same"  # the parameter that groups

OUTCOMES = {
    "nothing": Q(total=0),
    "unsure": Q(confidence__lt=UNSURE),
    "unread": Q(total__gt=0, opened__isnull=True),
    "read": Q(opened__isnull=False),
}


class OutcomeFilter(SimpleListFilter):
    """Searches by what came of them."""

    title = _("what came of it")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Choices:
        return [
            ("nothing", _("found nothing")),
            ("unsure", _("answered without much confidence")),
            ("unread", _("found something, nothing opened")),
            ("read", _("an article was opened")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[SearchEvent]
    ) -> QuerySet[SearchEvent]:
        rule = OUTCOMES.get(self.value() or "")
        return queryset.filter(rule) if rule else queryset


class AboutFilter(SimpleListFilter):
    """Searches within one product; an event keeps its slug alone."""

    title = _("product")
    parameter_name = "about"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Choices:
        return list(Product.objects.order_by("name").values_list("slug", "name"))

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[SearchEvent]
    ) -> QuerySet[SearchEvent]:
        value = self.value()
        return queryset.filter(product=value) if value else queryset


class OnceFilter(SimpleListFilter):
    """The same text once, with how often it came within the other filters."""

    title = _("the same question")
    parameter_name = ONCE

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Choices:
        return [("once", _("once, the most frequent first"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[SearchEvent]
    ) -> QuerySet[SearchEvent]:
        if self.value() != "once":
            return queryset
        texts: QuerySet[Any] = queryset.order_by().values("text")
        counted = texts.annotate(n=Count("pk"), last=Max("pk")).order_by("-n", "-last")
        times = {row["last"]: row["n"] for row in counted[:MOST]}
        shown = queryset.filter(pk__in=times)
        whens = [When(pk=pk, then=n) for pk, n in times.items()]
        return shown.annotate(
            times=Case(*whens, default=0, output_field=IntegerField())
        )

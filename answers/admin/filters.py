"""Filters of the lists: the questions that staff ask of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from answers.models import Article, ArticleView, Inquiry, Revision, Tag, Vote
from answers.services.articles import article_worklist

if TYPE_CHECKING:
    from django.http import HttpRequest

Choices = list[tuple[str, Any]]


class ConflictFilter(SimpleListFilter):
    """Articles for which an incoming text waits."""

    title = _("conflict")
    parameter_name = "conflict"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Choices:
        return [("yes", _("incoming text waits")), ("no", _("none"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Article]
    ) -> QuerySet[Article]:
        waiting = Revision.objects.filter(status=Revision.Status.CONFLICT)
        articles = waiting.order_by().values("article_id")
        if self.value() == "yes":
            return queryset.filter(pk__in=articles)
        if self.value() == "no":
            return queryset.exclude(pk__in=articles)
        return queryset


class FeedbackFilter(SimpleListFilter):
    """Articles by what readers say of them; the list then puts the worst first."""

    title = _("feedback")
    parameter_name = "feedback"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Choices:
        return [
            ("disliked", _("disliked, most first")),
            ("mostly", _("more disliked than liked")),
            ("liked", _("liked only")),
            ("none", _("no feedback yet")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Article]
    ) -> QuerySet[Article]:
        rules: dict[str | None, dict[str, Any]] = {
            "disliked": {"down_count__gt": 0},
            "mostly": {"down_count__gt": F("up_count")},
            "liked": {"down_count": 0, "up_count__gt": 0},
            "none": {"down_count": 0, "up_count": 0},
        }
        return queryset.filter(**rules.get(self.value(), {}))


class ReasonFilter(SimpleListFilter):
    """Votes by their reason; callers of the API may send words of their own."""

    title = _("reason")
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Choices:
        return [*Vote.Reason.choices, ("-", _("in other words")), ("0", _("none"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Vote]
    ) -> QuerySet[Vote]:
        value = self.value()
        if value == "-":
            return queryset.exclude(reason__in=["", *Vote.Reason.values])
        if value is not None:
            return queryset.filter(reason="" if value == "0" else value)
        return queryset


class CommentFilter(SimpleListFilter):
    """Votes that say something."""

    title = _("comment")
    parameter_name = "comment"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Choices:
        return [("yes", _("with a comment")), ("no", _("without"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Vote]
    ) -> QuerySet[Vote]:
        if self.value() == "yes":
            return queryset.exclude(comment="")
        if self.value() == "no":
            return queryset.filter(comment="")
        return queryset


class AliasFilter(SimpleListFilter):
    """Tags that stand for another one, or for themselves."""

    title = _("alias")
    parameter_name = "alias"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Choices:
        return [("no", _("tags")), ("yes", _("aliases"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Tag]) -> QuerySet[Tag]:
        if self.value() in {"yes", "no"}:
            return queryset.filter(alias_of__isnull=self.value() == "no")
        return queryset


class OwnerFilter(SimpleListFilter):
    """Inquiries by whose they are, and those whose day has passed."""

    title = _("owner")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Choices:
        return [
            ("mine", _("mine")),
            ("nobody", _("nobody's")),
            ("late", _("overdue")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Inquiry]
    ) -> QuerySet[Inquiry]:
        today = timezone.localdate()
        rules: dict[str | None, dict[str, Any]] = {
            "mine": {"owner_id": request.user.pk},
            "nobody": {"owner": None, "status__in": Inquiry.OPEN},
            "late": {"due_on__lt": today, "status__in": Inquiry.OPEN},
        }
        return queryset.filter(**rules.get(self.value(), {}))


class OfferedFilter(SimpleListFilter):
    """Open inquiries that an article may answer which was not there before."""

    title = _("may be answered now")
    parameter_name = "offered"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Choices:
        return [("yes", _("an article came that may answer it"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Inquiry]
    ) -> QuerySet[Inquiry]:
        if self.value() == "yes":
            waiting = queryset.filter(status__in=Inquiry.OPEN, article=None)
            return waiting.exclude(offer=None)
        return queryset


class VerifiedFilter(SimpleListFilter):
    """Articles by when they were checked."""

    title = _("verified")
    parameter_name = "verified"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Choices:
        return [
            ("due", _("not on the newest release, most read first")),
            ("yes", _("verified")),
            ("no", _("never verified")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Article]
    ) -> QuerySet[Article]:
        if self.value() == "due":
            return queryset.filter(pk__in=article_worklist()).annotate(seen=_seen())
        if self.value() in {"yes", "no"}:
            return queryset.filter(verified_at__isnull=self.value() == "no")
        return queryset


def _seen() -> Coalesce:
    views: QuerySet[Any] = ArticleView.objects.filter(article=OuterRef("pk"))
    counted = views.order_by().values("article").annotate(n=Sum("count"))
    return Coalesce(Subquery(counted.values("n")), 0)

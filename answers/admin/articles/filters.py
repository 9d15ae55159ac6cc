"""Filters of the list of articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from answers.admin.base import ChoiceFilter
from answers.models import ArticleView, Revision
from answers.services.articles import article_worklist

if TYPE_CHECKING:
    from django.http import HttpRequest


def _conflicts() -> QuerySet[Any]:
    waiting = Revision.objects.filter(status=Revision.Status.CONFLICT)
    return waiting.order_by().values("article_id")


class ConflictFilter(ChoiceFilter):
    """Articles with or without a conflict with an incoming text."""

    title = _("conflict")
    parameter_name = "conflict"
    options = {
        "yes": (_("incoming text waits"), Q(pk__in=_conflicts())),
        "no": (_("none"), ~Q(pk__in=_conflicts())),
    }


class FeedbackFilter(ChoiceFilter):
    """Articles by their votes; ``ArticleAdmin`` orders them by dislikes then."""

    title = _("feedback")
    parameter_name = "feedback"
    options = {
        "disliked": (_("disliked, most first"), Q(down_count__gt=0)),
        "mostly": (_("more disliked than liked"), Q(down_count__gt=F("up_count"))),
        "liked": (_("liked only"), Q(down_count=0, up_count__gt=0)),
        "none": (_("no feedback yet"), Q(down_count=0, up_count=0)),
    }


class VerifiedFilter(ChoiceFilter):
    """Articles by verification; ``due`` adds the views of each as ``seen``."""

    title = _("verified")
    parameter_name = "verified"
    options = {
        "due": (_("not on the newest release, most read first"), Q()),
        "yes": (_("verified"), Q(verified_at__isnull=False)),
        "no": (_("never verified"), Q(verified_at__isnull=True)),
    }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "due":
            queryset = queryset.filter(pk__in=article_worklist()).annotate(seen=_seen())
        return super().queryset(request, queryset)


def _seen() -> Coalesce:
    views: QuerySet[Any] = ArticleView.objects.filter(article=OuterRef("pk"))
    counted = views.order_by().values("article").annotate(n=Sum("count"))
    return Coalesce(Subquery(counted.values("n")), 0)

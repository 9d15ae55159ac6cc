"""Complaints: the queue of articles with open 差评."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Count, F, Func, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from answers.models.articles import Article
from answers.models.events import ArticleView
from answers.models.votes import Vote


class Days(Func):
    """A date and time as a number of days, for differences; the origin varies."""

    function = "julianday"
    output_field = models.FloatField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "(extract(epoch from %(expressions)s) / 86400)"
        return self.as_sql(compiler, connection, template=template, **extra)


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    """Queries over open 差评."""

    def queue(self) -> ComplaintQuerySet:
        """Return the articles with open 差评, annotated as ``Complaint`` says.

        Subqueries, because they use indexes: a join of all votes takes ten times as
        long.
        """
        views = (
            ArticleView.objects.filter(article=OuterRef("pk"))
            .order_by()
            .values("article")
            .annotate(sum=Sum("count"))
            .values("sum")
        )
        disliked = Vote.objects.filter(value=Vote.Value.DOWN, handled_as="").order_by()
        own = disliked.filter(article=OuterRef("pk"))
        counts = own.values("article").annotate(n=Count("pk")).values("n")
        first = own.order_by("updated_at").values("updated_at")[:1]
        waited = Days(Value(timezone.now())) - Days(F("since"))
        return self.filter(pk__in=disliked.values("article")).annotate(
            dislikes=Coalesce(Subquery(counts), 0),
            since=Subquery(first),
            views_count=Coalesce(Subquery(views), 0),
            days=Greatest(waited, Value(0.0), output_field=models.FloatField()),
            impact=(F("views_count") + 1) * F("dislikes") * (F("days") + 1),
        )


class Complaint(Article):
    """An article in the queue of open 差评.

    ``queue`` annotates ``dislikes`` (open 差评), ``since`` (date and time of the
    oldest), ``days`` since then, ``views_count`` (of the days that are kept), and
    ``impact``: (views + 1) x dislikes x (days + 1).
    """

    objects = ComplaintQuerySet.as_manager()  # type: ignore[assignment,misc]

    class Meta:
        proxy = True
        verbose_name = _("差评 to handle")
        verbose_name_plural = _("差评 to handle")

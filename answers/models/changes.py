"""Index changes: the queue of articles that the search index has to update."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _


class IndexChangeQuerySet(models.QuerySet["IndexChange"]):
    """Queries over the queue."""

    def remember(self, article_pks: Iterable[int]) -> None:
        """Queue these articles; call it in the transaction that changes them."""
        self.bulk_create([IndexChange(article_pk=pk) for pk in article_pks])


class IndexChange(models.Model):
    """A changed article that is not updated in the index yet.

    No foreign key: a deleted article has to be removed from the index, too.
    """

    article_pk = models.BigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = IndexChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("index change")
        verbose_name_plural = _("index changes")

    def __str__(self) -> str:
        return str(self.article_pk)

"""Sources: the files of articles, and the numbers of their 差评 links."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from answers.models.articles import Article


class SourceFile(models.Model):
    """A file as it was when it was last ingested.

    ``root`` is the name of the ingested folder, ``path`` is relative to it. A file with
    the same fingerprint is skipped, even if the article was changed elsewhere since.
    """

    root = models.CharField(max_length=200)
    path = models.CharField(max_length=1000)
    fingerprint = models.CharField(max_length=24)
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="sources"
    )

    class Meta:
        verbose_name = _("source file")
        verbose_name_plural = _("source files")
        constraints = [
            models.UniqueConstraint(fields=["root", "path"], name="source_path_once"),
        ]

    def __str__(self) -> str:
        return f"{self.root}/{self.path}"


class FeedbackNumber(models.Model):
    """A number that identifies an article in 差评 links; old numbers stay valid."""

    number = models.BigIntegerField(_("number"), unique=True)
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="feedback_numbers"
    )

    class Meta:
        ordering = ["number"]
        verbose_name = _("feedback number")
        verbose_name_plural = _("feedback numbers")

    def __str__(self) -> str:
        return str(self.number)

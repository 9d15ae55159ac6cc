"""Sources: which file an article came from, and the numbers of its 差评 links."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from answers.models.articles import Article


class SourceFile(models.Model):
    """A file as it was when last taken in.

    ``root`` is the name of the ingested folder and ``path`` the file's place in it:
    no path of the machine. The same bytes at the same place are old news, whatever
    other source has changed the article since.
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
    """A number that 差评 links carry for an article; old numbers keep working."""

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

"""References: the links of an article, resolved to other articles if possible."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from answers.models.articles import Article


class Reference(models.Model):
    """One link of the current revision.

    ``expert`` marks a 专家经验 line, which names another question by its title.
    """

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="references"
    )
    position = models.PositiveIntegerField()
    text = models.TextField(_("text"))
    url = models.CharField(_("address"), max_length=2000, blank=True)
    expert = models.BooleanField(default=False)
    # What it is resolved by: the key that the address names, and how the title begins
    # that a 专家经验 line gives, in the form that titles are matched in.
    target_key = models.CharField(max_length=150, db_default="", editable=False)
    text_start = models.CharField(max_length=8, db_default="", editable=False)
    target = models.ForeignKey(
        Article,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="referenced_by",
        verbose_name=_("our article"),
    )

    class Meta:
        ordering = ["article_id", "position"]
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "position"], name="reference_position_once"
            ),
        ]
        indexes = [
            models.Index(fields=["target", "target_key"], name="reference_by_key"),
            models.Index(fields=["target", "text_start"], name="reference_by_start"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def href(self) -> str:
        """The address: of our article, else ``url`` if it is absolute, else empty."""
        if self.target is not None:
            return self.target.get_absolute_url()
        return self.url if self.url.startswith(("http://", "https://")) else ""

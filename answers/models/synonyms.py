"""Synonym groups: words that searches treat as the same."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from answers.text.glossary import LONGEST_WORD, MOST_WORDS, fault_of, tidy_words


class SynonymGroupQuerySet(models.QuerySet["SynonymGroup"]):
    """Queries over synonym groups."""

    def enabled(self) -> SynonymGroupQuerySet:
        """Return the groups that searches apply."""
        return self.filter(enabled=True)

    def switch(self, *, enabled: bool) -> int:
        """Set ``enabled`` of all, and ``updated_at``, by which workers notice it."""
        rows = self.exclude(enabled=enabled)
        return rows.update(enabled=enabled, updated_at=timezone.now())


class SynonymGroup(models.Model):
    """Words that mean the same: 403, forbidden, 无权限.

    ``seed_fingerprint`` is that of the glossary line it came from and never changes: a
    line whose group staff edited or disabled is not ingested again.
    """

    class Origin(models.TextChoices):
        SEED = "seed", _("glossary file")
        STAFF = "staff", _("staff")

    words = models.JSONField(_("words"), default=list)
    enabled = models.BooleanField(
        _("enabled"), default=True, help_text=_("Searches go by it.")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    origin = models.CharField(
        _("origin"),
        max_length=16,
        choices=Origin.choices,
        default=Origin.STAFF,
        editable=False,
    )
    seed_fingerprint = models.CharField(
        max_length=24, unique=True, null=True, blank=True, editable=False
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    objects = SynonymGroupQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "-pk"]
        verbose_name = _("synonym group")
        verbose_name_plural = _("synonym groups")

    def __str__(self) -> str:
        return " | ".join(map(str, self.words))

    def clean(self) -> None:
        """Tidy the words; raise ValidationError if they are not a group."""
        self.words = tidy_words(self.words if isinstance(self.words, list) else [])
        fault = fault_of(self.words)
        if fault:
            advice = {
                "few": _("Write at least two different words."),
                "many": _("These are more than %(most)d words: make two groups."),
                "long": _("A word has more than %(longest)d characters: shorten it."),
            }
            limits = {"most": MOST_WORDS, "longest": LONGEST_WORD}
            raise ValidationError(
                {"words": ValidationError(advice[fault], code=fault, params=limits)}
            )

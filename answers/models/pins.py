"""Pins: articles that staff put first for a question or a symptom."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from answers.models.articles import Article
from answers.symptoms import recognise
from answers.text.normalization import cut, fold, one_line

LONGEST_KEY = 150
_WORD = re.compile(r"\w+")


class PinQuerySet(models.QuerySet["Pin"]):
    """Queries over pins."""

    def enabled(self) -> PinQuerySet:
        """Return the pins that searches apply."""
        return self.filter(enabled=True)


class Pin(models.Model):
    """An article to put first for one question, or for every question with a symptom.

    ``key`` is compared with the question: its folded words, or the slug of a symptom.
    """

    class By(models.TextChoices):
        QUESTION = "question", _("this very question")
        SYMPTOM = "symptom", _("every question with this symptom")

    text = models.CharField(_("question or symptom"), max_length=300)
    by = models.CharField(
        _("applies to"), max_length=16, choices=By.choices, default=By.QUESTION
    )
    key = models.CharField(max_length=LONGEST_KEY, editable=False, db_index=True)
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="+", verbose_name=_("article")
    )
    enabled = models.BooleanField(
        _("enabled"), default=True, help_text=_("Searches go by it.")
    )
    note = models.CharField(_("why"), max_length=300, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("author"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    objects = PinQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "-pk"]
        verbose_name = _("pin")
        verbose_name_plural = _("pins")
        constraints = [
            models.UniqueConstraint(
                fields=["by", "key", "article"], name="pin_article_once"
            )
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        """Set the key; raise ValidationError if the text gives none."""
        self.text = one_line(self.text)
        self.key = pin_key(self.text, self.by)
        if not self.key:
            advice = {
                self.By.SYMPTOM: _("No symptom is recognised in this text."),
                self.By.QUESTION: _("Write a question with a letter or a digit."),
            }
            raise ValidationError(
                {"text": ValidationError(advice[self.By(self.by)], code="key")}
            )


def pin_key(text: str, by: str) -> str:
    """Return the key of a text: its folded words, or the slug of its first symptom."""
    if by == Pin.By.SYMPTOM:
        found = recognise(text)
        return found[0].slug[:LONGEST_KEY] if found else ""
    return question_key(text)


def question_key(text: str) -> str:
    """Return the words of a question, folded, without punctuation."""
    return cut(" ".join(_WORD.findall(fold(text))), LONGEST_KEY)

"""Expectations: questions that must find an article, or must not be answered."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from answers.models.articles import Article
from answers.models.products import Product
from answers.text.normalization import cut, one_line

WITHIN = 3  # the default of ``Expectation.within``
DEEPEST = 10  # and its maximum


class Expectation(models.Model):
    """A question that must find an article, or that no article may answer.

    ``fingerprint`` makes equal expectations unique. ``holds``, ``rank`` and
    ``checked_at`` are the result of the last run, ``broken_since`` is the time of the
    first failed run since it last held.
    """

    class Kind(models.TextChoices):
        FIND = "find", _("must find the article")
        NOTHING = "nothing", _("must not be answered")

    class Origin(models.TextChoices):
        STAFF = "staff", _("staff")
        SEARCH = "search", _("a search")
        INQUIRY = "inquiry", _("an inquiry")
        ARTICLE = "article", _("an article")

    question = models.TextField(_("question"))
    kind = models.CharField(
        _("kind"), max_length=16, choices=Kind.choices, default=Kind.FIND
    )
    article = models.ForeignKey(
        Article,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="expectations",
        verbose_name=_("article"),
    )
    within = models.PositiveSmallIntegerField(
        _("within the first"),
        default=WITHIN,
        validators=[MinValueValidator(1), MaxValueValidator(DEEPEST)],
        help_text=_("At this place or above, 1 to 10."),
    )
    product = models.ForeignKey(
        Product,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("product"),
        help_text=_("Ask only about this product."),
    )
    enabled = models.BooleanField(
        _("enabled"), default=True, help_text=_("Changes that break it are stopped.")
    )
    origin = models.CharField(
        _("from"),
        max_length=16,
        choices=Origin.choices,
        default=Origin.STAFF,
        editable=False,
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("author"),
    )
    fingerprint = models.CharField(max_length=24, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    holds = models.BooleanField(_("holds"), null=True, editable=False)
    rank = models.PositiveSmallIntegerField(_("place"), null=True, editable=False)
    checked_at = models.DateTimeField(_("checked"), null=True, editable=False)
    broken_since = models.DateTimeField(_("broken since"), null=True, editable=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("expectation")
        verbose_name_plural = _("expectations")
        indexes = [models.Index(fields=["enabled", "holds"])]

    def __str__(self) -> str:
        return cut(one_line(self.question), 80)


class ExpectationOverride(models.Model):
    """A change that was made although it breaks expectations: by whom, and why.

    ``broken`` is a list of sentences, one for each broken expectation.
    """

    subject = models.CharField(_("change"), max_length=300)
    reason = models.CharField(_("reason"), max_length=500)
    broken = models.JSONField(_("broken"), default=list)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("author"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("override")
        verbose_name_plural = _("overrides")

    def __str__(self) -> str:
        return self.subject

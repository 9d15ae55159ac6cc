"""Symptoms and causes that articles name."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from answers.models.articles import Article
from answers.models.visibility import Viewer


class SymptomQuerySet(models.QuerySet["Symptom"]):
    """Queries over symptoms."""

    def in_use(self, viewer: Viewer) -> SymptomQuerySet:
        """Return the symptoms of articles this viewer may read, heaviest first.

        Sets ``articles_count`` and ``articles_weight``, the sum that orders them.
        """
        shown = self.filter(links__article__in=Article.objects.visible_to(viewer))
        counted: Any = shown.annotate(  # type: ignore[no-redef]
            articles_count=models.Count("links"),
            articles_weight=models.Sum("links__weight"),
        )
        ordered: SymptomQuerySet = counted.order_by("-articles_weight", "slug")
        return ordered


class Symptom(models.Model):
    """Something observable, normalised: a status, an exception, a message, a port."""

    class Kind(models.TextChoices):
        MESSAGE = "message", _("message")
        EXCEPTION = "exception", _("exception")
        HTTP_STATUS = "http_status", _("HTTP status")
        ERROR_CODE = "error_code", _("error code")
        ENDPOINT = "endpoint", _("endpoint")
        CONFIG_KEY = "config_key", _("configuration key")
        PORT = "port", _("port")
        VERSION = "version", _("version")

    kind = models.CharField(
        _("kind"), max_length=16, choices=Kind.choices, db_index=True
    )
    value = models.CharField(_("value"), max_length=200)
    slug = models.CharField(_("slug"), max_length=120, unique=True)

    articles_count: int  # set by ``in_use``
    objects = SymptomQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("symptom")
        verbose_name_plural = _("symptoms")

    def __str__(self) -> str:
        return self.value

    def get_absolute_url(self) -> str:
        """Return the symptom's page."""
        return reverse("answers:symptom", args=[self.slug])


class ArticleSymptom(models.Model):
    """A symptom of an article; ``weight`` grows with how much it is about it."""

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="symptom_links"
    )
    symptom = models.ForeignKey(Symptom, on_delete=models.CASCADE, related_name="links")
    weight = models.FloatField(_("weight"))

    class Meta:
        ordering = ["article_id", "-weight", "symptom_id"]
        verbose_name = _("symptom of an article")
        verbose_name_plural = _("symptoms of articles")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "symptom"], name="article_symptom_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.symptom_id} @ {self.article_id}"


class Cause(models.Model):
    """A possible cause that an article's answer names, with its remedy.

    ``anchor`` is the anchor of its heading on the article's page, if it has one.
    """

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="causes"
    )
    position = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=200)
    explanation = models.TextField(_("explanation"), blank=True)
    remedy = models.TextField(_("remedy"), blank=True)
    anchor = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["article_id", "position"]
        verbose_name = _("cause")
        verbose_name_plural = _("causes")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "position"], name="cause_position_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title

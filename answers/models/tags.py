"""Tags: labels that readers filter by."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from answers.models.counts import CountedQuerySet
from answers.text.normalization import slugify


class TagQuerySet(CountedQuerySet["Tag"]):
    """Queries over tags."""

    def visible(self) -> TagQuerySet:
        """Return the tags that readers may see."""
        return self.filter(hidden=False, alias_of__isnull=True)

    def canonical(self, slugs: Iterable[str]) -> tuple[str, ...]:
        """Return these slugs with each alias replaced by its tag, each slug once."""
        wanted = tuple(slugs)
        if not wanted:
            return ()
        rows = self.filter(slug__in=wanted, alias_of__isnull=False)
        aliases = dict(rows.values_list("slug", "alias_of__slug"))
        return tuple(dict.fromkeys(aliases.get(slug, slug) for slug in wanted))

    def named(self, words: Iterable[str]) -> dict[str, Tag]:
        """Return the tag that each word means, by the slug of the word.

        An alias is followed. A word that is no tag yet means a new, unsaved one.
        """
        names = {slugify(word): word for word in words}
        names.pop("", None)
        rows = self.select_related("alias_of").in_bulk(names, field_name="slug")
        return {
            slug: rows[slug].canonical if slug in rows else Tag(slug=slug, name=name)
            for slug, name in names.items()
        }


class Tag(models.Model):
    """A label; ``slug`` is its folded name, so ``Nacos`` and ``nacos`` are one.

    An alias is another name of a tag: articles get the tag instead, whatever their
    files say. The tag is never an alias itself.
    """

    slug = models.CharField(_("slug"), max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=100)
    hidden = models.BooleanField(
        _("hidden"), default=False, help_text=_("Kept, but not shown to readers.")
    )
    alias_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="aliases",
        verbose_name=_("alias of"),
    )

    articles_count: int  # set by ``in_use``
    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page of this tag."""
        return reverse("answers:tag", args=[self.slug])

    @property
    def canonical(self) -> Tag:
        """The tag that an alias stands for; of other tags, the tag itself."""
        return self.alias_of or self

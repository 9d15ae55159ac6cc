"""Current: set all that an article repeats from its current revision, many at a time.

Columns, tags, references, feedback number, symptoms and causes; ``publish`` alone
calls it, in the transaction of the use case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from answers.content import ParsedArticle, Rendered
from answers.models import (
    Article,
    FeedbackNumber,
    IndexChange,
    Product,
    Reference,
    Revision,
    Tag,
)
from answers.models.votes import count_votes
from answers.services.publication.symptoms import diagnosis_of, set_causes, set_symptoms
from answers.text.normalization import slugify

if TYPE_CHECKING:
    from django.contrib.auth.models import User  # noqa: TID251  for types alone


@dataclass(frozen=True, slots=True)
class Publication:
    """One state to write: what it says, how it looks, and where it comes from."""

    content: ParsedArticle
    rendered: Rendered
    product: str = ""
    origin: str = Revision.Origin.INGEST
    status: str = Revision.Status.PUBLISHED
    author: User | None = None
    note: str = ""
    source: bytes = b""
    base: int | None = None
    upstream: int | None = None  # key of the revision


Current = Sequence[tuple[Article, Publication, Revision]]


def make_current(current: Current) -> None:
    """Set all that an article repeats from its current revision."""
    _set_columns(current)
    set_tags([(article.pk, item.content.tags) for article, item, _ in current])
    _set_references(current)
    _set_feedback_numbers(current)
    diagnoses = [(a, diagnosis_of(i.content, i.rendered)) for a, i, _ in current]
    set_symptoms(diagnoses)
    set_causes(diagnoses)
    count_votes(article.pk for article, _, _ in current)
    IndexChange.objects.remember(article.pk for article, _, _ in current)


def product_named(name: str) -> Product | None:
    """Return the product of this name, made where it is new; none for no name."""
    slug = slugify(name)
    if not slug:
        return None
    product, _ = Product.objects.get_or_create(
        slug=slug, defaults={"name": name if name != slug else name.capitalize()}
    )
    return product


def _set_columns(current: Current) -> None:
    products = {
        name: product_named(name) for name in {i.product for _, i, _ in current}
    }
    now = timezone.now()
    for article, item, revision in current:
        article.status = Article.Status.PUBLISHED
        article.title = revision.title
        article.category = revision.category
        article.date = revision.date
        article.product = products[item.product]
        article.current = revision
        article.updated_at = now
        revision.published_at = now
    Article.objects.bulk_update(
        [article for article, _, _ in current],
        ["status", "title", "category", "date", "product", "current", "updated_at"],
        batch_size=100,
    )
    shown = [revision for _, _, revision in current]
    Revision.objects.bulk_update(shown, ["published_at"], batch_size=100)


def set_tags(written: Sequence[tuple[int, Iterable[str]]]) -> None:
    """Give articles the tags that their words mean now; new words become tags.

    A revision keeps the words as they were written; aliases are followed here, at
    each reading of them, so that merging tags is no edit of any article.
    """
    slugs = [(pk, dict.fromkeys(map(slugify, words))) for pk, words in written]
    names = {slugify(word): word for _, words in written for word in words}
    names.pop("", None)
    Tag.objects.bulk_create(
        [Tag(slug=slug, name=name) for slug, name in names.items()],
        ignore_conflicts=True,
    )
    rows = Tag.objects.select_related("alias_of").in_bulk(names, field_name="slug")
    meant = {slug: tag.meant.pk for slug, tag in rows.items()}
    through = Article.tags.through
    through._default_manager.filter(article__in=[pk for pk, _ in slugs]).delete()
    through._default_manager.bulk_create(
        [
            through(article_id=pk, tag_id=tag)
            for pk, own in slugs
            for tag in dict.fromkeys(meant[slug] for slug in own if slug)
        ]
    )


def _set_references(current: Current) -> None:
    old = Reference.objects.filter(article__in=[a.pk for a, _, _ in current])
    targets = {
        (pk, text, url): target
        for pk, text, url, target in old.values_list(
            "article_id", "text", "url", "target_id"
        )
    }
    old.delete()
    Reference.objects.bulk_create(
        [
            Reference(
                article=article,
                position=position,
                text=reference.text,
                url=reference.url[:2000],
                expert=reference.expert,
                target_id=targets.get((article.pk, reference.text, reference.url)),
            )
            for article, item, _ in current
            for position, reference in enumerate(item.content.references, 1)
        ]
    )


def _set_feedback_numbers(current: Current) -> None:
    FeedbackNumber.objects.bulk_create(
        [
            FeedbackNumber(number=item.content.feedback_number, article=article)
            for article, item, _ in current
            if item.content.feedback_number is not None
        ],
        ignore_conflicts=True,
    )

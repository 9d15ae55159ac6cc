"""Publish: write states of articles as their current revisions, many at a time.

The one place where an article's repeated columns, tags, references and feedback
number are set from a revision. Call it inside the transaction of the use case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils import timezone

from answers.ingest.markdown import Rendered
from answers.ingest.symptoms import DERIVED, diagnosis_of, set_causes, set_symptoms
from answers.ingest.types import ParsedArticle
from answers.lib.text import slugify
from answers.models import (
    Article,
    FeedbackNumber,
    IndexChange,
    Product,
    Reference,
    Revision,
    Tag,
)

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


def publish(items: Sequence[Publication]) -> dict[str, Article]:
    """Write these states, one an article; return the articles by key.

    A conflict is only written down: the article keeps its current revision.
    """
    articles = _articles(items)
    numbers = _last_numbers(articles.values())
    revisions = Revision.objects.bulk_create(
        [_revision(item, articles[item.content.key], numbers) for item in items]
    )
    _supersede(revisions)
    current = [
        (articles[item.content.key], item, revision)
        for item, revision in zip(items, revisions, strict=True)
        if item.status == Revision.Status.PUBLISHED
    ]
    _set_columns(current)
    set_tags([(article.pk, item.content.tags) for article, item, _ in current])
    _set_references(current)
    _set_feedback_numbers(current)
    diagnoses = [(a, diagnosis_of(i.content, i.rendered)) for a, i, _ in current]
    set_symptoms(diagnoses)
    set_causes(diagnoses)
    IndexChange.objects.remember(article.pk for article, _, _ in current)
    return articles


def product_named(name: str) -> Product | None:
    """Return the product of this name, made where it is new; none for no name."""
    slug = slugify(name)
    if not slug:
        return None
    product, _ = Product.objects.get_or_create(
        slug=slug, defaults={"name": name if name != slug else name.capitalize()}
    )
    return product


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


def _articles(items: Iterable[Publication]) -> dict[str, Article]:
    by_key = {item.content.key: item for item in items}
    found = Article.objects.select_for_update().in_bulk(by_key, field_name="key")
    now = timezone.now()
    fresh = [
        Article(key=key, title=item.content.title, updated_at=now)
        for key, item in by_key.items()
        if key not in found
    ]
    return found | {
        article.key: article for article in Article.objects.bulk_create(fresh)
    }


def _last_numbers(articles: Iterable[Article]) -> dict[int, int]:
    rows = (
        Revision.objects.filter(article__in=[a.pk for a in articles])
        .order_by()
        .values_list("article_id")
        .annotate(last=Max("number"))
    )
    return dict(rows)


def _revision(item: Publication, article: Article, numbers: dict[int, int]) -> Revision:
    content, look = item.content, item.rendered
    return Revision(
        article=article,
        number=numbers.get(article.pk, 0) + 1,
        status=item.status,
        origin=item.origin,
        author=item.author,
        note=item.note,
        title=content.title,
        question=content.question,
        answer=content.answer,
        description=content.description,
        category=content.category,
        date=content.date,
        tags=list(content.tags),
        keywords=list(content.keywords),
        references=[reference.as_json() for reference in content.references],
        extra=dict(content.extra),
        source=item.source,
        content_fingerprint=content.fingerprint(),
        question_html=look.question_html,
        answer_html=look.answer_html,
        text=look.text,
        outline=list(look.outline),
        renderer=DERIVED,
    )


def _supersede(revisions: Iterable[Revision]) -> None:
    """Of each status an article has one revision; the older ones are superseded."""
    for status in (Revision.Status.PUBLISHED, Revision.Status.CONFLICT):
        fresh = [r for r in revisions if r.status == status]
        Revision.objects.filter(
            article__in=[r.article_id for r in fresh], status=status
        ).exclude(pk__in=[r.pk for r in fresh]).update(
            status=Revision.Status.SUPERSEDED
        )


_Current = Sequence[tuple[Article, Publication, Revision]]


def _set_columns(current: _Current) -> None:
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
    Article.objects.bulk_update(
        [article for article, _, _ in current],
        ["status", "title", "category", "date", "product", "current", "updated_at"],
        batch_size=100,
    )


def _set_references(current: _Current) -> None:
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


def _set_feedback_numbers(current: _Current) -> None:
    FeedbackNumber.objects.bulk_create(
        [
            FeedbackNumber(number=item.content.feedback_number, article=article)
            for article, item, _ in current
            if item.content.feedback_number is not None
        ],
        ignore_conflicts=True,
    )

"""Publish: write states of articles as their revisions, many at a time.

The one place where a revision is made or becomes current. Call it inside the
transaction of the use case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Max
from django.utils import timezone

from answers.content import ParsedArticle, ParsedReference, Rendered
from answers.models import Article, Revision
from answers.services.publication.current import Publication, make_current
from answers.services.publication.symptoms import DERIVED
from answers.text.normalization import cut


def publish(items: Sequence[Publication]) -> dict[str, Article]:
    """Write these states, one an article; return the articles by key.

    Only what is published becomes current; anything else is written down and waits.
    """
    articles = _articles(items)
    numbers = _last_numbers(articles.values())
    revisions = Revision.objects.bulk_create(
        [_revision(item, articles[item.content.key], numbers) for item in items]
    )
    _supersede(revisions)
    make_current(
        [
            (articles[item.content.key], item, revision)
            for item, revision in zip(items, revisions, strict=True)
            if item.status == Revision.Status.PUBLISHED
        ]
    )
    return articles


def publish_waiting(revision: Revision, rendered: Rendered) -> Article:
    """Make a revision that is written down already its article's current one.

    What is retired stays so: it is current, and not public.
    """
    article = revision.article
    retired = article.status == Article.Status.RETIRED
    item = Publication(content_of(revision), rendered, product=revision.product)
    revision.status = Revision.Status.PUBLISHED
    revision.question_html = rendered.question_html
    revision.answer_html = rendered.answer_html
    revision.text = rendered.text
    revision.outline = list(rendered.outline)
    revision.renderer = DERIVED
    revision.save()
    _supersede([revision])
    make_current([(article, item, revision)])
    if retired:
        article.status = Article.Status.RETIRED
        article.save(update_fields=["status"])
    return article


def content_of(revision: Revision) -> ParsedArticle:
    """Return what a revision says in the form that files are read into."""
    return ParsedArticle(
        key=revision.article.key,
        title=revision.title,
        question=revision.question,
        answer=revision.answer,
        description=revision.description,
        category=revision.category,
        date=revision.date,
        tags=tuple(revision.tags),
        keywords=tuple(revision.keywords),
        references=tuple(ParsedReference(**entry) for entry in revision.references),
        product=revision.product,
        extra=dict(revision.extra),
    )


def _articles(items: Iterable[Publication]) -> dict[str, Article]:
    by_key = {item.content.key: item for item in items}
    found = Article.objects.select_for_update().in_bulk(by_key, field_name="key")
    now = timezone.now()
    fresh = [
        Article(
            key=key,
            title=item.content.title,
            updated_at=now,
            status=Article.Status.DRAFT,
        )
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
    numbers[article.pk] = numbers.get(article.pk, 0) + 1
    return Revision(
        article=article,
        number=numbers[article.pk],
        status=item.status,
        origin=item.origin,
        author=item.author,
        note=item.note,
        base=item.base,
        upstream_id=item.upstream,
        product=cut(item.product, 100),
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

"""Revisions: write states of articles, and what an article repeats of its current one.

The one place where a revision is made or becomes current, many articles at a time. Call
it inside the transaction of the use case; call ``content.derive`` before that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils import timezone

from answers.content import (
    DERIVED_BY,
    Derived,
    ParsedArticle,
    ParsedReference,
    Sides,
    match_start,
)
from answers.models import Article, IndexChange, Product, Reference, Revision, Tag
from answers.models.votes import count_votes
from answers.services.publication.references import new_reference
from answers.services.publication.symptoms import set_symptoms
from answers.text.normalization import cut, slugify

if TYPE_CHECKING:
    from django.contrib.auth.models import User  # noqa: TID251  for types alone


@dataclass(frozen=True, slots=True)
class NewRevision:
    """A revision to be written: what it says, what is derived, and where it comes from.

    ``base`` is the number of the revision it was written from, ``upstream`` the primary
    key of the revision that holds the file it builds on, ``source`` the file's bytes.
    """

    content: ParsedArticle
    derived: Derived
    product: str = ""
    origin: str = Revision.Origin.INGEST
    status: str = Revision.Status.PUBLISHED
    author: User | None = None
    note: str = ""
    source: bytes = b""
    base: int | None = None
    upstream: int | None = None


# Articles, each with what was written and the row that is its current revision now.
Current = Sequence[tuple[Article, NewRevision, Revision]]


def write_revisions(items: Sequence[NewRevision]) -> dict[str, Revision]:
    """Write these revisions, at most one an article; return them by article key.

    Missing articles are created. A revision that is PUBLISHED becomes the current one
    of its article; one of any other status is stored and changes nothing else.
    """
    articles = _articles(items)
    numbers = _last_numbers(articles.values())
    revisions = Revision.objects.bulk_create(
        [_revision(item, articles[item.content.key], numbers) for item in items]
    )
    _supersede(revisions)
    _make_current(
        [
            (articles[item.content.key], item, revision)
            for item, revision in zip(items, revisions, strict=True)
            if item.status == Revision.Status.PUBLISHED
        ]
    )
    return {revision.article.key: revision for revision in revisions}


def publish_waiting(revision: Revision, derived: Derived) -> Article:
    """Make a stored revision the current one of its article; return the article.

    A retired article stays retired: the revision is its current one, and not public.
    """
    article = revision.article
    retired = article.status == Article.Status.RETIRED
    item = NewRevision(content_of(revision), derived, product=revision.product)
    revision.status = Revision.Status.PUBLISHED
    set_derived(revision, derived)
    revision.save()
    _supersede([revision])
    _make_current([(article, item, revision)])
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


def sides_of(article: Article) -> Sides | None:
    """Return the file that staff edited, and what they made of it, to merge another in.

    The article needs ``current`` and ``current.upstream``. None for an article without
    a current revision; ``base`` is None for one that staff wrote from nothing.
    """
    current = article.current
    if current is None:
        return None
    if current.origin == Revision.Origin.INGEST:
        ours = content_of(current)
        return Sides(ours, ours)
    file = current.upstream
    return Sides(content_of(file) if file else None, content_of(current))


DERIVED_FIELDS = ("question_html", "answer_html", "text", "outline", "renderer")


def set_derived(revision: Revision, derived: Derived) -> None:
    """Set the columns ``DERIVED_FIELDS`` of a revision; nothing is saved."""
    revision.question_html = derived.question_html
    revision.answer_html = derived.answer_html
    revision.text = derived.text
    revision.outline = list(derived.outline)
    revision.renderer = DERIVED_BY


def _articles(items: Iterable[NewRevision]) -> dict[str, Article]:
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


def _revision(item: NewRevision, article: Article, numbers: dict[int, int]) -> Revision:
    content = item.content
    numbers[article.pk] = numbers.get(article.pk, 0) + 1
    revision = Revision(
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
    )
    set_derived(revision, item.derived)
    return revision


def _supersede(revisions: Iterable[Revision]) -> None:
    """Of each status an article has one revision; the older ones are superseded."""
    for status in (Revision.Status.PUBLISHED, Revision.Status.CONFLICT):
        fresh = [r for r in revisions if r.status == status]
        Revision.objects.filter(
            article__in=[r.article_id for r in fresh], status=status
        ).exclude(pk__in=[r.pk for r in fresh]).update(
            status=Revision.Status.SUPERSEDED
        )


# What an article repeats of its current revision.


def _make_current(current: Current) -> None:
    """Set all that an article repeats from its current revision."""
    _set_columns(current)
    set_tags([(article.pk, item.content.tags) for article, item, _ in current])
    _set_references(current)
    set_symptoms([(article, item.derived) for article, item, _ in current])
    count_votes(article.pk for article, _, _ in current)
    IndexChange.objects.remember(article.pk for article, _, _ in current)


def _set_columns(current: Current) -> None:
    products = {
        name: product_named(name) for name in {i.product for _, i, _ in current}
    }
    now = timezone.now()
    for article, item, revision in current:
        article.status = Article.Status.PUBLISHED
        article.title = revision.title
        article.title_start = match_start(revision.title)
        article.question_start = match_start(revision.question)
        article.category = revision.category
        article.date = revision.date
        article.product = products[item.product]
        article.current = revision
        article.updated_at = now
        revision.published_at = now
    Article.objects.bulk_update(
        [article for article, _, _ in current],
        "status title title_start question_start category date product current "
        "updated_at".split(),
        batch_size=100,
    )
    shown = [revision for _, _, revision in current]
    Revision.objects.bulk_update(shown, ["published_at"], batch_size=100)


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
    words = [word for _, own in written for word in own]
    tags = Tag.objects.named(words)
    if new := [tag for tag in tags.values() if tag._state.adding]:
        Tag.objects.bulk_create(new, ignore_conflicts=True)
        tags = Tag.objects.named(words)
    through = Article.tags.through
    through._default_manager.filter(article__in=[pk for pk, _ in slugs]).delete()
    through._default_manager.bulk_create(
        [
            through(article_id=pk, tag_id=tag)
            for pk, own in slugs
            for tag in dict.fromkeys(tags[slug].pk for slug in own if slug)
        ]
    )


def _set_references(current: Current) -> None:
    """Store the references; one that was there before keeps its target."""
    old = Reference.objects.filter(article__in=[a.pk for a, _, _ in current])
    columns = ("article_id", "text", "url", "target_id")
    targets = {tuple(key): pk for *key, pk in old.values_list(*columns)}
    old.delete()
    new = [
        new_reference(article, position, entry)
        for article, item, _ in current
        for position, entry in enumerate(item.content.references, 1)
    ]
    for row in new:
        row.target_id = targets.get((row.article_id, row.text, row.url))
    Reference.objects.bulk_create(new)

"""State: what the database knows of articles and files before an ingest."""

from __future__ import annotations

from collections.abc import Iterable

from answers.content import KnownArticle, KnownState, Sides
from answers.models import Article, Product, Revision, SourceFile
from answers.services.publication import sides_of

CHUNK = 500  # keys of one query: SQLite bounds the parameters


def known_state(root: str) -> KnownState:
    """Return all that a plan for the folder ``root`` has to know."""
    sources = SourceFile.objects.filter(root=root).values_list(
        "path", "fingerprint", "article__key"
    )
    return KnownState(
        articles=known_articles(),
        sources={path: (mark, key) for path, mark, key in sources},
        elsewhere=frozenset(
            SourceFile.objects.exclude(root=root).values_list("article__key", flat=True)
        ),
        products=frozenset(Product.objects.values_list("slug", flat=True)),
    )


def known_articles(keys: Iterable[str] | None = None) -> dict[str, KnownArticle]:
    """Return what the database knows of these articles, or of all."""
    rows = Article.objects.order_by()
    conflicts = Revision.objects.filter(status=Revision.Status.CONFLICT)
    sources = SourceFile.objects.all()
    if keys is not None:
        rows = rows.filter(key__in=keys)
        conflicts = conflicts.filter(article__key__in=keys)
        sources = sources.filter(article__key__in=keys)
    with_source = set(sources.values_list("article_id", flat=True))
    waiting = dict(
        conflicts.order_by().values_list("article_id", "content_fingerprint")
    )
    columns = (
        "key",
        "pk",
        "status",
        "product__slug",
        "current_id",
        "current__upstream_id",
        "current__origin",
        "current__content_fingerprint",
    )
    return {
        key: KnownArticle(
            pk=pk,
            edited=origin not in (None, Revision.Origin.INGEST),
            content_fingerprint=content or "",
            conflict_fingerprint=waiting.get(pk, ""),
            retired=status == Article.Status.RETIRED,
            pruned=status == Article.Status.RETIRED and pk not in with_source,
            product=product or "",
            current=current,
            upstream=upstream,
        )
        for key, pk, status, product, current, upstream, origin, content in (
            rows.values_list(*columns)
        )
    }


def known_sides(keys: Iterable[str]) -> dict[str, Sides]:
    """Return both sides of those of these articles that staff edited, by key."""
    wanted = sorted(keys)
    found: dict[str, Sides] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = Article.objects.filter(
            key__in=wanted[start : start + CHUNK], current__isnull=False
        ).exclude(current__origin=Revision.Origin.INGEST)
        for article in rows.select_related("current__upstream").iterator(CHUNK):
            sides = sides_of(article)
            if sides:
                found[article.key] = sides
    return found

"""State: what the database knows of articles and files before an ingest."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from answers.content import KnownArticle, KnownState, Sides
from answers.models import Article, Product, Revision, SourceFile
from answers.services.publication.revisions import content_of


def known_articles(keys: Iterable[str] | None = None) -> dict[str, KnownArticle]:
    """Return what the database knows of these articles, or of all."""
    rows = Article.objects.order_by()
    conflicts = Revision.objects.filter(status=Revision.Status.CONFLICT)
    if keys is not None:
        wanted = list(keys)
        rows = rows.filter(key__in=wanted)
        conflicts = conflicts.filter(article__key__in=wanted)
    with_source = set(SourceFile.objects.values_list("article_id", flat=True))
    waiting = dict(
        conflicts.order_by().values_list("article_id", "content_fingerprint")
    )
    columns = (
        "key",
        "pk",
        "status",
        "product__slug",
        "current__origin",
        "current__content_fingerprint",
    )
    return {
        key: KnownArticle(
            pk=pk,
            edited=origin not in (None, Revision.Origin.INGEST),
            sides=partial(_sides, pk),
            content_fingerprint=content or "",
            conflict_fingerprint=waiting.get(pk, ""),
            retired=status == Article.Status.RETIRED,
            pruned=status == Article.Status.RETIRED and pk not in with_source,
            product=product or "",
        )
        for key, pk, status, product, origin, content in rows.values_list(*columns)
    }


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


def sides_of(article: Article) -> Sides | None:
    """Return what staff made of which file: the two that a merge starts from.

    None for an article that has no public revision; a text that staff wrote from
    nothing has no file.
    """
    current = article.current
    if current is None:
        return None
    if current.origin == Revision.Origin.INGEST:
        ours = content_of(current)
        return Sides(ours, ours)
    file = current.upstream
    return Sides(content_of(file) if file else None, content_of(current))


def _sides(pk: int) -> Sides | None:
    rows = Article.objects.select_related("current__upstream")
    return sides_of(rows.get(pk=pk))

"""Upstream: what a file says for an article that staff edited, and merging it in.

The file as it came in is kept as a revision of its own; the merged state builds on it,
and so does the next merge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from answers.content import ParsedArticle, Rendered, Step, merge_articles
from answers.models import Article, FeedbackNumber, Revision
from answers.services.publication import Publication, prepare, publish, sides_of
from answers.text.normalization import slugify


def merge_in(
    steps: Iterable[Step], looks: Mapping[str, Rendered]
) -> dict[str, Article]:
    """Merge files into articles, none of which collides; return what was published."""
    written: dict[str, Article] = {}
    for step in steps:
        rows = Article.objects.select_related("current__upstream", "product")
        article = rows.get(key=step.key)
        sides, current = sides_of(article), article.current
        if sides is None or current is None or step.file is None:
            continue
        merged = merge_articles(sides, step.file.article).settled({})
        file = _keep_file(step, looks)
        Revision.objects.filter(
            article=article, status=Revision.Status.CONFLICT
        ).update(status=Revision.Status.SUPERSEDED)
        if merged.fingerprint() == current.content_fingerprint:
            Revision.objects.filter(pk=current.pk).update(upstream=file)
        else:
            item = _publication(merged, article, current, file, step)
            written |= publish([item])
    return written


def restore_entries(steps: Iterable[Step]) -> None:
    """Set what an export said of articles that are new here; the others keep theirs."""
    for step in steps:
        if step.action != "new" or step.entry is None:
            continue
        rows = Article.objects.filter(key=step.key)
        if step.entry.retired:
            rows.update(status=Article.Status.RETIRED)
        if step.entry.internal:
            rows.update(internal=True)
        pk = rows.values_list("pk", flat=True).get()
        FeedbackNumber.objects.bulk_create(
            [
                FeedbackNumber(number=number, article_id=pk)
                for number in step.entry.feedback_numbers
            ],
            ignore_conflicts=True,
        )


def remember_files(steps: Iterable[Step]) -> None:
    """Keep the newest bytes of a text that is known, and every feedback number."""
    numbers: list[tuple[str, int]] = []
    for step in steps:
        if step.file is None:
            continue
        if step.file.article.feedback_number is not None:
            numbers.append((step.key, step.file.article.feedback_number))
        if step.action == "unchanged":
            _refresh(step.key, step.file.content_fingerprint, step.file.raw.data)
    pks = dict(
        Article.objects.filter(key__in=[key for key, _ in numbers]).values_list(
            "key", "pk"
        )
    )
    FeedbackNumber.objects.bulk_create(
        [FeedbackNumber(number=n, article_id=pks[key]) for key, n in numbers],
        ignore_conflicts=True,
    )


def _keep_file(step: Step, looks: Mapping[str, Rendered]) -> Revision:
    assert step.file is not None  # noqa: S101  for the type checker
    publish(
        [
            Publication(
                content=step.file.article,
                rendered=looks.get(step.key) or prepare(step.file.article),
                product=step.product,
                status=Revision.Status.SUPERSEDED,
                note=note_of(step),
                source=step.file.raw.data,
            )
        ]
    )
    newest: Revision = Revision.objects.filter(article__key=step.key).latest("number")
    return newest


def _publication(
    merged: ParsedArticle,
    article: Article,
    current: Revision,
    file: Revision,
    step: Step,
) -> Publication:
    return Publication(
        content=merged,
        rendered=prepare(merged),
        product=_product(article, current, step),
        origin=Revision.Origin.MERGE,
        author=current.author,
        note=f"r{current.number} + r{file.number} {file.note}"[:300],
        base=current.number,
        upstream=file.pk,
    )


def _product(article: Article, current: Revision, step: Step) -> str:
    """Return the product: as staff set it, else as the file says."""
    ours = article.product.name if article.product else ""
    before = current.upstream.product if current.upstream else ""
    moved = slugify(ours) != slugify(before)
    return ours if moved or not step.product else step.product


def note_of(step: Step) -> str:
    """Return where a file came from, as its revision says it."""
    file = step.file
    return f"{file.raw.root}/{file.raw.path}"[:300] if file else ""


def _refresh(key: str, content: str, data: bytes) -> None:
    """A file may change in what no article keeps, its footer say: export gives that."""
    article = Article.objects.select_related("current").get(key=key)
    current = article.current
    pks = [current.pk, current.upstream_id] if current else []
    Revision.objects.filter(
        pk__in=[pk for pk in pks if pk],
        origin=Revision.Origin.INGEST,
        content_fingerprint=content,
    ).exclude(source=data).update(source=data)

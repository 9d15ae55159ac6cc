"""Apply: carry a plan out, one batch a transaction, so a killed run can go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from answers.content import Action, ParsedFile, Step, decide_action
from answers.models import Article, IndexChange, Revision, SourceFile
from answers.services.ingest.upstream import (
    merge_in,
    note_of,
    remember_files,
    restore_entries,
)
from answers.services.publication import (
    Publication,
    known_articles,
    prepare,
    product_named,
    publish,
)
from answers.text.diffs import counts


@dataclass(frozen=True, slots=True)
class Applied:
    """What one step came to; ``revision`` is the number that was written."""

    action: Action
    key: str
    path: str
    revision: int | None = None
    added: int = 0
    removed: int = 0


def apply_steps(steps: Sequence[Step]) -> list[Applied]:
    """Carry out one batch; all of it or, on any error, nothing."""
    looks = {
        step.key: prepare(step.file.article)
        for step in steps
        if step.file and step.action != "unchanged"
    }
    with transaction.atomic():
        steps = _decide_again(steps)
        before = _current_revisions(steps)
        publications = [
            Publication(
                content=step.file.article,
                rendered=looks.get(step.key) or prepare(step.file.article),
                product=step.product,
                status=_status(step.action),
                note=note_of(step),
                source=step.file.raw.data,
            )
            for step in steps
            if step.file and _writes(step, before)
        ]
        articles = publish(publications) if publications else {}
        articles |= merge_in([s for s in steps if s.action == "merged"], looks)
        _set_flags(steps, written=set(articles))
        restore_entries(steps)
        remember_files(steps)
        _remember_sources(steps)
    return [_applied(step, before, articles) for step in steps]


def _decide_again(steps: Sequence[Step]) -> list[Step]:
    """Decide anew on the locked rows: staff may have edited since the plan."""
    keys = [step.key for step in steps if step.file]
    list(Article.objects.select_for_update().filter(key__in=keys).values_list("pk"))
    known = known_articles(keys)
    return [
        replace(
            step, action=decide_action(step.file, known.get(step.key), step.product)
        )
        if step.file
        else step
        for step in steps
    ]


def _current_revisions(steps: Iterable[Step]) -> dict[str, Revision]:
    keys = [step.key for step in steps if step.file and step.action != "unchanged"]
    articles = Article.objects.filter(key__in=keys).select_related("current")
    return {a.key: a.current for a in articles if a.current}


def _writes(step: Step, before: dict[str, Revision]) -> bool:
    """Tell whether a step makes a new revision, or only moves or restores."""
    if not step.file or step.action in ("unchanged", "merged"):
        return False
    old = before.get(step.key)
    return old is None or old.content_fingerprint != step.file.content_fingerprint


def _status(action: Action) -> str:
    conflict = action == "conflict"
    return Revision.Status.CONFLICT if conflict else Revision.Status.PUBLISHED


def _set_flags(steps: Iterable[Step], *, written: set[str]) -> None:
    """Retire, restore and move what needs no new revision."""
    now = timezone.now()
    rest = [step for step in steps if step.key not in written]
    for action, status in (
        ("retired", Article.Status.RETIRED),
        ("restored", Article.Status.PUBLISHED),
    ):
        rows = Article.objects.filter(
            key__in=[step.key for step in rest if step.action == action]
        )
        IndexChange.objects.remember(rows.values_list("pk", flat=True))
        if action == "retired":
            # What has no file is what an ingest retired: its return restores it.
            SourceFile.objects.filter(article__in=rows).delete()
        rows.update(status=status, updated_at=now)
    for step in rest:
        if step.action == "changed":
            moved = Article.objects.filter(key=step.key)
            IndexChange.objects.remember(moved.values_list("pk", flat=True))
            moved.update(product=product_named(step.product), updated_at=now)
            current = moved.values("current_id")
            Revision.objects.filter(pk__in=current).update(product=step.product)


def _remember_sources(steps: Iterable[Step]) -> None:
    files = [(step.key, step.file) for step in steps if step.file]
    pks = dict(
        Article.objects.filter(key__in=[key for key, _ in files]).values_list(
            "key", "pk"
        )
    )
    SourceFile.objects.bulk_create(
        [_source(file, pks[key]) for key, file in files],
        update_conflicts=True,
        unique_fields=["root", "path"],
        update_fields=["fingerprint", "article"],
    )


def _source(file: ParsedFile, article_pk: int) -> SourceFile:
    return SourceFile(
        root=file.raw.root,
        path=file.raw.path,
        fingerprint=file.fingerprint,
        article_id=article_pk,
    )


def _applied(
    step: Step, before: dict[str, Revision], articles: dict[str, Article]
) -> Applied:
    old, file = before.get(step.key), step.file
    article = articles.get(step.key)
    if article is None or file is None:
        return Applied(step.action, step.key, step.path)
    new = article.current
    merged = step.action == "merged" and new is not None
    answer = new.answer if merged and new else file.article.answer
    added, removed = counts(old.answer, answer) if old else (0, 0)
    number = new.number if new else None
    return Applied(step.action, step.key, step.path, number, added, removed)


def tally(results: Iterable[Applied]) -> Counter[Action]:
    """Return how often each action was taken."""
    return Counter(result.action for result in results)

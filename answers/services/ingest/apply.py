"""Apply: carry a plan out, one batch a transaction, so a killed run can go on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from answers.content import Action, Derived, Step, decide, derive
from answers.models import Article, FeedbackNumber, IndexChange, Revision, SourceFile
from answers.services.ingest.state import known_articles, known_sides
from answers.services.publication import NewRevision, product_named, write_revisions
from answers.text.diffs import counts
from answers.text.normalization import slugify

Known = Mapping[str, Revision]  # article key -> current revision
Derivations = Mapping[str, Derived]  # fingerprint of the content -> what is derived


@dataclass(frozen=True, slots=True)
class StepResult:
    """What became of one file; ``revision`` is the number that was written.

    ``added`` and ``removed`` count lines of the answer.
    """

    action: Action
    key: str
    path: str
    revision: int | None = None
    added: int = 0
    removed: int = 0


def apply_steps(steps: Sequence[Step]) -> list[StepResult]:
    """Carry out one batch; all of it or, on any error, nothing."""
    derived = _derived(steps, {})
    with transaction.atomic():
        steps = _decide_again(steps)
        derived = _derived(steps, derived)
        before = _current_revisions(steps)
        written = _write_files(steps, before, derived)
        merges = [step for step in steps if step.action == "merged"]
        if merges:
            written |= _write_merges(merges, before, derived)
        _set_flags([step for step in steps if step.key not in written])
        _set_entries(steps)
        _set_files(steps)
    return [_result(step, before, written.get(step.key)) for step in steps]


def _derived(steps: Iterable[Step], known: Derivations) -> dict[str, Derived]:
    """Return what is derived from the contents to be written, by their fingerprints.

    ``known`` is taken over, so that little is left to do while rows are locked.
    """
    contents = [s.file.article for s in steps if s.file and s.action != "unchanged"]
    contents += [step.merged for step in steps if step.merged]
    marked = {content.fingerprint(): content for content in contents}
    return {
        mark: known.get(mark) or derive(content) for mark, content in marked.items()
    }


def _decide_again(steps: Sequence[Step]) -> list[Step]:
    """Lock the articles, and decide anew about those changed since the plan."""
    keys = [step.key for step in steps if step.file]
    list(Article.objects.select_for_update().filter(key__in=keys).values_list("pk"))
    known = known_articles(keys)
    moved = {s.key for s in steps if s.file and known.get(s.key) != s.known}
    sides = known_sides(moved) if moved else {}
    return [
        decide(
            step.file,
            known.get(step.key),
            sides.get(step.key),
            product=step.product,
            entry=step.entry,
        )
        if step.file and step.key in moved
        else step
        for step in steps
    ]


def _current_revisions(steps: Iterable[Step]) -> dict[str, Revision]:
    keys = [step.key for step in steps if step.file and step.action != "unchanged"]
    articles = Article.objects.filter(key__in=keys).select_related(
        "current__author", "current__upstream", "product"
    )
    found = {}
    for article in articles:
        if article.current:
            article.current.article = article
            found[article.key] = article.current
    return found


def _write_files(
    steps: Iterable[Step], before: Known, derived: Derivations
) -> dict[str, Revision]:
    """Write the files that say something new; return what was written.

    A file that says what its article says already only moves or restores it.
    """
    items = []
    for step in steps:
        if step.file is None or step.action in ("unchanged", "merged"):
            continue
        old = before.get(step.key)
        if old is None or old.content_fingerprint != step.file.content_fingerprint:
            conflict = step.action == "conflict"
            status = Revision.Status.CONFLICT if conflict else Revision.Status.PUBLISHED
            items.append(_file_revision(step, derived, status))
    return write_revisions(items)


def _file_revision(step: Step, derived: Derivations, status: str) -> NewRevision:
    """Return the revision that says what a file says."""
    assert step.file is not None  # noqa: S101  for the type checker
    raw, article = step.file.raw, step.file.article
    return NewRevision(
        content=article,
        derived=derived[step.file.content_fingerprint],
        product=step.product,
        status=status,
        note=f"{raw.root}/{raw.path}"[:300],
        source=raw.data,
    )


def _write_merges(
    merges: Sequence[Step], before: Known, derived: Derivations
) -> dict[str, Revision]:
    """Write files merged with the edits of staff; return what was published.

    The file itself is kept as a revision of its own: the merged revision builds on it,
    and the next merge starts from it.
    """
    status = Revision.Status.SUPERSEDED
    files = write_revisions([_file_revision(step, derived, status) for step in merges])
    waiting = Revision.objects.filter(status=Revision.Status.CONFLICT)
    waiting.filter(article__key__in=files).update(status=status)
    items = []
    for step in merges:
        current, file = before[step.key], files[step.key]
        merged = step.merged
        assert merged is not None  # noqa: S101  for the type checker
        mark = merged.fingerprint()
        if mark == current.content_fingerprint:
            Revision.objects.filter(pk=current.pk).update(upstream=file)
            continue
        items.append(
            NewRevision(
                content=merged,
                derived=derived[mark],
                product=_merged_product(current, step),
                origin=Revision.Origin.MERGE,
                author=current.author,
                note=f"r{current.number} + r{file.number} {file.note}"[:300],
                base=current.number,
                upstream=file.pk,
            )
        )
    return write_revisions(items)


def _merged_product(current: Revision, step: Step) -> str:
    """Return the name of the product: as staff set it, else as the file says."""
    product = current.article.product
    ours = product.name if product else ""
    before = current.upstream.product if current.upstream else ""
    moved = slugify(ours) != slugify(before)
    return ours if moved or not step.product else step.product


def _set_flags(steps: Sequence[Step]) -> None:
    """Retire, restore and move articles that need no new revision."""
    now = timezone.now()
    for action, status in (
        ("retired", Article.Status.RETIRED),
        ("restored", Article.Status.PUBLISHED),
    ):
        rows = Article.objects.filter(
            key__in=[step.key for step in steps if step.action == action]
        )
        IndexChange.objects.remember(rows.values_list("pk", flat=True))
        if action == "retired":
            # An article without a file was retired by an ingest: a file restores it.
            SourceFile.objects.filter(article__in=rows).delete()
        rows.update(status=status, updated_at=now)
    for step in steps:
        if step.action == "changed":
            moved = Article.objects.filter(key=step.key)
            IndexChange.objects.remember(moved.values_list("pk", flat=True))
            moved.update(product=product_named(step.product), updated_at=now)
            current = moved.values("current_id")
            Revision.objects.filter(pk__in=current).update(product=step.product)


def _set_entries(steps: Iterable[Step]) -> None:
    """Set what an export says of articles that are new here; the others keep theirs."""
    new = [(s.key, s.entry) for s in steps if s.action == "new" and s.entry]
    retired = [key for key, entry in new if entry.retired]
    Article.objects.filter(key__in=retired).update(status=Article.Status.RETIRED)
    internal = [key for key, entry in new if entry.internal]
    Article.objects.filter(key__in=internal).update(internal=True)


def _set_files(steps: Sequence[Step]) -> None:
    """Remember the files: their place, their newest bytes, and their numbers."""
    keys = [step.key for step in steps if step.file]
    rows = Article.objects.filter(key__in=keys).values_list("key", "pk")
    pks = dict(rows)
    SourceFile.objects.bulk_create(
        [
            SourceFile(
                root=step.file.raw.root,
                path=step.file.raw.path,
                fingerprint=step.file.fingerprint,
                article_id=pks[step.key],
            )
            for step in steps
            if step.file
        ],
        update_conflicts=True,
        unique_fields=["root", "path"],
        update_fields=["fingerprint", "article"],
    )
    FeedbackNumber.objects.bulk_create(
        [
            FeedbackNumber(number=number, article_id=pks[step.key])
            for step in steps
            for number in _feedback_numbers(step)
        ],
        ignore_conflicts=True,
    )
    for step in steps:
        if step.file and step.known and step.action == "unchanged":
            # A footer may change, which no article keeps: an export gives it back.
            Revision.objects.filter(
                pk__in=[step.known.current, step.known.upstream],
                origin=Revision.Origin.INGEST,
                content_fingerprint=step.file.content_fingerprint,
            ).exclude(source=step.file.raw.data).update(source=step.file.raw.data)


def _feedback_numbers(step: Step) -> Iterator[int]:
    """Return the numbers by which links of the file's site reach the article."""
    if step.file and step.file.article.feedback_number is not None:
        yield step.file.article.feedback_number
    if step.file and step.entry and step.action == "new":
        yield from step.entry.feedback_numbers


def _result(step: Step, before: Known, new: Revision | None) -> StepResult:
    old = before.get(step.key)
    if new is None:
        return StepResult(step.action, step.key, step.path)
    added, removed = counts(old.answer, new.answer) if old else (0, 0)
    return StepResult(step.action, step.key, step.path, new.number, added, removed)


def link_replacements(steps: Iterable[Step]) -> None:
    """Set what readers of a retired article are led to, as an export says.

    Only for retired articles that have no replacement yet. Call it after all steps,
    when every article is there; a replacement that would lead in a circle is left out.
    """
    wanted = {
        step.key: step.entry.replaced_by
        for step in steps
        if step.entry and step.entry.retired and step.entry.replaced_by
    }
    rows = Article.objects.filter(key__in=wanted.values(), current__isnull=False)
    known = {article.key: article for article in rows}
    retired = Article.objects.filter(key__in=wanted, replaced_by=None)
    for article in retired.filter(status=Article.Status.RETIRED):
        successor = known.get(wanted[article.key])
        if successor is None:
            continue
        chain = {successor.pk, *(one.pk for one in successor.successors())}
        if article.pk not in chain:
            Article.objects.filter(pk=article.pk).update(replaced_by=successor)

"""Plan: decide what an ingest will do; pure, so a dry run costs nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from answers.content.manifest import Manifest
from answers.content.merge import merge_articles
from answers.content.parse.article import file_fingerprint, guess_product, parse_file
from answers.content.types import (
    Action,
    KnownArticle,
    KnownState,
    ParsedFile,
    Plan,
    Problem,
    RawFile,
    Skipped,
    Step,
)
from answers.text.normalization import slugify


def make_plan(
    files: Iterable[RawFile | Problem | Skipped],
    known: KnownState,
    *,
    root: str,
    product: str = "",
    prune: bool = False,
    manifest: Manifest | None = None,
) -> Plan:
    """Decide about every file of one folder.

    A file whose bytes were taken in from the same place before is unchanged, without
    being parsed. With ``prune``, articles whose file has vanished are retired.
    ``manifest`` is what the export said of its files, where the folder is one.
    """
    owners: dict[str, str] = {}  # key -> path of the file that has it
    seen: set[str] = set()
    problems: list[Problem] = []
    skipped: list[Skipped] = []
    settled: list[Step | ParsedFile] = []
    for file in files:
        if not isinstance(file, RawFile):
            (problems if isinstance(file, Problem) else skipped).append(file)  # type: ignore[arg-type]
            seen.add(file.path)
            continue
        seen.add(file.path)
        result = _read(file, known, product)
        if isinstance(result, Problem):
            problems.append(result)
            continue
        key = result.key if isinstance(result, Step) else result.article.key
        if key in owners:
            problems.append(_twice(file.path, key, owners[key]))
            continue
        owners[key] = file.path
        settled.append(result)
    naming = _naming(settled, known, product, manifest or {})
    steps = [
        item if isinstance(item, Step) else _decide(item, known, naming)
        for item in settled
    ]
    if prune:
        steps += _retire(known, seen, owners)
    return Plan(root, tuple(steps), tuple(problems), tuple(skipped))


def _read(
    file: RawFile, known: KnownState, product: str
) -> Step | ParsedFile | Problem:
    before = known.sources.get(file.path)
    if before and before[0] == file_fingerprint(file, product):
        article = known.articles.get(before[1])
        if article and not article.pruned:
            return Step("unchanged", before[1], file.path)
    return parse_file(file, product=product)


def _twice(path: str, key: str, owner: str) -> Problem:
    return Problem(
        path,
        f"has the id {key} that {owner} has already: give one of them another id",
        line=1,
        code="duplicate_id",
    )


@dataclass(frozen=True, slots=True)
class _Naming:
    """What names the product of a file that does not do so itself."""

    product: str  # of the command line
    names: Mapping[str, str]
    manifest: Manifest


def _naming(
    settled: Iterable[Step | ParsedFile],
    known: KnownState,
    product: str,
    manifest: Manifest,
) -> _Naming:
    """Gather every product known by now, slug and name, this folder's included."""
    names = {slug: slug for slug in known.products}
    articles = [item.article for item in settled if isinstance(item, ParsedFile)]
    named = [a.product or a.product_of_name for a in articles]
    named += [entry.product or "" for entry in manifest.values()]
    for name in [*named, product]:
        if name and slugify(name):
            names[slugify(name)] = name
    return _Naming(product, names, manifest)


def _decide(file: ParsedFile, known: KnownState, naming: _Naming) -> Step:
    article = file.article
    entry = naming.manifest.get(file.raw.path)
    chosen = article.product
    if not chosen and entry and entry.product is not None:
        chosen = entry.product
    elif not chosen:
        guessed = naming.names.get(guess_product(article, naming.names), "")
        chosen = naming.product or article.product_of_name or guessed
    action = decide_action(file, known.articles.get(article.key), chosen)
    return Step(action, article.key, file.raw.path, file, chosen, entry)


def decide_action(
    file: ParsedFile, before: KnownArticle | None, product: str
) -> Action:
    """Decide what a file means for the article as it is now."""
    if before is None or not before.content_fingerprint:  # or a draft of staff's
        return "new"
    content = file.content_fingerprint
    if before.pruned:
        return "restored"
    theirs = before.edited or before.retired  # staff's, not of those who sent the file
    if content == before.content_fingerprint:
        if product and slugify(product) != before.product:
            return "changed"
        return _against_staff(file, before) if before.edited else "unchanged"
    return _against_staff(file, before) if theirs else "changed"


def _against_staff(file: ParsedFile, before: KnownArticle) -> Action:
    """What staff edited is theirs: merge where nothing collides, else wait.

    What staff retired waits in any case.
    """
    if file.content_fingerprint == before.conflict_fingerprint:
        return "unchanged"
    sides = before.sides()
    if sides is None or sides.base is None:
        same = file.content_fingerprint == before.content_fingerprint
        return "unchanged" if same else "conflict"
    if file.content_fingerprint == sides.base.fingerprint():
        return "unchanged"
    clean = merge_articles(sides, file.article).clean and not before.retired
    return "merged" if clean else "conflict"


def _retire(
    known: KnownState, seen: set[str], owners: Mapping[str, str]
) -> Iterator[Step]:
    for path, (_, key) in sorted(known.sources.items()):
        article = known.articles.get(key)
        kept = path in seen or key in owners or key in known.elsewhere
        if article and not article.retired and not kept:
            yield Step("retired", key, path)

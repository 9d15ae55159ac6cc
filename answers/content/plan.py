"""Plan: decide what an ingest does with every file; pure, so a dry run is cheap.

``parse_folder`` reads the files; ``make_plan`` decides about them, given what the
database knows (``KnownState``) and both sides of every article that staff edited.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from answers.content.manifest import Entry, Manifest
from answers.content.merge import Sides, merge_articles
from answers.content.parse.article import file_fingerprint, guess_product, parse_file
from answers.content.types import (
    ParsedArticle,
    ParsedFile,
    Problem,
    RawFile,
    SkippedFile,
)
from answers.lib.errors import InvalidError
from answers.text.normalization import slugify

Action = Literal[
    "new", "changed", "unchanged", "merged", "conflict", "retired", "restored"
]


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """What the database knows of an article when a plan is made.

    A plan is made anew for an article of which this has changed: ``current`` and
    ``upstream`` are the primary keys of its current revision and of the file that
    staff edited, so that a merge of the same two is the same merge.
    """

    pk: int
    edited: bool  # the current revision was not made by an ingest
    content_fingerprint: str  # of the current revision; empty without one
    conflict_fingerprint: str = ""  # of the text that already waits
    retired: bool = False
    pruned: bool = False  # retired because its file had vanished, not by staff
    product: str = ""  # slug
    current: int | None = None
    upstream: int | None = None


@dataclass(frozen=True, slots=True)
class KnownState:
    """What the database knows before an ingest.

    ``sources`` maps a path below this ingest's root to its fingerprint and key;
    ``products`` are slugs; ``elsewhere`` are the keys that another folder has a file
    for.
    """

    articles: Mapping[str, KnownArticle]
    sources: Mapping[str, tuple[str, str]]
    products: frozenset[str]
    elsewhere: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """One decision of a plan; ``file`` is None where nothing has to be read.

    ``product`` is the product's name as it is to be stored, empty for none; ``entry``
    is what an export says of the file; ``known`` is what the decision was made on;
    ``merged`` is what file and edit come to, where the action is that.
    """

    action: Action
    key: str
    path: str = ""
    file: ParsedFile | None = None
    product: str = ""
    entry: Entry | None = None
    known: KnownArticle | None = None
    merged: ParsedArticle | None = None


@dataclass(frozen=True, slots=True)
class ParsedFolder:
    """The files of a folder in their order, parsed where their bytes are new.

    ``product`` is the name on the command line, for files that name none.
    """

    root: str
    product: str
    items: tuple[ParsedFile | Step, ...]
    paths: frozenset[str]
    problems: tuple[Problem, ...]
    skipped: tuple[SkippedFile, ...]

    def edited_keys(self, known: KnownState) -> Iterator[str]:
        """Yield the keys of parsed files whose article was edited by staff."""
        for item in self.items:
            if isinstance(item, ParsedFile):
                article = known.articles.get(item.article.key)
                if article and article.edited:
                    yield item.article.key


@dataclass(frozen=True, slots=True)
class Plan:
    """All decisions about one folder, in the order of its files."""

    root: str
    steps: tuple[Step, ...]
    problems: tuple[Problem, ...]
    skipped: tuple[SkippedFile, ...]


def parse_folder(
    files: Iterable[RawFile | Problem | SkippedFile],
    known: KnownState,
    *,
    root: str,
    product: str = "",
) -> ParsedFolder:
    """Parse the files of one folder.

    A file whose bytes were taken in from the same place before is unchanged, without
    being parsed. Of two files with one key the first counts, the second is a problem.
    """
    owners: dict[str, str] = {}  # key -> path of the file that has it
    paths: set[str] = set()
    problems: list[Problem] = []
    skipped: list[SkippedFile] = []
    items: list[ParsedFile | Step] = []
    for file in files:
        paths.add(file.path)
        item = _parse(file, known, product) if isinstance(file, RawFile) else file
        if isinstance(item, SkippedFile):
            skipped.append(item)
        elif isinstance(item, Problem):
            problems.append(item)
        else:
            key = item.key if isinstance(item, Step) else item.article.key
            if key in owners:
                problems.append(_twice(file.path, key, owners[key]))
            else:
                owners[key] = file.path
                items.append(item)
    return ParsedFolder(
        root, product, tuple(items), frozenset(paths), tuple(problems), tuple(skipped)
    )


def make_plan(
    folder: ParsedFolder,
    known: KnownState,
    sides: Mapping[str, Sides],
    *,
    prune: bool = False,
    manifest: Manifest | None = None,
) -> Plan:
    """Decide about every file of one folder.

    ``sides`` has both sides of the articles that staff edited, by key. With ``prune``,
    articles whose file has vanished are retired. ``manifest`` is what an export says of
    its files, where the folder is one.
    """
    naming = _naming(folder, known, manifest or {})
    steps = []
    for item in folder.items:
        if isinstance(item, Step):
            steps.append(item)
            continue
        key, entry = item.article.key, naming.manifest.get(item.raw.path)
        name = _product(item, entry, naming)
        article = known.articles.get(key)
        steps.append(decide(item, article, sides.get(key), product=name, entry=entry))
    if prune:
        steps += _retire(known, folder.paths, {step.key for step in steps})
    return Plan(folder.root, tuple(steps), folder.problems, folder.skipped)


def _parse(
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
    """Where the product of a file comes from that does not name it in front matter."""

    product: str  # of the command line
    names: Mapping[str, str]
    manifest: Manifest


def _naming(folder: ParsedFolder, known: KnownState, manifest: Manifest) -> _Naming:
    """Return all products, slug and name: the known ones and those of this folder."""
    names = {slug: slug for slug in known.products}
    articles = [item.article for item in folder.items if isinstance(item, ParsedFile)]
    named = [a.product or a.product_of_name for a in articles]
    named += [entry.product or "" for entry in manifest.values()]
    for name in [*named, folder.product]:
        if name and slugify(name):
            names[slugify(name)] = name
    return _Naming(folder.product, names, manifest)


def _product(file: ParsedFile, entry: Entry | None, naming: _Naming) -> str:
    """Return the name of the product that a file belongs to, empty for none."""
    article = file.article
    if article.product:
        return article.product
    if entry and entry.product is not None:
        return entry.product
    if naming.product or article.product_of_name:
        return naming.product or article.product_of_name
    return naming.names.get(guess_product(article, naming.names), "")


def decide(
    file: ParsedFile,
    known: KnownArticle | None,
    sides: Sides | None,
    *,
    product: str,
    entry: Entry | None = None,
) -> Step:
    """Decide what a file means for the article as it is now.

    ``sides`` is needed where staff edited the article; without it what differs is a
    conflict.
    """
    action, merged = _action(file, known, sides, product)
    path, key = file.raw.path, file.article.key
    return Step(action, key, path, file, product, entry, known, merged)


def _action(
    file: ParsedFile, known: KnownArticle | None, sides: Sides | None, product: str
) -> tuple[Action, ParsedArticle | None]:
    if known is None or not known.content_fingerprint:  # or a draft of staff's
        return "new", None
    if known.pruned:
        return "restored", None
    same = file.content_fingerprint == known.content_fingerprint
    moved = same and product and slugify(product) != known.product
    if not moved and (known.edited or (known.retired and not same)):
        return _against_staff(file, known, sides)
    return "unchanged" if same and not moved else "changed", None


def _against_staff(
    file: ParsedFile, known: KnownArticle, sides: Sides | None
) -> tuple[Action, ParsedArticle | None]:
    """Merge what staff edited where nothing collides, else let the file wait.

    A file for an article that staff retired waits in any case.
    """
    base = sides.base if sides else None
    old = base.fingerprint() if base else known.content_fingerprint
    if file.content_fingerprint in (old, known.conflict_fingerprint):
        return "unchanged", None
    if sides is None or base is None or known.retired:
        return "conflict", None
    merge = merge_articles(sides, file.article)
    if merge.collisions:
        return "conflict", None
    try:
        return "merged", merge.settled({})
    except InvalidError:  # each side took out what the other one left
        return "conflict", None


def _retire(
    known: KnownState, paths: Collection[str], keys: Collection[str]
) -> Iterator[Step]:
    for path, (_, key) in sorted(known.sources.items()):
        article = known.articles.get(key)
        kept = path in paths or key in keys or key in known.elsewhere
        if article and not article.retired and not kept:
            yield Step("retired", key, path)

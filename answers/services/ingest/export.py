"""Export: write every article that is or was public as a file that ingests the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from django.db.models import QuerySet

from answers.content import (
    MANIFEST_NAME,
    Entry,
    ManifestError,
    RawFile,
    is_article_file,
    read_manifest,
    write_file,
    write_manifest,
)
from answers.lib.errors import InvalidError
from answers.lib.progress import Track, silent
from answers.models import Article, SourceFile
from answers.services.publication import content_of

BATCH = 100


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file: the ``same`` bytes as came in, ``edited``, or ``written`` from nothing.

    ``exact`` tells whether it reads back to the same article.
    """

    key: str
    path: str
    how: str
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Export:
    """The files written, the files removed, and how many drafts were left out."""

    files: tuple[ExportedFile, ...]
    removed: tuple[str, ...]
    drafts: int

    def count(self, how: str) -> int:
        """Return how many files were written in this way."""
        return sum(file.how == how for file in self.files)


def folder_export(*, path: Path, track: Track[Article] = silent) -> Export:
    """Write every article that is or was public into a folder.

    Raises InvalidError where the folder holds anything but an earlier export: that is
    replaced, and a file of it that has no article any more is removed.
    """
    before = _earlier(path)
    names = dict(_names())
    done: list[ExportedFile] = []
    entries: dict[str, Entry] = {}
    rows = _rows()
    for article in track(rows.iterator(chunk_size=BATCH), rows.count(), "export"):
        name = names[article.pk]
        data, exported, entry = _file(article, name)
        target = _inside(path, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        entries[name] = entry
        done.append(exported)
    path.mkdir(parents=True, exist_ok=True)
    (path / MANIFEST_NAME).write_bytes(write_manifest(entries))
    removed = tuple(sorted(before - set(entries)))
    for name in removed:
        _inside(path, name).unlink(missing_ok=True)
    drafts = Article.objects.filter(current__isnull=True).count()
    return Export(tuple(done), removed, drafts)


def _earlier(path: Path) -> set[str]:
    """Return the files of an earlier export. Raises InvalidError for anything else."""
    if path.exists() and not path.is_dir():
        msg = f"{path} is a file: name a folder"
        raise InvalidError(msg, field="path")
    if not path.exists() or not any(path.iterdir()):
        return set()
    manifest = path / MANIFEST_NAME
    try:
        return set(read_manifest(manifest.read_bytes()))
    except (OSError, ManifestError) as error:
        msg = f"{path} holds other files: name an empty folder, or an earlier export"
        raise InvalidError(msg, field="path") from error


def _inside(path: Path, name: str) -> Path:
    """Return the place of a file. Raises InvalidError where that is elsewhere."""
    target = path / name
    if not target.resolve().is_relative_to(path.resolve()):
        msg = f"{name} would lead out of {path}"
        raise InvalidError(msg, field="path")
    return target


def _rows() -> QuerySet[Article]:
    return (
        Article.objects.filter(current__isnull=False)
        .select_related("product", "current__upstream")
        .prefetch_related("feedback_numbers", "sources")
        .order_by("pk")
    )


def _names() -> Iterator[tuple[int, str]]:
    """Yield the primary key and the path of every article; no path comes twice.

    An article keeps the path of its file. Of two with one path from different folders,
    the later one gets the folder's name before it.
    """
    taken: set[PurePosixPath] = set()
    folders: set[PurePosixPath] = set()
    came = _sources()
    articles = Article.objects.filter(current__isnull=False).order_by("pk")
    columns = ("pk", "key", "current__note", "current__upstream__note")
    for pk, key, note, upstream in articles.values_list(*columns):
        known = came.get(pk, {})
        source = known.get(upstream or note) or next(iter(known.values()), None)
        for name in _candidates(key, source):
            folded = PurePosixPath(name.casefold())
            if folded not in taken | folders and not taken & set(folded.parents):
                taken |= {folded}
                folders |= set(folded.parents)
                yield pk, name
                break


def _sources() -> dict[int, dict[str, SourceFile]]:
    """Return the files of each article by the note that their revisions have."""
    found: dict[int, dict[str, SourceFile]] = {}
    for source in SourceFile.objects.order_by("-pk"):
        found.setdefault(source.article_id, {})[str(source)[:300]] = source
    return found


def _candidates(key: str, source: SourceFile | None) -> Iterator[str]:
    if source:
        yield source.path
        yield f"{source.root}/{source.path}"
    yield f"{key}.md" if is_article_file(f"{key}.md") else f"article-{key}.md"
    number = 2
    while True:
        yield f"article-{number}-{key}.md"
        number += 1


def _file(article: Article, name: str) -> tuple[bytes, ExportedFile, Entry]:
    current = article.current
    if current is None:
        msg = f"{article.key} has no revision to export"
        raise ValueError(msg)
    current.article = article
    file = current if current.source else current.upstream
    template = bytes(file.source) if file else b""
    product = article.product.name if article.product else ""
    wanted = replace(content_of(current), product=product)
    raw = RawFile("export", name, template)
    data, exact = write_file(wanted, name=raw, template=template)
    how = "written"
    if template and data == template:
        how = "same"
    elif template:
        how = "edited"
    entry = Entry(
        product=product,
        retired=article.status == Article.Status.RETIRED,
        internal=article.internal,
        replaced_by=article.replaced_by.key if article.replaced_by else "",
        feedback_numbers=tuple(n.number for n in article.feedback_numbers.all()),
    )
    return data, ExportedFile(article.key, name, how, exact), entry

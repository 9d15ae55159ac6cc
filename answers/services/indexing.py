"""Indexing: keep the search index a true copy of what is published.

A change is queued in the transaction that makes it (``IndexChange``) and written
after the commit. What could not be written now stays queued and is written later:
by the next change, by ``index --sync``, or by a server that finds the queue old.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from answers.content import DERIVED_BY, ParsedArticle, derive
from answers.index import Document, document_fingerprint, get_engine
from answers.lib.errors import IndexBusyError, IndexUnavailableError
from answers.lib.progress import Track, silent
from answers.models import Article, IndexChange, Revision, Tag
from answers.services.background import Worker
from answers.services.publication import (
    DERIVED_FIELDS,
    content_of,
    set_derived,
    set_symptoms,
)
from answers.text.normalization import strip_routing_label

if TYPE_CHECKING:
    import threading

logger = logging.getLogger(__name__)

BATCH = 500  # changes a commit: bounds memory, and what a killed run repeats
CHECK_EVERY = 15.0  # seconds between two checks of the queue by one process


@dataclass(frozen=True, slots=True)
class Drift:
    """How index and database differ, by article keys; empty where they agree."""

    missing: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    extra: tuple[int, ...] = ()
    unrendered: tuple[str, ...] = ()
    queued: int = 0
    unavailable: str = ""

    @property
    def clean(self) -> bool:
        """Whether the index is a true copy."""
        differ = self.missing or self.stale or self.extra or self.unrendered
        return not (differ or self.queued or self.unavailable)


@dataclass(frozen=True, slots=True)
class DocumentSource:
    """What the document of an article is made from, published or only parsed.

    ``head`` gives title, category and date, ``body`` question and description. ``text``
    is the rendered answer without its markup, ``product`` a slug; ``symptoms`` are
    slugs with weights.
    """

    pk: int
    revision: int
    head: Article | ParsedArticle
    body: Revision | ParsedArticle
    text: str
    product: str
    tags: Iterable[Tag]
    symptoms: Iterable[tuple[str, float]]
    internal: bool = False

    def document(self) -> Document:
        """Return the document; hidden tags are left out."""
        tags = [tag for tag in self.tags if not tag.hidden]
        date = self.head.date
        return Document(
            pk=self.pk,
            revision=self.revision,
            title=strip_routing_label(self.head.title),
            question=strip_routing_label(self.body.question),
            answer=self.text,
            description=self.body.description,
            tags=tuple(tag.name for tag in tags),
            product=self.product,
            category=self.head.category,
            tag_slugs=tuple(tag.slug for tag in tags),
            day=(date - dt.date(1970, 1, 1)).days if date else 0,
            internal=self.internal,
            symptoms=tuple(sorted(self.symptoms)),
        )


def document_of(article: Article) -> Document:
    """Return the document of a published article.

    Raises ValueError where it has no revision.
    """
    revision = article.current
    if revision is None:
        msg = f"{article.key} has no revision to index"
        raise ValueError(msg)
    return DocumentSource(
        pk=article.pk,
        revision=revision.pk,
        head=article,
        body=revision,
        text=revision.text,
        product=article.product.slug if article.product else "",
        tags=article.tags.all(),
        symptoms=article.symptom_weights(),
        internal=article.internal,
    ).document()


def index_sync(*, track: Track[Sequence[IndexChange]] = silent) -> int:
    """Write every queued change to the index; return how many articles those were.

    Raises IndexBusyError or IndexUnavailableError; then the rest stays queued.
    """
    done = 0
    queued = IndexChange.objects.count()
    for batch in track(_batches(), -(-queued // BATCH), "index"):
        pks = {change.article_pk for change in batch}
        documents = [
            document_of(article) for article in index_rows().filter(pk__in=pks)
        ]
        get_engine().write(documents, pks - {document.pk for document in documents})
        # Only the rows that were read: a change queued meanwhile stays.
        IndexChange.objects.filter(pk__in=[change.pk for change in batch]).delete()
        done += len(pks)
    return done


def index_sync_soon() -> None:
    """Write the queue once the open transaction is committed; never raises.

    A busy or missing index is no reason to refuse the change: it stays queued.
    """
    transaction.on_commit(_sync_quietly)


def index_rebuild(*, track: Track[Article] = silent) -> int:
    """Rebuild the whole index, and what an older renderer derived from revisions.

    Searches use the old index until the commit. Raises IndexBusyError.
    """
    _derive_again()
    queued = list(IndexChange.objects.values_list("pk", flat=True))
    articles = index_rows()
    rows = track(articles.iterator(chunk_size=BATCH), articles.count(), "index")
    count = get_engine().rebuild(document_of(article) for article in rows)
    for start in range(0, len(queued), BATCH):
        IndexChange.objects.filter(pk__in=queued[start : start + BATCH]).delete()
    return count


def index_ensure(*, track: Track[Article] = silent) -> str:
    """Bring the index up to date in the cheapest way; return which one.

    That is ``nothing``, ``synced`` or ``rebuilt``. Raises IndexBusyError.
    """
    synced = 0
    try:
        synced = index_sync()
        indexed = dict(get_engine().revisions())
    except IndexUnavailableError:
        indexed = {-1: -1}
    published = Article.objects.indexable().order_by().values_list("pk", "current_id")
    if indexed != dict(published) or _outdated_revisions().exists():
        index_rebuild(track=track)
        return "rebuilt"
    return "synced" if synced else "nothing"


def index_check() -> Drift:
    """Compare every document with the database; report, and repair nothing."""
    queued = IndexChange.objects.count()
    unrendered = tuple(_outdated_revisions().values_list("article__key", flat=True))
    try:
        indexed = dict(get_engine().contents())
    except IndexUnavailableError as error:
        return Drift(unavailable=error.message, queued=queued, unrendered=unrendered)
    missing, stale = [], []
    for article in index_rows().iterator(chunk_size=BATCH):
        entry = indexed.pop(article.pk, None)
        if entry is None:
            missing.append(article.key)
        elif entry[1] != document_fingerprint(document_of(article)):
            stale.append(article.key)
    return Drift(tuple(missing), tuple(stale), tuple(indexed), unrendered, queued)


class Healer:
    """Repairs the index of a running server in the background, one run at a time."""

    def __init__(self) -> None:
        self._worker = Worker(_repair, name="index-healer")
        self._checked_at = float("-inf")

    def check(self) -> None:
        """Start a repair where changes are queued; at most every ``CHECK_EVERY``."""
        now = time.monotonic()
        if now - self._checked_at < CHECK_EVERY:
            return
        self._checked_at = now
        if IndexChange.objects.exists():
            self.start()

    def start(self) -> threading.Thread | None:
        """Start a repair unless one is under way; return its thread."""
        return None if self._worker.running else self._worker.wake()


def _repair() -> None:
    try:
        logger.info("index: %s", index_ensure())
    except IndexBusyError:
        logger.info("index: another process is writing it")


healer = Healer()


def _sync_quietly() -> None:
    try:
        index_sync()
    except IndexBusyError:
        logger.info("index is busy: the change stays queued")
    except IndexUnavailableError as error:
        logger.warning("index: %s; the change stays queued", error.message)


def _batches() -> Iterator[list[IndexChange]]:
    while batch := list(IndexChange.objects.order_by("pk")[:BATCH]):
        yield batch


def index_rows(articles: QuerySet[Article] | None = None) -> QuerySet[Article]:
    """Return articles, those of the index, with all that ``document_of`` reads."""
    return (
        (Article.objects.indexable() if articles is None else articles)
        .select_related("product", "current")
        .defer("current__source", "current__answer_html", "current__question_html")
        .prefetch_related("tags", "symptom_links__symptom")
        .order_by("pk")
    )


def _outdated_revisions() -> QuerySet[Revision]:
    """Return the public revisions whose HTML, symptoms or causes are out of date."""
    return Revision.objects.filter(
        status=Revision.Status.PUBLISHED, article__current__isnull=False
    ).exclude(renderer=DERIVED_BY)


def _derive_again() -> None:
    for revision in (
        _outdated_revisions().select_related("article").iterator(chunk_size=BATCH)
    ):
        derived = derive(content_of(revision))
        set_derived(revision, derived)
        with transaction.atomic():
            set_symptoms([(revision.article, derived)])
            revision.save(update_fields=DERIVED_FIELDS)


def index_queue(articles: Iterable[Article]) -> None:
    """Queue articles for the index, and write them after the commit."""
    IndexChange.objects.remember(article.pk for article in articles)
    index_sync_soon()

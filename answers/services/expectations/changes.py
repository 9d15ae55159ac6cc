"""A change to the knowledge base before it is written, to try questions on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from typing import TypeAlias

from answers.content import Derived, ParsedArticle
from answers.index import Document, get_engine
from answers.models import Article, Expectation, Pin, SynonymGroup, Tag
from answers.services.ask import question_judge
from answers.services.indexing import DocumentSource, document_of, index_rows
from answers.services.search import (
    Context,
    Decisions,
    Groups,
    Question,
    read_decisions,
    simulated_context,
)
from answers.text.normalization import slugify

# The pk of an article that has no row yet; the highest, as it will be.
NEW_ARTICLE = 2**62
MAX_DOCUMENTS = 200  # that are tried: building more takes longer than a page may
MAX_QUESTIONS = 100  # whose near articles are looked for
NEAR = 50  # places of a question in which an article is near enough to matter

Alter: TypeAlias = Callable[[Article, Document], Document]


@dataclass(frozen=True, slots=True)
class Change:
    """What would be written.

    ``documents`` replace those of the index, ``gone`` are the pks of articles that
    leave it. ``groups``, of synonyms, and ``decisions`` are None where they stay.
    """

    documents: tuple[Document, ...] = ()
    gone: frozenset[int] = frozenset()
    groups: Groups | None = None
    decisions: Decisions | None = None

    @contextmanager
    def context(self) -> Iterator[Context]:
        """Yield the context that readers would ask in after this change.

        Nothing is written. Raises IndexUnavailableError.
        """
        context = simulated_context(groups=self.groups, decisions=self.decisions)
        if not self.documents and not self.gone:
            yield context
            return
        documents = {document.pk: document for document in self.documents}
        with get_engine().overlay(self.documents, self.gone) as overlay:
            yield replace(
                context,
                searcher=overlay,
                documents=documents,
                gone=self.gone - set(documents),
            )


def candidate_change(
    content: ParsedArticle, derived: Derived, *, pk: int | None, product: str
) -> Change:
    """Return the change that publishing this text would be, for anybody to read.

    ``pk`` is None where the article has no row yet. The document is the one that
    ``indexing.document_of`` makes of the article once it is published.
    """
    tags = {tag.slug: tag for tag in Tag.objects.named(content.tags).values()}
    source = DocumentSource(
        pk=NEW_ARTICLE if pk is None else pk,
        revision=0,
        head=content,
        body=content,
        text=derived.text,
        product=slugify(product),
        tags=[tags[slug] for slug in sorted(tags)],
        symptoms=[(slug, weight) for slug, (_, weight) in derived.symptoms.items()],
    )
    return Change(documents=(source.document(),))


def synonyms_change(
    groups: Iterable[Sequence[str]] = (), *, without: Iterable[int | None] = ()
) -> Change:
    """Return the change that adding these groups of words would be.

    ``without`` are the pks of groups that are deleted or replaced.
    """
    gone = [pk for pk in without if pk is not None]
    rows = SynonymGroup.objects.enabled().exclude(pk__in=gone).order_by("pk")
    kept = [tuple(words) for words in rows.values_list("words", flat=True)]
    return Change(groups=(*kept, *map(tuple, groups)))


def pin_change(pin: Pin) -> Change:
    """Return the change that saving this pin would be."""
    before = Pin.objects.filter(pk=pin.pk).first() if pin.pk else None
    return Change(decisions=read_decisions().with_pin(pin, instead_of=before))


def documents_change(
    pks: Collection[int], alter: Alter, *, questions: Iterable[str] | None = None
) -> Change:
    """Return the change that these articles' documents become what ``alter`` returns.

    Of more than ``MAX_DOCUMENTS`` articles those near to one of the ``questions`` are
    tried first; without ``questions``, to what is expected. Raises
    IndexUnavailableError.
    """
    near = list(_expected() if questions is None else questions)
    if not pks or not near:
        return Change()
    chosen = list(pks) if len(pks) <= MAX_DOCUMENTS else _nearest(set(pks), near)
    rows = index_rows().filter(pk__in=chosen)
    return Change(documents=tuple(alter(row, document_of(row)) for row in rows))


def publicity_change(pks: Collection[int]) -> Change:
    """Return the change that anybody may read these; of many the newest are tried."""
    newest = sorted(pks, reverse=True)[:MAX_DOCUMENTS]
    rows = index_rows(Article.objects.filter(pk__in=newest, current__isnull=False))
    return Change(
        documents=tuple(replace(document_of(row), internal=False) for row in rows)
    )


def _expected() -> list[str]:
    rows = Expectation.objects.filter(enabled=True).order_by("-pk")
    return list(rows.values_list("question", flat=True))


def _nearest(pks: set[int], questions: Sequence[str]) -> list[int]:
    """Return at most ``MAX_DOCUMENTS`` of the pks: near to a question, then newest."""
    context, near = simulated_context(), dict[int, None]()
    for text in questions[:MAX_QUESTIONS]:
        question = Question(text)
        judged = question_judge(question=question, context=context, depth=NEAR)
        near |= dict.fromkeys(pk for pk in judged.pks if pk in pks)
        if len(near) >= MAX_DOCUMENTS:
            break
    return list(dict.fromkeys(chain(near, sorted(pks, reverse=True))))[:MAX_DOCUMENTS]

"""Changes: what would be different, said before it is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from answers.content import ParsedArticle, Rendered
from answers.index import Document, get_engine, make_glossary
from answers.models import Pin, SynonymGroup, Tag
from answers.services.ask import World
from answers.services.publication import diagnosis_of
from answers.services.search import (
    Decisions,
    current_groups,
    read_decisions,
)
from answers.text.normalization import slugify, strip_routing_label

# Stands for an article that has no row yet; the newest, as it will be.
NEW_ARTICLE = 2**62

Groups = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Documents that would be written, articles gone, words and pins that would hold.

    ``groups`` and ``decisions`` are None where they stay as they are.
    """

    documents: tuple[Document, ...] = ()
    gone: frozenset[int] = frozenset()
    groups: Groups | None = None
    decisions: Decisions | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be different."""
        decided = self.groups is not None or self.decisions is not None
        return not (decided or self.documents or self.gone)

    @contextmanager
    def world(self) -> Iterator[World]:
        """Return the world after this change; nothing is written.

        Raises IndexUnavailableError.
        """
        groups = current_groups() if self.groups is None else self.groups
        glossary = make_glossary(groups)
        decisions = self.decisions or read_decisions()
        engine = get_engine()
        if not self.documents and not self.gone:
            yield World(engine, glossary, decisions)
            return
        changed = {document.pk: document for document in self.documents}
        gone = self.gone - set(changed)
        with engine.overlay(self.documents, self.gone) as overlay:
            yield World(overlay, glossary, decisions, changed, gone)


def candidate_of(
    content: ParsedArticle, look: Rendered, *, pk: int | None, product: str
) -> Change:
    """Return the change that publishing this text would be, for anybody to read.

    ``pk`` is None where the article has no row yet. The document is what
    ``indexing.document_of`` makes of the article once it is published.
    """
    tags = _shown_tags(content.tags)
    epoch = dt.date(1970, 1, 1)
    symptoms = diagnosis_of(content, look).symptoms
    document = Document(
        pk=NEW_ARTICLE if pk is None else pk,
        revision=0,
        title=strip_routing_label(content.title),
        question=strip_routing_label(content.question),
        answer=look.text,
        description=content.description,
        tags=tuple(tag.name for tag in tags),
        product=slugify(product),
        category=content.category,
        tag_slugs=tuple(tag.slug for tag in tags),
        day=(content.date - epoch).days if content.date else 0,
        symptoms=tuple(sorted((slug, w) for slug, (_, w) in symptoms.items())),
    )
    return Change(documents=(document,))


def _shown_tags(words: Iterable[str]) -> list[Tag]:
    """Return the tags that readers will see, as ``publish.set_tags`` reads words."""
    written = {slugify(word): word for word in words}
    written.pop("", None)
    known = Tag.objects.select_related("alias_of").in_bulk(written, field_name="slug")
    new = [Tag(slug=slug, name=written[slug]) for slug in written if slug not in known]
    meant = {tag.slug: tag for tag in [*new, *(row.meant for row in known.values())]}
    return [meant[slug] for slug in sorted(meant) if not meant[slug].hidden]


def wording_with(
    groups: Iterable[Sequence[str]] = (), *, without: Iterable[int | None] = ()
) -> Change:
    """Return the change of wording that these groups of words would be.

    ``without`` are the keys of groups that go, or that others take the place of.
    """
    gone = [pk for pk in without if pk is not None]
    rows = SynonymGroup.objects.enabled().exclude(pk__in=gone).order_by("pk")
    kept = [tuple(words) for words in rows.values_list("words", flat=True)]
    return Change(groups=(*kept, *map(tuple, groups)))


def pinning_with(pin: Pin) -> Change:
    """Return the change that saving this pin would be; what it was is in its row."""
    before = Pin.objects.filter(pk=pin.pk).first() if pin.pk else None
    return Change(decisions=read_decisions().with_pin(pin, instead_of=before))

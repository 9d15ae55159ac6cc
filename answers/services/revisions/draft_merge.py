"""Joining: what two people made of one revision, merged as a file and an edit are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from answers.content import Choice, Merge, Sides, merge_articles
from answers.models import Revision
from answers.services.publication import content_of
from answers.services.revisions.drafts import Draft, content_from
from answers.text.normalization import slugify


def draft_join(*, draft: Draft, base: Revision, theirs: Revision) -> Merge:
    """Return how a draft and what somebody saved meanwhile come together.

    ``base`` is the revision that both started from. Nothing is written. Raises
    InvalidError where the draft is none.
    """
    ours = content_from(theirs.article.key, draft, base)
    return merge_articles(Sides(content_of(base), ours), content_of(theirs))


def draft_joined(
    *, draft: Draft, base: Revision, theirs: Revision, choices: Mapping[str, Choice]
) -> Draft:
    """Return the draft with what ``theirs`` changed in it.

    Raises InvalidError where nothing is chosen for a place that collides.
    """
    merge = draft_join(draft=draft, base=base, theirs=theirs)
    content = merge.settled(choices)
    untouched = slugify(draft.product) == slugify(base.product)
    return replace(
        draft,
        title=content.title,
        question=content.question,
        answer=content.answer,
        references=content.references,
        tags=content.tags,
        category=content.category,
        date=content.date,
        description=content.description,
        keywords=content.keywords,
        extra=content.extra,
        product=theirs.product if untouched else draft.product,
    )

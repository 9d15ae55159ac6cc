"""Panels of the article page: what readers said, what happened, where it is from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from answers.admin.revisions.diff import Comparison, compare
from answers.models import Article, Revision, Vote
from answers.models.revisions import OPEN
from answers.text.diffs import counts

if TYPE_CHECKING:
    from collections.abc import Iterable

VOTES = 10
REVISIONS = 20


@dataclass(frozen=True, slots=True)
class Step:
    """One revision in the list, with the lines it added and removed."""

    revision: Revision
    added: int
    removed: int
    first: bool


@dataclass(frozen=True, slots=True)
class Said:
    """One vote as it is shown."""

    vote: Vote
    reason: Any


def reason_label(reason: str) -> Any:
    """Return a reason as people read it; words of a bot's own stay as they are."""
    return dict(Vote.Reason.choices).get(reason, reason)


def said(votes: Iterable[Vote]) -> list[Said]:
    """Return votes as they are shown."""
    return [Said(vote, reason_label(vote.reason)) for vote in votes]


def latest_votes(article: Article) -> list[Said]:
    """Return the last votes; those with a comment come first."""
    rows = article.votes.select_related("revision").only(
        "value", "reason", "comment", "query", "channel", "updated_at",
        "revision__number", "article_id",
    )  # fmt: skip
    spoken = list(rows.exclude(comment="")[:VOTES])
    return said([*spoken, *rows.filter(comment="")[: VOTES - len(spoken)]])


def history(article: Article) -> list[Step]:
    """Return the last revisions, newest first, each measured against the one before."""
    rows = list(
        article.revisions.select_related("author")
        .only(
            "number", "status", "origin", "note", "created_at", "question", "answer",
            "article_id", "author__username",
        )
        .order_by("-number")[: REVISIONS + 1]
    )  # fmt: skip
    steps = []
    for row, before in zip(rows, [*rows[1:], None], strict=True):
        added, removed = counts(_body(before), _body(row))
        steps.append(Step(row, added, removed, first=before is None))
    return steps[:REVISIONS]


def open_revisions(article: Article) -> list[Revision]:
    """Return the drafts that wait, the newest first."""
    rows = article.revisions.filter(status__in=OPEN).select_related("author")
    return list(
        rows.only(
            "number",
            "status",
            "note",
            "created_at",
            "base",
            "article",
            "author__username",
        )
    )


def _body(revision: Revision | None) -> str:
    return f"{revision.question}\n{revision.answer}" if revision else ""


def waiting_conflict(article: Article) -> Comparison | None:
    """Return the incoming text that waits, compared with the current revision."""
    waiting = article.revisions.filter(status=Revision.Status.CONFLICT).first()
    return compare(article.current, waiting) if waiting else None

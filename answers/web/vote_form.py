"""Ballots: what a reader says of an article, as the form shows and sends it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from answers.models import Article, Vote
from answers.services.votes import vote_of
from answers.text.normalization import clean, cut, one_line
from answers.web.visitors import known_visitor

QUERY_LENGTH = 500
MOST_FIELDS = 100
VALUES = {"up": Vote.Value.UP, "down": Vote.Value.DOWN}


def search_before(request: HttpRequest) -> str:
    """Return the query of the result page that this page was opened from, if any."""
    try:
        came = urlsplit(request.headers.get("Referer", ""))
        asked = parse_qs(came.query, max_num_fields=MOST_FIELDS)
    except ValueError:
        return ""
    if came.netloc != request.get_host() or came.path != reverse("answers:search"):
        return ""
    return one_line(asked.get("q", [""])[-1])


@dataclass(frozen=True, slots=True)
class Ballot:
    """The form's fields; ``present`` is what this visitor has said before."""

    vote: str = ""
    reason: str = ""
    comment: str = ""
    query: str = ""
    present: Vote | None = None

    @property
    def value(self) -> Vote.Value | None:
        """The vote that was chosen, None where none was."""
        return VALUES.get(self.vote)

    @property
    def present_vote(self) -> str:
        """``up``, ``down`` or nothing, as this visitor voted before."""
        names = {value: name for name, value in VALUES.items()}
        return names[Vote.Value(self.present.value)] if self.present else ""

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """The reasons to choose from."""
        return [(value, str(label)) for value, label in Vote.Reason.choices]


def read_ballot(request: HttpRequest, article: Article, data: QueryDict) -> Ballot:
    """Return the form as ``data`` fills it, else as the visitor voted before."""
    visitor = known_visitor(request)
    present = vote_of(article=article, visitor=visitor) if visitor else None
    given = Ballot(present=present)
    vote = data.get("vote", "")
    reason = one_line(data.get("reason", present.reason if present else ""))
    query = data.get("query", "") or search_before(request)
    return Ballot(
        vote=vote if vote in VALUES else given.present_vote,
        reason=reason if reason in Vote.Reason.values else "",
        comment=clean(data.get("comment", present.comment if present else "")).strip(),
        query=cut(one_line(query), QUERY_LENGTH),
        present=present,
    )

"""Vote form: what a reader says of an article, as the form shows and sends it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from answers.models import VOTE_VALUES, Article, Vote
from answers.services.votes import vote_get
from answers.text.normalization import clean, cut, one_line
from answers.web.visitors import known_visitor

QUERY_LENGTH = 500
MOST_FIELDS = 100


def referring_query(request: HttpRequest) -> str:
    """Return the query of the result page that this page was opened from, if any."""
    try:
        referrer = urlsplit(request.headers.get("Referer", ""))
        fields = parse_qs(referrer.query, max_num_fields=MOST_FIELDS)
    except ValueError:
        return ""
    ours = (request.get_host(), reverse("answers:search"))
    if (referrer.netloc, referrer.path) != ours:
        return ""
    return one_line(fields.get("q", [""])[-1])


@dataclass(frozen=True, slots=True)
class VoteForm:
    """The fields of the form; ``previous`` is this visitor's vote, if any."""

    vote: str = ""
    reason: str = ""
    comment: str = ""
    query: str = ""
    previous: Vote | None = None

    @property
    def value(self) -> Vote.Value | None:
        """The vote that was chosen, None where none was."""
        return VOTE_VALUES.get(self.vote)

    @property
    def previous_vote(self) -> str:
        """``up``, ``down`` or empty, as this visitor voted before."""
        return Vote.Value(self.previous.value).slug if self.previous else ""

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """The reasons to choose from."""
        return [(value, str(label)) for value, label in Vote.Reason.choices]


def read_vote_form(request: HttpRequest, article: Article, data: QueryDict) -> VoteForm:
    """Return the form filled from ``data``, else from the visitor's vote."""
    visitor = known_visitor(request)
    previous = vote_get(article=article, visitor=visitor) if visitor else None
    given = VoteForm(previous=previous)
    vote = data.get("vote", "")
    reason = one_line(data.get("reason", previous.reason if previous else ""))
    query = data.get("query", "") or referring_query(request)
    return VoteForm(
        vote=vote if vote in VOTE_VALUES else given.previous_vote,
        reason=reason if reason in Vote.Reason.values else "",
        comment=clean(
            data.get("comment", previous.comment if previous else "")
        ).strip(),
        query=cut(one_line(query), QUERY_LENGTH),
        previous=previous,
    )

"""Feedback over REST: 好评 and 差评."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from answers.api.base import View, find_article, identity, problems, query_data, read
from answers.api.representations import votes_shape
from answers.api.throttling import FeedbackThrottle, address_of
from answers.api.vote_serializers import FeedbackInput, FeedbackOutput, WithdrawInput
from answers.models import Article, Scope, Vote
from answers.services.votes import Opinion, vote_record, vote_withdraw

VALUES = {"up": Vote.Value.UP, "down": Vote.Value.DOWN}


class FeedbackView(View):
    """Vote on one article; a second time replaces the first."""

    throttle_classes = (FeedbackThrottle,)
    needs = Scope.FEEDBACK

    @extend_schema(
        operation_id="feedback",
        summary="Say 好评 or 差评",
        request=FeedbackInput,
        responses={200: FeedbackOutput, **problems(400, 404, 410, 413, 415)},
    )
    def post(self, request: Request, key: str) -> Response:
        article = find_article(request, key)
        said = read(FeedbackInput, request.data)
        vote_record(
            article=article,
            visitor=identity(said["visitor"], address_of(request)),
            channel=Vote.Channel.API,
            opinion=Opinion(
                value=VALUES[said["vote"]],
                reason=said["reason"],
                comment=said["comment"],
                query=said["query"],
            ),
        )
        return Response(_shape(article, said["vote"]))

    @extend_schema(
        operation_id="feedback_withdraw",
        summary="Take a vote back",
        parameters=[WithdrawInput],
        responses={200: FeedbackOutput, **problems(400, 404, 410)},
    )
    def delete(self, request: Request, key: str) -> Response:
        """Take the visitor's vote back; without one, nothing happens."""
        article = find_article(request, key)
        visitor = read(WithdrawInput, query_data(request))["visitor"]
        vote_withdraw(article=article, visitor=identity(visitor, address_of(request)))
        return Response(_shape(article, None))


def _shape(article: Article, vote: str | None) -> dict[str, object]:
    article.refresh_from_db(fields=["up_count", "down_count"])
    return {
        "id": article.key,
        "vote": vote,
        "revision": article.current.number if article.current else 0,
        "votes": votes_shape(article),
    }

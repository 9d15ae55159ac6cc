"""Votes over REST: 好评 and 差评 (``feedback`` in addresses and fields)."""

from __future__ import annotations

from typing import Any, NamedTuple

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from answers.api.base import View, find_article, query_data, read
from answers.api.fields import CleanCharField
from answers.api.problems import problem_responses
from answers.api.serializers import Output, of_article, revision_number
from answers.api.throttling import FeedbackThrottle, address_of
from answers.models import VOTE_VALUES, Article, Scope, Vote
from answers.ratelimit import address_identity, visitor_identity
from answers.services.accounts import Caller
from answers.services.votes import VoteData, vote_record, vote_withdraw


class FeedbackInput(serializers.Serializer[Any]):
    """好评 or 差评, and why."""

    vote = serializers.ChoiceField(["up", "down"])
    reason = CleanCharField(max_length=100, default="", allow_blank=True)
    comment = CleanCharField(max_length=2000, default="", allow_blank=True)
    query = CleanCharField(max_length=20_000, default="", allow_blank=True)
    visitor = CleanCharField(
        max_length=200,
        default="",
        allow_blank=True,
        help_text="Who votes, in your own words (an opaque id): one vote each. The id "
        "belongs to your key or login: other callers do not reach its votes. "
        "Without it the caller's address counts as one visitor.",
    )


class WithdrawInput(serializers.Serializer[Any]):
    """Whose vote is withdrawn."""

    visitor = CleanCharField(max_length=200, default="", allow_blank=True)


class Votes(Output):
    """How many found it good or bad."""

    up = serializers.IntegerField(source="up_count")
    down = serializers.IntegerField(source="down_count")


class VoteReceipt(NamedTuple):
    """A vote as it is recorded now, None after it was withdrawn."""

    article: Article
    vote: str | None


class FeedbackOutput(Output):
    """What was recorded."""

    id = serializers.CharField(source="article.key")
    vote = serializers.ChoiceField(["up", "down"], allow_null=True)
    revision = serializers.IntegerField()
    votes = Votes(source="article")

    revision_of = of_article(revision_number)


class FeedbackView(View):
    """Vote on one article; a second time replaces the first."""

    throttle_classes = (FeedbackThrottle,)
    needs = Scope.FEEDBACK

    @extend_schema(
        operation_id="feedback",
        summary="Say 好评 or 差评",
        request=FeedbackInput,
        responses={200: FeedbackOutput, **problem_responses(400, 404, 410, 413, 415)},
    )
    def post(self, request: Request, key: str) -> Response:
        article = find_article(request, key)
        data = read(FeedbackInput, request.data)
        vote_record(
            article=article,
            visitor=voter_identity(data["visitor"], request),
            channel=Vote.Channel.API,
            data=VoteData(
                value=VOTE_VALUES[data["vote"]],
                reason=data["reason"],
                comment=data["comment"],
                query=data["query"],
            ),
        )
        return Response(vote_receipt(article, data["vote"], request))

    @extend_schema(
        operation_id="feedback_withdraw",
        summary="Take a vote back",
        parameters=[WithdrawInput],
        responses={200: FeedbackOutput, **problem_responses(400, 404, 410)},
    )
    def delete(self, request: Request, key: str) -> Response:
        """Take the visitor's vote back; without one, nothing happens."""
        article = find_article(request, key)
        visitor = read(WithdrawInput, query_data(request))["visitor"]
        vote_withdraw(article=article, visitor=voter_identity(visitor, request))
        return Response(vote_receipt(article, None, request))


def vote_receipt(
    article: Article, vote: str | None, request: Request
) -> dict[str, Any]:
    """Return what was recorded, with the votes of the article as they are now."""
    article.refresh_from_db(fields=["up_count", "down_count"])
    return FeedbackOutput.write(VoteReceipt(article, vote), request)


def voter_identity(visitor: str, request: Request) -> str:
    """Return by what a vote is counted once: the visitor's id, else the address.

    A name means another visitor for each bot and each person who is logged in, so that
    no caller can change the votes of another by naming the same visitor.
    """
    if not visitor:
        return address_identity(address_of(request))
    space = ""
    if isinstance(request.auth, Caller):
        space = f"bot:{request.auth.key.bot_id}"
    elif request.user.is_authenticated:
        space = f"user:{request.user.pk}"
    return visitor_identity(visitor, space=space)

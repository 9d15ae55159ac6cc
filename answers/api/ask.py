"""Ask over REST: one question in, one answer out."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http.response import HttpResponseBase
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from answers.api.ask_serializers import STREAM, STREAMED, AskInput, AskOutput
from answers.api.base import View, check_product, problems, read
from answers.api.representations import recognised_shape, verified_shape
from answers.api.streams import EVENTS, event_stream, outcome_of, phrased_shape
from answers.models import Article, Scope
from answers.services.ask import AskResult, question_ask
from answers.services.llm import answer_tell
from answers.services.search import Question


class AskView(View):
    """Answer a question."""

    needs = Scope.ASK

    @extend_schema(
        operation_id="ask",
        summary="Answer a question, or say that the answer is unknown",
        request=AskInput,
        responses={
            (200, "application/json"): AskOutput,
            (200, EVENTS): STREAMED,
            **problems(400, 413, 415, 503),
        },
        examples=[STREAM],
    )
    def post(self, request: Request) -> HttpResponseBase:
        asked = read(AskInput, request.data)
        check_product(request, asked["product"] or "")
        result = question_ask(
            question=Question(asked["question"], product=asked["product"] or ""),
            viewer=request.user,
            channel="api",
        )
        shape = ask_shape(request, result)
        streamed = asked["stream"] or EVENTS in request.headers.get("Accept", "")
        telling = None
        if streamed or asked["phrase"]:
            telling = answer_tell(result=result)
        if telling and streamed:
            return event_stream(shape, telling)
        if telling:
            shape["phrased"] = phrased_shape(outcome_of(telling).phrased)
        return Response(shape)


def ask_shape(request: Request, result: AskResult) -> dict[str, Any]:
    """Return an answer as the API shows it."""
    best, inquiry, url = result.best, result.inquiry, request.build_absolute_uri
    return {
        "status": result.status,
        "confidence": result.confidence,
        "answer": best
        and {
            **_link(request, best.article),
            "revision": best.revision,
            "text": best.passage.text,
            "html": best.passage.html,
            "pinned": result.pinned,
            "verified": verified_shape(best.article),
        },
        "citations": [
            {
                **_link(request, cited.article),
                "revision": cited.revision,
                "text": cited.passage.text,
                "verified": verified_shape(cited.article),
                "updated_at": cited.article.updated_at,
            }
            for cited in result.citations
        ],
        "alternatives": [
            {**_link(request, other.article), "confidence": other.confidence}
            for other in result.alternatives
        ],
        "clarify": result.clarify,
        "choices": [
            {**one._asdict(), "product": one.product or None} for one in result.choices
        ],
        "recognised": [recognised_shape(symptom) for symptom in result.recognised],
        "inquiry": inquiry
        and {"id": inquiry.token, "url": url(inquiry.get_absolute_url())},
        "feedback_url": best
        and url(reverse("answers:feedback", args=[best.article.key])),
        "decisive": [asdict(line) for line in result.decisive],
        "event": result.event or None,
        "phrased": None,
    }


def _link(request: Request, article: Article) -> dict[str, str]:
    return {
        "id": article.key,
        "title": article.heading,
        "url": request.build_absolute_uri(article.get_absolute_url()),
    }

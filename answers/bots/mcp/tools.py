"""Tools: what an agent can call, each one call of a service.

A tool returns the same object as its operation over REST.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Literal

from asgiref.sync import sync_to_async
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from answers.api.articles import ArticleOutput
from answers.api.ask import AskOutput
from answers.api.base import check_product, find_article
from answers.api.search import SearchOutput
from answers.api.symptoms import SymptomBrief
from answers.api.votes import vote_receipt, voter_identity
from answers.bots.mcp.callers import caller, error_text, require
from answers.lib.errors import AnswersError
from answers.models import VOTE_VALUES, Scope
from answers.services.ask import question_ask
from answers.services.search import Question, article_search
from answers.services.symptoms import symptom_list
from answers.services.votes import COMMENT_LENGTH, VoteData, vote_record

Shape = dict[str, Any]
Text = Annotated[str, Field(min_length=1, max_length=20_000)]
Slug = Annotated[str, Field(max_length=150)]


async def search(
    query: Annotated[Text, Field(description="What was observed: words, code or log.")],
    limit: Annotated[int, Field(ge=1, le=20)] = 5,
    product: Annotated[Slug, Field(description="Only this product.")] = "",
    tag: Annotated[Slug, Field(description="Only with this tag.")] = "",
) -> Shape:
    """Find articles by symptom; the best first, each with the passage that matched."""
    request = caller.get()
    question = Question(query, limit, product=product, tags=(tag,) if tag else ())
    find = partial(
        article_search, question=question, viewer=request.user, channel="mcp"
    )

    def read() -> Shape:
        check_product(request, product)
        return SearchOutput.write(find(), request)

    return await _call(read)


async def ask(
    question: Annotated[Text, Field(description="A question or a pasted log.")],
    product: Annotated[Slug, Field(description="Only about this product.")] = "",
) -> Shape:
    """Answer a question with citations and a confidence, or say it is unknown."""
    request = caller.get()

    def answer() -> Shape:
        check_product(request, product)
        result = question_ask(
            question=Question(question, product=product),
            viewer=request.user,
            channel="mcp",
        )
        return AskOutput.write(result, request)

    return await _call(answer, Scope.ASK)


async def get_article(
    id: Annotated[Slug, Field(description="The `id` that search or ask returned.")],
) -> Shape:
    """Read one article in full: question, answer as Markdown, causes, references."""
    request = caller.get()

    def read() -> Shape:
        return ArticleOutput.write(find_article(request, id), request)

    return await _call(read)


async def list_symptoms(
    kind: Annotated[
        Literal[
            "",
            "message",
            "exception",
            "http_status",
            "error_code",
            "endpoint",
            "config_key",
            "port",
            "version",
        ],
        Field(description="Only symptoms of this kind."),
    ] = "",
    limit: Annotated[int, Field(ge=1, le=100)] = 20,
) -> Shape:
    """List the symptoms that articles are known by, the most telling first."""
    request = caller.get()

    def read() -> Shape:
        rows = symptom_list(viewer=request.user, kind=kind)
        return {
            "count": rows.count(),
            "results": [SymptomBrief.write(row, request) for row in rows[:limit]],
        }

    return await _call(read)


async def report_feedback(
    id: Annotated[Slug, Field(description="The `id` of the article.")],
    vote: Annotated[Literal["up", "down"], Field(description="Did it help?")],
    reason: Annotated[str, Field(max_length=100)] = "",
    comment: Annotated[str, Field(max_length=COMMENT_LENGTH)] = "",
    query: Annotated[str, Field(max_length=500, description="What led there.")] = "",
) -> Shape:
    """Say whether an answer helped the user; this writes a vote, once per caller."""
    request = caller.get()

    def write() -> Shape:
        article = find_article(request, id)
        vote_record(
            article=article,
            visitor=voter_identity("", request),
            channel="mcp",
            data=VoteData(VOTE_VALUES[vote], reason, comment, query),
        )
        return vote_receipt(article, vote, request)

    return await _call(write, Scope.FEEDBACK)


async def _call(work: Callable[[], Shape], scope: str = Scope.SEARCH) -> Shape:
    """Run ``work`` in the request's thread, which has the database connection.

    Raises ToolError, also where the caller's key lacks the scope.
    """

    def allowed() -> Shape:
        require(scope)
        return work()

    try:
        return await sync_to_async(allowed)()
    except AnswersError as error:
        raise ToolError(error_text(error)) from error

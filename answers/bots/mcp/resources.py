"""Resources: articles as documents that an agent can list and read."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError
from mcp_types import Resource

from answers.api.base import find_article
from answers.bots.mcp.callers import caller, error_text, require
from answers.lib.errors import AnswersError, NotFoundError
from answers.models import Scope
from answers.services.articles import article_list

URI = "dayi://articles/{key}"
MARKDOWN = "text/markdown"
LISTED = 50


async def read_article(key: str) -> str:
    """Return an article as Markdown."""
    request = caller.get()

    def read() -> str:
        require(Scope.SEARCH)
        article = find_article(request, key)
        revision = article.current
        body = revision and f"{revision.question}\n\n---\n\n{revision.answer}"
        return f"# {article.heading}\n\n{body}\n"

    try:
        return await sync_to_async(read)()
    except NotFoundError as error:
        raise ResourceNotFoundError(error_text(error)) from error
    except AnswersError as error:
        raise ResourceError(error_text(error)) from error


async def list_articles() -> list[Resource]:
    """Return the newest articles the caller may read; ``search`` finds the others."""

    def read() -> list[Resource]:
        require(Scope.SEARCH)
        rows = article_list(viewer=caller.get().user)[:LISTED]
        return [
            Resource(
                uri=URI.format(key=article.key),
                name=article.key,
                title=article.heading,
                description=article.current.description if article.current else "",
                mime_type=MARKDOWN,
            )
            for article in rows
        ]

    try:
        return await sync_to_async(read)()
    except AnswersError as error:
        raise ResourceError(error_text(error)) from error

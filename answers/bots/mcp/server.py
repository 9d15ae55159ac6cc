"""The server: its tools, with what each does to the world, and its resources."""

from __future__ import annotations

from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp_types import Resource, ToolAnnotations

from answers.bots.mcp.resources import MARKDOWN, URI, list_articles, read_article
from answers.bots.mcp.texts import INSTRUCTIONS
from answers.bots.mcp.tools import (
    ask,
    get_article,
    list_symptoms,
    report_feedback,
    search,
)

READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
WRITES = ToolAnnotations(
    read_only_hint=False,
    destructive_hint=False,
    idempotent_hint=True,
    open_world_hint=False,
)


class KnowledgeServer(MCPServer[Any]):
    """Lists articles as resources; the SDK by itself lists only what never changes."""

    async def list_resources(self) -> list[Resource]:
        return await list_articles()


def make_server() -> MCPServer[Any]:
    """Return the server with its tools and resources."""
    server = KnowledgeServer(
        "dayi", title="Dayi 答疑", instructions=INSTRUCTIONS, subscriptions=False
    )
    for tool in (search, ask, get_article, list_symptoms):
        server.add_tool(tool, annotations=READS, structured_output=True)
    server.add_tool(report_feedback, annotations=WRITES, structured_output=True)
    server.resource(
        URI,
        name="article",
        title="Article",
        description="One question with its expert answer, as Markdown.",
        mime_type=MARKDOWN,
    )(read_article)
    return server

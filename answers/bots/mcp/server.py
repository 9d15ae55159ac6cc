"""Server: its instructions, its tools with their annotations, its resources."""

from __future__ import annotations

from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp_types import Resource, ToolAnnotations

from answers.bots.mcp.resources import MARKDOWN, URI, list_articles, read_article
from answers.bots.mcp.tools import (
    ask,
    get_article,
    list_symptoms,
    report_feedback,
    search,
)

# For language models, so in English and not translated.
INSTRUCTIONS = """\
Dayi is a knowledge base of reviewed expert answers to symptoms of software: error \
codes, exceptions, log lines, questions in Chinese or English. Paste what was observed \
as it is. Use `ask` for one honest answer with citations: when `status` is "unknown" \
say so and give the `inquiry` link; when it is "ambiguous" put the `clarify` question \
to the user. Use `search` to see several articles, `get_article` to read one. Cite \
articles by their `url` and `revision`."""
READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
WRITES = ToolAnnotations(
    read_only_hint=False,
    destructive_hint=False,
    idempotent_hint=True,
    open_world_hint=False,
)


class KnowledgeServer(MCPServer[Any]):
    """Lists articles as resources; the SDK itself lists only a fixed set."""

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

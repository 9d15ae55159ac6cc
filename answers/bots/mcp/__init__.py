"""MCP at ``/mcp``: agents search and ask by the Model Context Protocol.

The official SDK speaks the protocol, both the stateless revision of 2026-07-28 and
those before it; it is imported when the first agent calls. docs/mcp.md is the guide.
"""

from answers.bots.mcp.view import McpView

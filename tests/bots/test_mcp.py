"""MCP, spoken by the SDK's own client over real HTTP, in old and new revisions."""

import asyncio
import json
import subprocess
import sys

import httpx2
import pytest
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from answers.models import Article, Product, Vote
from answers.services.accounts import BotAccess, bot_create, key_make

pytestmark = pytest.mark.django_db(transaction=True)
NEW, OLD = "2026-07-28", "2025-06-18"


@pytest.fixture
def site(index, make_article, live_server):
    make_article("token-invalid", product="nacos", tags=("auth",))
    make_article("inner", title="token invalid, internal notes")
    Article.objects.filter(key="inner").update(internal=True)
    return f"{live_server.url}/mcp"


@pytest.fixture(params=["auto", "legacy"])
def agent(request, site):
    """Return a function that has a conversation with the server, and its outcome."""

    def talk(conversation):
        async def run():
            async with Client(site, mode=request.param) as client:
                return await conversation(client)

        return asyncio.run(run())

    return talk


def called(agent, name, **arguments):
    result = agent(lambda client: client.call_tool(name, arguments))
    assert not result.is_error, result.content
    return result.structured_content


def test_tools_are_told_and_writing_is_marked(agent):
    tools = {tool.name: tool for tool in agent(lambda c: c.list_tools()).tools}
    assert set(tools) == {
        "search",
        "ask",
        "get_article",
        "list_symptoms",
        "report_feedback",
    }
    writing = {n for n, tool in tools.items() if not tool.annotations.read_only_hint}
    assert writing == {"report_feedback"}
    assert all(tool.description for tool in tools.values())
    assert tools["ask"].input_schema["required"] == ["question"]


def test_search_finds_and_shows_nothing_internal(agent):
    found = called(agent, "search", query="token invalid!")
    assert [hit["id"] for hit in found["results"]] == ["token-invalid"]
    assert {"slug": "token-invalid"}.items() <= found["recognised"][0].items()


def test_ask_answers_with_citations(agent):
    answer = called(agent, "ask", question="登录后返回 403 token invalid 怎么办")
    assert answer["status"] == "answered"
    assert answer["citations"][0]["id"] == "token-invalid"
    assert answer["citations"][0]["revision"] == 1
    assert "重新登录" in answer["answer"]["text"]


def test_an_unknown_question_leaves_an_inquiry(agent):
    answer = called(agent, "ask", question="量子纠缠通信的信道容量怎么估算")
    assert answer["status"] == "unknown"
    assert answer["answer"] is None
    assert "/inquiries/" in answer["inquiry"]["url"]


def test_an_article_is_read_as_tool_and_as_resource(agent):
    article = called(agent, "get_article", id="token-invalid")
    assert article["markdown"].startswith("1. **Token 过期**")
    read = agent(lambda client: client.read_resource("dayi://articles/token-invalid"))
    assert read.contents[0].text.startswith("# 403 token invalid\n")
    assert read.contents[0].mime_type == "text/markdown"


def test_articles_are_listed_as_resources_and_nothing_internal(agent):
    listed = agent(lambda client: client.list_resources()).resources
    assert [(r.uri, r.title) for r in listed] == [
        ("dayi://articles/token-invalid", "403 token invalid")
    ]
    templates = agent(lambda client: client.list_resource_templates())
    assert templates.resource_templates[0].uri_template == "dayi://articles/{key}"


def still(shape):
    """Return a shape without what differs from call to call."""
    return {k: v for k, v in shape.items() if k not in ("took_ms", "event", "inquiry")}


@pytest.mark.parametrize("question", ["403 token invalid", "量子纠缠通信的信道容量"])
def test_what_a_tool_returns_has_the_shape_of_the_same_call_over_rest(
    agent, live_server, question
):
    def rest(path, body=None):
        url = f"{live_server.url}/api/v1/{path}"
        data = body and json.dumps(body)
        answer = httpx2.request("POST" if body else "GET", url, content=data, headers={
            "Content-Type": "application/json"
        })  # fmt: skip
        return answer.json()

    found = called(agent, "search", query=question, limit=3)
    assert still(found) == still(rest("search", {"q": question, "limit": 3}))
    answer, same = (
        called(agent, "ask", question=question),
        rest("ask", {"question": question}),
    )
    assert still(answer) == still(same)
    assert bool(answer["inquiry"]) == bool(same["inquiry"])
    article = called(agent, "get_article", id="token-invalid")
    assert article == rest("articles/token-invalid")
    voted = called(agent, "report_feedback", id="token-invalid", vote="up")
    again = rest("articles/token-invalid/feedback", {"vote": "up"})
    assert voted == again


@pytest.mark.parametrize(("mode", "version"), [("auto", NEW), ("legacy", "2025-11-25")])
def test_new_and_old_revisions_are_spoken(site, mode, version):
    async def agreed():
        async with Client(site, mode=mode) as client:
            return client.protocol_version

    assert asyncio.run(agreed()) == version


def test_symptoms_are_listed_by_kind(agent):
    found = called(agent, "list_symptoms", kind="http_status")
    assert [row["slug"] for row in found["results"]] == ["403"]


def test_a_vote_is_written_once_per_caller(agent):
    for vote in ("down", "up"):
        said = called(agent, "report_feedback", id="token-invalid", vote=vote)
    assert said["votes"] == {"up": 1, "down": 0}
    assert Vote.objects.get().channel == "mcp"


@pytest.mark.parametrize(
    ("key", "code"), [("nothing-here", "not_found"), ("inner", "token_missing")]
)
def test_what_cannot_be_read_is_refused_with_the_reason(agent, key, code):
    result = agent(lambda client: client.call_tool("get_article", {"id": key}))
    assert result.is_error
    assert f"{code}: " in result.content[0].text

    async def read(client):
        with pytest.raises(MCPError, match=f"{code}: "):
            await client.read_resource(f"dayi://articles/{key}")

    agent(read)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("search", {}),
        ("search", {"query": ""}),
        ("search", {"query": "x" * 20_001}),
        ("search", {"query": "403", "limit": 0}),
        ("ask", {"question": 403}),
        ("report_feedback", {"id": "token-invalid", "vote": "sideways"}),
        ("no_such_tool", {}),
    ],
)
def test_bad_arguments_are_explained(agent, tool, arguments):
    result = agent(lambda client: client.call_tool(tool, arguments))
    assert result.is_error
    assert len(result.content[0].text) > 20


@pytest.fixture
def bot(site):
    """Return a function that calls a tool with the key of a bot of these scopes."""

    def call(scopes, name, arguments, products=()):
        Product.objects.get_or_create(slug="arthas", defaults={"name": "Arthas"})
        access = BotAccess(scopes=tuple(scopes), products=tuple(products))
        _, key = key_make(bot=bot_create(name=f"agent {scopes}", access=access))

        async def run():
            http = httpx2.AsyncClient(headers={"Authorization": f"Bearer {key.text}"})
            async with (
                http,
                Client(streamable_http_client(site, http_client=http)) as client,
            ):
                return await client.call_tool(name, arguments)

        return asyncio.run(run())

    return call


def test_a_key_is_held_to_its_scopes(bot):
    allowed = bot(["search", "ask"], "ask", {"question": "403 token invalid"})
    assert allowed.structured_content["status"] == "answered"
    refused = bot(["search"], "ask", {"question": "403 token invalid"})
    assert "wrong_scope: " in refused.content[0].text


def test_a_key_is_held_to_its_products(bot):
    arguments = {"query": "token", "product": "nacos"}
    refused = bot(["search"], "search", arguments, products=["arthas"])
    assert "wrong_product: " in refused.content[0].text


def test_a_key_may_read_what_is_internal(bot):
    scopes = ["search", "read:internal"]
    read = bot(scopes, "get_article", {"id": "inner"})
    assert read.structured_content["id"] == "inner"


@pytest.fixture
def post(client):
    """Return a function that posts as a program would that knows no SDK."""

    def send(body, version=NEW, **headers):
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return client.post(
            "/mcp",
            raw,
            content_type="application/json",
            headers={
                "Accept": "application/json, text/event-stream",
                "MCP-Protocol-Version": version,
                **headers,
            },
        )

    return send


@pytest.mark.parametrize("version", [NEW, OLD, "1999-01-01", "\x7f"])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 5000,
        b'{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}',
        b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": 7}',
        b'{"jsonrpc": "2.0", "id": 1e999, "method": "x"}',
        b'{"jsonrpc": "2.0", "method": "notifications/initialized"}',
    ],
)
def test_no_message_is_answered_with_5xx(post, version, body):
    assert post(body, version).status_code < 500


def test_a_page_of_another_origin_may_not_call(post):
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    refused = post(message, OLD, Origin="https://evil.example.org")
    assert refused.status_code == 403
    assert refused["Content-Type"] == "application/problem+json"
    assert post(message, OLD, Origin="http://testserver").status_code == 200


@pytest.mark.parametrize("method", ["get", "delete", "put"])
def test_only_messages_are_taken(client, method):
    refused = getattr(client, method)("/mcp")
    assert refused.status_code == 405
    assert "POST" in refused["Allow"]


def test_a_worker_that_no_agent_calls_does_not_load_the_sdk():
    code = (
        "import django, sys; django.setup(); import answers.urls;"
        " sys.exit('mcp' in sys.modules or 'pydantic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

"""A language model's words on the ask page: checked, cited, and only an addition."""

import html
import json
import re

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections

from answers.models import Inquiry, Product, SearchEvent
from answers.services.llm import rewording
from tests.llm_server import says

pytestmark = pytest.mark.django_db
TITLE = "启动报错 java.net.BindException"
GOOD = "- 换一个端口[1]。\n- 先停掉旧进程：`kill 4711`[2]。"
SITE = "https://docs.example.org"


@pytest.fixture
def library(index, make_article):
    make_article("port", title=TITLE, answer="换一个端口。", product="Nacos")
    make_article("stop", title=TITLE, answer="先停掉旧进程：`kill 4711`。再看日志。")
    for number in range(5):
        make_article(f"other-{number}", title=f"令牌 {number} 过期怎么续")


@pytest.fixture
def asked(client, library):
    """Return a function that asks, and gives the fields of the answer's form."""

    def ask(question=TITLE):
        page = client.post("/ask/", {"question": question}).text
        form = re.search(r'<form class="llm-summary".*?</form>', page, re.DOTALL)
        fields = re.findall(r'name="(\w+)" value="([^"]*)"', form[0]) if form else []
        return {name: html.unescape(value) for name, value in fields}

    return ask


def lines(response):
    text = b"".join(response.streaming_content).decode()
    return [json.loads(line) for line in text.split("\n") if line]


def test_without_a_model_the_page_has_nothing_of_it(client, asked, library):
    assert asked() == {}
    turn = client.post("/ask/turn", {"question": TITLE}).json()["html"]
    assert "llm-summary" not in turn
    sent = {"question": TITLE, "cited": "port:1 stop:1"}
    assert client.post("/ask/phrase", sent).status_code == 204


def test_each_sentence_comes_as_html_with_links_to_what_it_cites(client, model, asked):
    model.pieces = says(GOOD)
    fields = asked()
    response = client.post("/ask/phrase", fields)
    assert response["Content-Type"] == "application/x-ndjson"
    first, second, last = lines(response)
    assert last == {"done": True}
    assert re.sub(r"<[^>]+>", "", first["html"]).strip() == "换一个端口1。"
    assert second["html"].count("<li>") == 2
    assert "<code>kill 4711</code>" in second["html"]
    links = re.findall(
        r'<a class="cite" href="([^"]+)" title="([^"]+)"', second["html"]
    )
    opening = f"?from={fields['event']}" if fields["event"] else ""
    assert links == [
        (f"/articles/port/{opening}", f"出处 1：{TITLE}"),
        (f"/articles/stop/{opening}", f"出处 2：{TITLE}"),
    ]


def test_the_page_shows_the_extract_and_its_numbered_sources_before(
    client, library, model
):
    page = client.post("/ask/", {"question": TITLE}).text
    assert re.search(r'<form class="llm-summary"[^>]* hidden>', page)
    sources = re.search(r'<div class="cited">.*?</ol>', page, re.DOTALL)[0]
    assert re.findall(r'href="/articles/(\w+)/', sources) == ["port", "stop"]
    assert "换一个端口" in page
    assert model.asked == []


def test_rewording_leaves_no_trace_but_that_of_the_question(client, model, asked):
    model.pieces = says(GOOD)
    fields = asked()
    before = SearchEvent.objects.count()
    lines(client.post("/ask/phrase", fields))
    assert SearchEvent.objects.count() == before
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "换一个端口[1]<script>alert(1)</script>。",
        "换一个端口[1] <img src=x onerror=alert(1)>。",
        "[换一个端口](javascript:alert(1))[1]。",
        "[换一个端口](https://evil.example/)[1]。",
        "![换一个端口](https://evil.example/x.png)[1]。",
        "换一个端口[1]。\n\n[1]: https://evil.example",
        "换一个端口[1]。\n\n# 换一个端口[1]",
        "换一个端口\ue0001\ue001[1]。",
    ],
)
def test_nothing_of_a_models_markup_gets_through(client, model, asked, text):
    model.pieces = says(text)
    shown = "".join(
        line.get("html", "") for line in lines(client.post("/ask/phrase", asked()))
    )
    assert "evil" not in shown
    assert not re.search(r"<(?!/?(?:p|ul|ol|li|code|pre|strong|em|br|a)\b)", shown)
    assert set(re.findall(r'href="([^"?]+)', shown)) <= {"/articles/port/"}
    assert "javascript" not in shown


def test_what_the_model_says_wrong_ends_without_a_text(client, model, asked):
    model.pieces = says("换一个端口[1]。删除数据库[1]。重装系统[2]。")
    assert lines(client.post("/ask/phrase", asked()))[-1] == {"done": False}


def test_after_a_failure_pages_leave_the_server_alone_for_a_while(client, model, asked):
    model.status = 500
    fields = asked()
    assert lines(client.post("/ask/phrase", fields)) == [{"done": False}]
    assert asked() == {}


def test_whoever_leaves_has_not_been_failed(client, model, asked):
    model.silent = True
    response = client.post("/ask/phrase", asked())
    request_finished.disconnect(close_old_connections)  # the test's own one stays
    response.close()
    request_finished.connect(close_old_connections)
    model.silent, model.pieces = False, says(GOOD)
    assert lines(client.post("/ask/phrase", asked()))[-1] == {"done": True}


def test_where_the_answer_has_changed_nothing_is_reworded(
    client, model, asked, make_article
):
    fields = asked()
    make_article("port", title=TITLE, answer="换两个端口。", product="Nacos")
    assert client.post("/ask/phrase", fields).status_code == 204
    assert client.post("/ask/phrase", fields | {"cited": ""}).status_code == 204
    assert model.asked == []


def test_a_question_back_is_not_reworded(client, model, index, make_article):
    for product in ("nacos", "sentinel"):
        make_article(product, title="连接超时 read timeout", product=product)
    page = client.post("/ask/", {"question": "连接超时 read timeout"}).text
    assert "clarify" in page
    assert "llm-summary" not in page


def test_while_the_place_is_taken_the_extract_stands(client, model, asked, monkeypatch):
    fields = asked()
    monkeypatch.setattr(rewording, "MAX_AT_ONCE", 0)
    assert client.post("/ask/phrase", fields).status_code == 204


def test_other_sites_may_only_if_they_are_listed(client, model, asked):
    model.pieces = says(GOOD)
    fields = asked() | {"product": "nacos", "cited": "port:1"}
    fields["embed"] = "1"
    headers = {"origin": SITE}
    assert client.post("/ask/phrase", fields, headers=headers).status_code == 403
    Product.objects.update(allowed_origins=[SITE])
    response = client.post("/ask/phrase", fields, headers=headers)
    assert response["Access-Control-Allow-Origin"] == SITE
    assert lines(response)[-1]["done"] in (True, False)


def test_it_may_not_be_had_without_end(client, model, asked, settings):
    fields = asked()
    model.pieces = says(GOOD)
    settings.KB_THROTTLE_ANON = "2/minute"
    codes = [
        client.post("/ask/phrase", fields | {"cited": ""}).status_code for _ in range(3)
    ]
    assert codes == [204, 204, 429]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"question": "\x00"},
        {"question": "\ud800x".encode("utf-8", "replace").decode()},
        {"question": TITLE, "product": "nowhere", "cited": "x"},
        {"question": TITLE, "cited": "port:1 stop:1", "event": '"><script>'},
    ],
)
def test_whatever_is_sent_breaks_nothing(client, model, library, fields):
    model.pieces = says(GOOD)
    response = client.post("/ask/phrase", fields)
    assert response.status_code in (200, 204)
    if response.status_code == 200:
        assert all("<script" not in line.get("html", "") for line in lines(response))


def test_get_is_refused(client, db):
    assert client.get("/ask/phrase").status_code == 405

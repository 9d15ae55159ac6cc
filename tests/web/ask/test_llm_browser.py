"""A language model's words in a real browser: above the extract, which never moves."""

import threading

import pytest
from playwright import sync_api as playwright

from tests.llm_server import event, says
from tests.web.axe import violations
from tests.web.browser import PHONE, WIDE, opened

pytestmark = pytest.mark.browser
TITLE = "启动报错 java.net.BindException"
FIRST, SECOND = "换一个端口[1]。", "先停掉旧进程[2]。"


@pytest.fixture
def site(transactional_db, index, make_article, live_server, model):
    make_article("port", title=TITLE, answer="换一个端口。")
    make_article("stop", title=TITLE, answer="先停掉旧进程：`kill 4711`。再看日志。")
    for number in range(5):
        make_article(f"other-{number}", title=f"令牌 {number} 过期怎么续")
    return live_server.url


@pytest.fixture
def paced(model):
    """Have the model say one sentence, and the rest when the event is set."""
    go = threading.Event()

    def pieces():
        yield event(FIRST + "先")
        go.wait(20)
        yield from says(SECOND[1:])

    model.pieces = pieces
    yield go
    go.set()


def ask(page):
    page.get_by_label("问题或日志").fill(TITLE)
    page.get_by_role("button", name="提问", exact=True).click()
    page.locator(".turn h3").wait_for()


def place_of(page):
    return page.locator(".turn h3").bounding_box()["y"]


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_sentences_come_above_the_extract_which_stays_in_its_place(
    chromium, site, paced, size
):
    page = opened(chromium, site, "/ask/", viewport=size)
    ask(page)
    box = page.locator(".llm-summary")
    playwright.expect(box.locator(".cite")).to_have_count(1)
    assert page.locator(".passage-html").is_visible()
    before = place_of(page)
    assert before > box.bounding_box()["y"]
    assert box.get_by_role("button").inner_text() == "停止"
    paced.set()
    playwright.expect(box.get_by_text("由语言模型")).to_be_visible()
    playwright.expect(box.locator(".cite")).to_have_count(2)
    assert place_of(page) == before
    assert box.locator(".cite").last.get_attribute("href").startswith("/articles/stop/")
    assert box.get_by_role("button").count() == 0
    assert violations(page) == []
    assert page.complaints == []


def test_what_was_said_is_remembered_and_not_asked_again(chromium, site, model):
    model.pieces = says(FIRST + SECOND)
    page = opened(chromium, site, "/ask/")
    ask(page)
    playwright.expect(page.get_by_text("由语言模型")).to_be_visible()
    page.reload()
    playwright.expect(page.locator(".llm-summary .cite")).to_have_count(2)
    assert len(model.asked) == 1
    assert page.complaints == []


def test_stopping_leaves_the_extract_alone(chromium, site, paced, model):
    page = opened(chromium, site, "/ask/")
    ask(page)
    page.locator(".llm-summary .cite").wait_for()
    page.get_by_role("button", name="停止").click()
    assert page.locator(".llm-summary").count() == 0
    assert page.locator(".passage-html").is_visible()
    page.reload()
    assert page.locator(".turn").count() == 1
    assert page.locator(".llm-summary").count() == 0
    assert len(model.asked) == 1


@pytest.mark.parametrize("end", ["lies", "broken off"])
def test_where_it_fails_the_extract_stands_where_it_stood(chromium, site, model, end):
    go = threading.Event()

    def pieces():
        yield event(FIRST + "先")
        go.wait(20)
        yield from says("删除数据库[1]。重装系统[1]。") if end == "lies" else ()

    model.pieces = pieces
    page = opened(chromium, site, "/ask/")
    page.clock.install()
    ask(page)
    page.locator(".llm-summary .cite").wait_for()
    before = place_of(page)
    page.clock.fast_forward(2000)  # by now somebody reads
    go.set()
    playwright.expect(page.locator(".llm-summary")).to_have_attribute(
        "data-state", "none"
    )
    assert page.locator(".llm-summary-text").inner_text() == ""
    assert place_of(page) == before
    assert page.locator(".passage-html").is_visible()
    page.reload()
    assert page.locator(".turn").count() == 1
    assert page.locator(".llm-summary").count() == 0
    assert page.complaints == []


def test_what_fails_at_once_leaves_nothing(chromium, site, model):
    model.status = 500
    page = opened(chromium, site, "/ask/")
    ask(page)
    playwright.expect(page.locator(".llm-summary")).to_have_count(0)
    assert page.locator(".passage-html").is_visible()
    assert page.complaints == []


def test_a_long_summary_is_shown_whole_on_demand(chromium, site, model):
    more = "".join(f"- 换一个端口{'，换一个端口' * n}[1]。\n" for n in range(1, 9))
    model.pieces = says(more)
    page = opened(chromium, site, "/ask/", viewport=PHONE)
    ask(page)
    text = page.locator(".llm-summary-text")
    before = place_of(page)
    page.get_by_role("button", name="显示全部").click()
    assert text.evaluate("text => text.scrollHeight <= text.clientHeight")
    assert place_of(page) > before


def test_without_javascript_there_is_the_extract(chromium, site, model):
    page = opened(chromium, site, "/ask/", java_script_enabled=False)
    ask(page)
    assert page.locator(".passage-html").is_visible()
    assert not page.locator(".llm-summary").is_visible()
    assert model.asked == []

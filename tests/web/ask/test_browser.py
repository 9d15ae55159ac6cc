"""Asking in a real browser: with the script, without it, and in another's frame."""

import pytest
from playwright import sync_api as playwright

from answers.models import Inquiry, Vote
from tests.web.axe import violations
from tests.web.browser import PHONE, opened

pytestmark = pytest.mark.browser
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])


@pytest.fixture
def site(transactional_db, index, make_article, live_server):
    make_article("token", title="403 token invalid", product="Nacos")
    make_article("one", title="port busy after restart", product="Nacos")
    make_article("two", title="port busy after restart", product="Ninja")
    return live_server.url


def asking(chromium, site, *, script=True, path="/ask/", **options):
    return opened(chromium, site, path, java_script_enabled=script, **options)


def ask(page, text):
    page.get_by_label("问题或日志").fill(text)
    page.get_by_role("button", name="提问", exact=True).click()


@SCRIPT
def test_a_question_is_answered_and_a_vote_cast(chromium, site, script):
    page = asking(chromium, site, script=script)
    ask(page, "403 token invalid")
    answer = page.locator(".turn-answer")
    playwright.expect(answer).to_contain_text("重新登录")
    playwright.expect(answer.locator(".sureness")).to_be_visible()
    page.get_by_role("button", name="差评").click()
    playwright.expect(page.locator(".vote-receipt")).to_contain_text("已记下差评")
    vote = Vote.objects.get()
    assert (vote.value, vote.query) == (-1, "403 token invalid")
    assert page.complaints == []


@SCRIPT
def test_what_did_not_help_is_left_for_an_expert(chromium, site, script):
    page = asking(chromium, site, script=script)
    ask(page, "403 token invalid")
    page.get_by_role("button", name="这没有解决我的问题").click()
    page.get_by_role("link", name="查看我的问题").click()
    page.wait_for_url("**/inquiries/*/")
    assert Inquiry.objects.get().question == "403 token invalid"


@SCRIPT
def test_who_votes_an_answer_down_may_ask_an_expert_instead(chromium, site, script):
    page = asking(chromium, site, script=script)
    ask(page, "403 token invalid")
    page.get_by_role("button", name="差评").click()
    page.get_by_role("button", name="改为向专家提问").click()
    playwright.expect(page.locator(".inquiry-receipt")).to_contain_text("等待专家解答")
    playwright.expect(page.locator(".turn-question")).to_have_text("403 token invalid")
    page.get_by_role("link", name="查看我的问题").click()
    page.wait_for_url("**/inquiries/*/")
    assert (Vote.objects.get().value, Inquiry.objects.get().channel) == (-1, "web")
    assert page.complaints == []


@SCRIPT
def test_a_clarifying_question_is_answered_with_a_click(chromium, site, script):
    page = asking(chromium, site, script=script)
    ask(page, "port busy after restart")
    page.get_by_role("button", name="Ninja").click()
    playwright.expect(page.locator(".turn-answer").last).to_contain_text("Ninja")
    assert page.locator(".clarify").count() == (1 if script else 0)


def test_the_visit_remembers_what_was_asked_until_it_is_cleared(chromium, site):
    page = asking(chromium, site)
    for text in ("403 token invalid", "kubernetes zzz password=hunter2hunter2"):
        page.get_by_label("问题或日志").fill(text)
        page.keyboard.press("Enter")
        page.locator(".turn", has_text=text[:10]).wait_for()
    page.goto("/tags/")
    page.goto("/ask/")
    assert page.locator(".turn").count() == 2
    assert "hunter2" not in page.evaluate("JSON.stringify(sessionStorage)")
    page.get_by_role("button", name="清空对话").click()
    page.reload()
    assert page.locator(".turn").count() == 0
    assert page.complaints == []


def test_nothing_typed_is_lost_without_a_connection(chromium, site):
    page = asking(chromium, site)
    page.context.set_offline(True)
    ask(page, "403 token invalid")
    playwright.expect(page.locator(".problem")).to_contain_text("连接不上")
    assert page.get_by_label("问题或日志").input_value() == "403 token invalid"
    page.context.set_offline(False)
    page.get_by_role("button", name="提问", exact=True).click()
    page.locator(".turn").wait_for()
    assert page.locator(".problem").count() == 0


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_has_nothing_against_a_conversation(chromium, site, theme, language):
    look = {"locale": language, "color_scheme": theme, "viewport": PHONE}
    page = opened(chromium, site, "/ask/", **look)
    for number, text in enumerate(
        ["403 token invalid", "port busy after restart", "zz"]
    ):
        page.locator("#question").fill(text)
        page.keyboard.press("Enter")
        page.locator(".turn").nth(number).wait_for()
    for part in page.locator("details").all():
        part.locator("summary").click()
    assert violations(page) == []
    wider = "document.documentElement.scrollWidth > innerWidth"
    assert not page.evaluate(wider)

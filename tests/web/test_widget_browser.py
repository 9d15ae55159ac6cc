"""The widget on another origin: a hostile style sheet, a strict policy, no cookies."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright import sync_api as playwright

from answers.models import Inquiry, Product, Vote
from tests.llm_server import says
from tests.web.axe import violations
from tests.web.browser import PHONE, opened

pytestmark = pytest.mark.browser
DEMO = Path(__file__).resolve().parents[2] / "docs" / "widget-demo"
WRITTEN = "http://127.0.0.1:8000"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def site(transactional_db, index, make_article, live_server):
    make_article("token", title="403 token invalid", product="Nacos")
    return live_server.url


@pytest.fixture
def foreign(site, tmp_path):
    """Serve the demo from another origin, with our address in it; list that origin."""
    for path in DEMO.iterdir():
        text = path.read_text().replace(WRITTEN, site)
        (tmp_path / path.name).write_text(text)
    handler = partial(Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        origin = f"http://127.0.0.1:{server.server_port}"
        Product.objects.update(allowed_origins=[origin])
        yield origin
        server.shutdown()
        thread.join()


def ask(page, text="403 token invalid"):
    page.get_by_role("button", name="专家答疑").click()
    page.get_by_label("问题或日志").fill(text)
    page.keyboard.press("Enter")
    page.locator(".turn").wait_for()


def test_an_answer_on_another_origin_under_a_strict_policy(chromium, foreign, site):
    page = opened(chromium, foreign)
    ask(page)
    answer = page.locator(".turn-answer")
    playwright.expect(answer).to_contain_text("重新登录")
    link = answer.locator("h3 a")
    assert link.get_attribute("href").startswith(f"{site}/articles/token/")
    assert (link.get_attribute("target"), link.get_attribute("rel")) == (
        *("_blank", "noopener"),
    )
    page.get_by_role("button", name="好评").click()
    playwright.expect(page.locator(".vote-receipt")).to_contain_text("已记下好评")
    assert Vote.objects.get().channel == "widget"
    assert page.context.cookies() == []
    assert page.complaints == []


def test_a_models_words_come_above_the_extract_on_another_origin(
    chromium, foreign, site, model
):
    model.pieces = says("**Token 过期**：重新登录[1]。检查密钥是否一致。[1]")
    page = opened(chromium, foreign)
    ask(page)
    box = page.locator(".llm-summary")
    playwright.expect(box.get_by_text("由语言模型")).to_be_visible()
    link = box.locator(".cite").first
    assert link.get_attribute("href").startswith(f"{site}/articles/token/")
    assert link.get_attribute("target") == "_blank"
    assert box.bounding_box()["y"] < page.locator(".turn h3").bounding_box()["y"]
    assert page.context.cookies() == []
    assert page.complaints == []


def test_only_the_button_comes_before_somebody_asks(chromium, foreign):
    page = chromium.new_context(locale="zh-CN").new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(foreign)
    page.get_by_role("button", name="专家答疑").wait_for()
    assert not [url for url in asked if "panel" in url]
    page.get_by_role("button", name="专家答疑").click()
    page.get_by_label("问题或日志").wait_for()
    assert [url for url in asked if "panel" in url]


def test_neither_sees_the_others_style(chromium, foreign):
    page = opened(chromium, foreign)
    page.get_by_role("button", name="专家答疑").wait_for()
    look = """(element) => {
      const { color, fontFamily, fontSize, display, position, opacity, transform } =
        getComputedStyle(element);
      return { color, fontFamily, fontSize, display, position, opacity, transform };
    }"""
    opener = page.locator("dayi-widget button.opener").evaluate(look)
    assert opener["color"] == "rgb(27, 33, 38)"
    assert opener["fontSize"] == "16px"
    assert "Comic" not in opener["fontFamily"]
    assert opener["transform"] == "none"
    host = page.locator("dayi-widget").evaluate(look)
    assert (host["display"], host["position"], host["opacity"]) == (
        *("block", "fixed", "1"),
    )
    bare = chromium.new_context(locale="zh-CN").new_page()
    bare.route("**/widget.js", lambda route: route.abort())
    bare.goto(foreign)
    theirs = "#theirs"
    assert page.locator(theirs).evaluate(look) == bare.locator(theirs).evaluate(look)


def test_it_is_used_by_keyboard_alone(chromium, foreign):
    page = opened(chromium, foreign)
    page.get_by_role("button", name="专家答疑").wait_for()
    page.evaluate("document.addEventListener('keydown', () => document.title += '!')")
    page.locator("#field").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    box = page.get_by_label("问题或日志")
    playwright.expect(box).to_be_focused()
    dialog = page.get_by_role("dialog", name="专家答疑")
    playwright.expect(dialog).to_be_visible()
    before = page.title()
    page.keyboard.type("403 token invalid")
    assert page.title() == before  # the page's shortcuts hear nothing
    page.keyboard.press("Enter")
    page.locator(".turn").wait_for()
    playwright.expect(page.locator("[role=status]")).to_contain_text("已找到解答")
    playwright.expect(box).to_be_focused()
    page.keyboard.press("Escape")
    playwright.expect(dialog).to_be_hidden()
    playwright.expect(page.get_by_role("button", name="专家答疑")).to_be_focused()


def test_the_visit_remembers_the_conversation(chromium, foreign):
    page = opened(chromium, foreign)
    ask(page)
    page.reload()
    page.get_by_role("button", name="专家答疑").click()
    playwright.expect(page.locator(".turn-answer")).to_contain_text("重新登录")


def test_an_unknown_question_goes_to_an_expert(chromium, foreign, site):
    page = opened(chromium, foreign)
    ask(page, "kubernetes ingress zzz")
    link = page.get_by_role("link", name="查看我的问题")
    inquiry = Inquiry.objects.get()
    assert link.get_attribute("href") == f"{site}{inquiry.get_absolute_url()}"
    assert inquiry.channel == "widget"


def test_a_site_that_is_not_listed_learns_why(chromium, foreign):
    Product.objects.update(allowed_origins=[])
    page = opened(chromium, foreign)
    page.get_by_role("button", name="专家答疑").click()
    page.get_by_label("问题或日志").fill("403")
    page.keyboard.press("Enter")
    playwright.expect(page.locator(".problem")).to_contain_text(foreign)
    playwright.expect(page.locator(".problem")).to_contain_text("名单")
    assert page.get_by_label("问题或日志").input_value() == "403"


def test_without_a_connection_that_is_said(chromium, foreign):
    page = opened(chromium, foreign)
    page.get_by_role("button", name="专家答疑").click()
    box = page.get_by_label("问题或日志")
    box.fill("403")
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    playwright.expect(page.locator(".problem")).to_contain_text("连接不上")
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    page.locator(".turn").wait_for()
    assert page.locator(".problem").count() == 0


def test_too_many_questions_are_explained(chromium, foreign, settings):
    settings.KB_THROTTLE_ANON = "1/day"
    page = opened(chromium, foreign)
    ask(page)
    page.get_by_label("问题或日志").fill("403 again")
    page.keyboard.press("Enter")
    playwright.expect(page.locator(".problem")).to_contain_text("秒")


def test_on_a_phone_it_covers_the_page(chromium, foreign):
    page = opened(chromium, foreign, viewport=PHONE)
    page.get_by_role("button", name="专家答疑").click()
    panel = page.get_by_role("dialog", name="专家答疑").bounding_box()
    assert panel == {"x": 0, "y": 0, **PHONE}
    page.keyboard.press("Escape")
    playwright.expect(page.get_by_role("button", name="专家答疑")).to_be_focused()


def test_it_follows_the_theme_of_the_page_and_the_system(chromium, foreign):
    page = opened(chromium, foreign, color_scheme="dark")
    opener = page.locator("dayi-widget button.opener")
    opener.wait_for()
    ground = "(element) => getComputedStyle(element).backgroundColor"
    assert opener.evaluate(ground) == "rgb(27, 33, 38)"
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    playwright.expect(opener).to_have_css("background-color", "rgb(255, 255, 255)")


@pytest.mark.parametrize(
    ("page_language", "attribute"), [("en", ""), ("zh-Hans", ' data-lang="en"')]
)
def test_it_speaks_the_language_of_the_page_or_as_told(
    chromium, foreign, tmp_path, page_language, attribute
):
    text = (tmp_path / "index.html").read_text()
    text = text.replace('lang="zh-Hans"', f'lang="{page_language}"')
    text = text.replace(" async>", f"{attribute} async>")
    (tmp_path / "other.html").write_text(text)
    page = opened(chromium, foreign, "/other.html")
    page.get_by_role("button", name="Expert answers").click()
    page.get_by_label("Question or log").fill("403 token invalid")
    page.keyboard.press("Enter")
    playwright.expect(page.locator(".turn")).to_contain_text("Did this help?")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, None], ids=["phone", "wide"])
def test_axe_has_nothing_against_it(chromium, foreign, site, theme, size):
    look = {"color_scheme": theme, "bypass_csp": True}
    page = opened(chromium, foreign, **look | ({"viewport": size} if size else {}))
    ask(page)
    ask_again = page.get_by_label("问题或日志")
    ask_again.fill("zzz zzz unheard")
    page.keyboard.press("Enter")
    page.locator(".turn").nth(1).wait_for()
    assert violations(page, part="dayi-widget") == []


def test_a_listed_site_frames_the_ask_page_and_another_cannot(
    chromium, foreign, site, tmp_path
):
    frame = f"{site}/ask/?embed=1&product=nacos"
    (tmp_path / "frame.html").write_text(f"<iframe src='{frame}' width=500 height=600>")
    page = opened(chromium, foreign, "/frame.html")
    inside = page.frame_locator("iframe")
    inside.get_by_label("问题或日志").fill("403 token invalid")
    inside.get_by_role("button", name="提问", exact=True).click()
    playwright.expect(inside.locator(".turn-answer")).to_contain_text("重新登录")
    inside.get_by_role("button", name="差评").click()
    playwright.expect(inside.locator(".vote-receipt")).to_be_visible()
    assert Vote.objects.get().value == -1
    assert page.context.cookies() == []
    Product.objects.update(allowed_origins=[])
    page.reload()
    assert any("frame-ancestors" in text for text in page.complaints)

"""In a real browser: the script's comforts, and the same ways without any script."""

import pytest
from playwright import sync_api as playwright

from answers.models import Vote
from tests.web.browser import opened

pytestmark = pytest.mark.browser
CODE = "Run this:\n\n```bash\ncurl -s http://127.0.0.1:8848\n```\n"


@pytest.fixture
def site(chromium, transactional_db, index, make_article, live_server):
    make_article(key="copy", title="token invalid", answer=CODE, tags=("token",))
    make_article(key="other", title="403 case refused")
    yield live_server.url
    for context in chromium.contexts:  # what they still ask needs the database
        for page in context.pages:
            page.wait_for_load_state("networkidle")
        context.close()


def test_a_search_by_keyboard_alone(chromium, site):
    page = opened(chromium, site, "/articles/other/")
    page.keyboard.press("/")
    page.keyboard.type("token")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    assert page.locator("[aria-selected=true]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("[role=option]").count() == 0
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=token")
    assert page.locator(".hit mark").count() > 0
    assert page.complaints == []


def test_a_suggestion_is_opened_with_enter(chromium, site):
    page = opened(chromium, site)
    page.locator("#q").press_sequentially("case refused")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/symptoms/case-refused/")


LOG = "ERROR token invalid at Client\n" * 40


def paste(page, text):
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


def test_the_box_is_a_combobox_that_says_what_is_chosen(chromium, site):
    page = opened(chromium, site)
    box = page.get_by_role("combobox")
    assert box.get_attribute("aria-expanded") == "false"
    box.press_sequentially("token")
    page.wait_for_selector("[role=option]")
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowUp")  # from the box to the last one
    last = page.locator("[role=option]").last
    assert box.get_attribute("aria-activedescendant") == last.get_attribute("id")
    page.keyboard.press("ArrowDown")  # and back into the box
    assert box.get_attribute("aria-activedescendant") is None
    assert "建议" in page.locator(".search-box [role=status]").inner_text()


def test_only_the_last_thing_typed_is_answered(chromium, site):
    page = opened(chromium, site)
    given_up = []
    page.on("requestfailed", lambda request: given_up.append(request.url))
    page.route("**/search/live?q=tok", lambda route: None)  # never answered
    with page.expect_request("**/search/live?q=tok"):
        page.locator("#q").fill("tok")
    page.locator("#q").fill("token")
    page.wait_for_selector("[data-url='/search?q=token']")
    assert given_up == [f"{site}/search/live?q=tok"]


def test_a_pasted_log_grows_the_box_says_what_it_holds_and_is_posted(chromium, site):
    grants = ["clipboard-read", "clipboard-write"]
    page = opened(chromium, site, "/tags/", permissions=grants)
    page.locator("#q").focus()
    low = page.locator("#q").bounding_box()["height"]
    paste(page, LOG)
    assert page.locator("#q").bounding_box()["height"] > 2 * low
    page.wait_for_selector(".live-log .recognised >> text=token invalid")
    assert page.locator(".live-log li a").first.is_visible()
    page.locator("#q").press("Enter")
    page.wait_for_selector(".hit")
    assert page.url == f"{site}/search"
    assert page.locator("#q").input_value().count("ERROR") == 40
    assert page.complaints == []


def test_an_emptied_box_is_one_line_again(chromium, site):
    grants = ["clipboard-read", "clipboard-write"]
    page = opened(chromium, site, permissions=grants)
    page.locator("#q").focus()
    paste(page, LOG)
    page.wait_for_selector("textarea#q")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.wait_for_selector("input#q")
    page.keyboard.type("403")
    assert page.locator("#q").input_value() == "403"


def test_a_new_line_by_shift_and_enter(chromium, site):
    page = opened(chromium, site)
    page.locator("#q").press_sequentially("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    assert page.locator("#q").input_value() == "one\ntwo"


def test_the_chosen_option_shows_where_colours_are_the_systems(chromium, site):
    page = opened(chromium, site, forced_colors="active")
    page.locator("#q").press_sequentially("token")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    style = "option => getComputedStyle(option).outlineStyle"
    assert page.locator("[aria-selected=true]").evaluate(style) == "solid"
    assert page.locator("[aria-selected=false]").first.evaluate(style) == "none"


def test_results_are_drawn_again_while_one_types(chromium, site):
    page = opened(chromium, site, "/search?q=403")
    page.evaluate("document.body.dataset.same = 'yes'")
    page.locator("#q").fill("copy tok")
    page.wait_for_url("**/search?q=copy+tok")
    page.locator("#q").fill("token invalid")
    page.wait_for_url("**/search?q=token+invalid")
    playwright.expect(page.locator(".hit h2").first).to_have_text("token invalid")
    playwright.expect(page.locator(".search-box [role=status]")).to_contain_text(
        "条解答"
    )
    assert page.evaluate("document.activeElement.id") == "q"
    assert page.title().startswith("token invalid")
    page.go_back()  # what was typed on the way is no place to go back to
    page.wait_for_url("**/search?q=403")
    assert page.locator("#q").input_value() == "403"
    playwright.expect(page.locator(".hit h2").first).to_contain_text("403")
    assert page.locator("body").get_attribute("data-same") == "yes"
    assert page.complaints == []


def test_results_drawn_in_place_stay_in_the_language_of_the_address(chromium, site):
    page = opened(chromium, site, "/search?q=403&hl=en")
    page.locator("#q").fill("403 token")
    page.wait_for_url("**/search?q=403+token&hl=en")
    playwright.expect(page.locator("#found")).to_contain_text("answer")
    page.get_by_role("link", name="Newest").click()
    page.wait_for_url("**/search?q=403+token&sort=date&hl=en")
    playwright.expect(page.locator("#found")).to_contain_text("answer")
    page.get_by_role("button", name="中文").click()  # it leads to the plain address
    page.wait_for_url("**/search?q=403+token&sort=date")
    playwright.expect(page.locator("#found")).to_contain_text("条解答")


def test_what_is_being_typed_is_no_search_until_it_rests(chromium, site, recording):
    page = opened(chromium, site, "/search?q=403")
    with page.expect_request("**/search?q=toke") as typed:
        page.locator("#q").fill("toke")
    assert typed.value.headers["x-typing"] == "1"
    with page.expect_request("**/search?q=toke") as meant:
        pass
    assert "x-typing" not in meant.value.headers
    page.wait_for_selector(".hit h2 a[href*='from=']")


def test_results_that_come_too_late_are_not_drawn(chromium, site):
    page = opened(chromium, site, "/search?q=403")
    given_up = []
    page.on("requestfailed", lambda request: given_up.append(request.url))
    page.route("**/search?q=tok", lambda route: None)  # never answered
    with page.expect_request("**/search?q=tok"):
        page.locator("#q").fill("tok")
    page.locator("#q").fill("token")
    page.wait_for_url("**/search?q=token")
    assert given_up == [f"{site}/search?q=tok"]


def test_results_are_narrowed_in_place_and_the_focus_stays(
    chromium, site, make_article
):
    for number in range(8):
        make_article(f"case-{number}", title=f"token case {number}", tags=("auth",))
    wide = {"width": 1280, "height": 500}
    page = opened(chromium, site, "/search?q=token", viewport=wide)
    page.evaluate("document.body.dataset.same = 'yes'")
    choice = page.locator(".facet-tag a", has_text="auth")
    choice.scroll_into_view_if_needed()
    there = page.evaluate("scrollY")
    choice.press("Enter")
    page.wait_for_url("**/search?q=token&tag=auth**")
    playwright.expect(page.locator(".chip")).to_contain_text("auth")
    assert "auth" in page.evaluate("document.activeElement.textContent")
    assert page.evaluate("scrollY") == there
    page.locator("#q").fill("case 3")  # the filter stays
    page.wait_for_url("**/search?q=case+3&tag=auth**")
    page.go_back()
    page.go_back()
    page.wait_for_url("**/search?q=token")
    playwright.expect(page.locator(".chip")).to_have_count(0)
    assert page.locator("body").get_attribute("data-same") == "yes"


def test_arrows_go_from_the_box_through_the_results_and_back(chromium, site):
    page = opened(chromium, site, "/search?q=token+403")
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    first = page.locator(".hit h2 a").first
    playwright.expect(first).to_be_focused()
    page.keyboard.press("Escape")
    playwright.expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/**")


def test_code_is_copied_and_says_so(chromium, site):
    grants = ["clipboard-read", "clipboard-write"]
    page = opened(chromium, site, "/articles/copy/", permissions=grants)
    page.get_by_role("button", name="复制").click()
    playwright.expect(page.locator(".said").first).to_have_text("已复制")
    clip = page.evaluate("navigator.clipboard.readText()")
    assert clip == "curl -s http://127.0.0.1:8848"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_the_theme_is_switched_and_remembered(chromium, site, script):
    page = opened(chromium, site, java_script_enabled=script, color_scheme="light")
    page.get_by_role("button", name="深色").click()
    page.wait_for_selector("html[data-theme=dark]")
    page.goto("/tags/")
    page.wait_for_selector("html[data-theme=dark]")
    page.get_by_role("button", name="主题跟随系统").click()
    page.wait_for_selector("html:not([data-theme])")


def test_a_vote_takes_one_click_and_no_other_page(chromium, site):
    page = opened(chromium, site, "/articles/copy/")
    said = page.locator(".feedback > .said")
    page.get_by_label("差评，没解决").check()
    playwright.expect(said).to_have_text("谢谢！")
    assert Vote.objects.get().value == Vote.Value.DOWN
    page.get_by_label("内容已过时").check()
    playwright.expect(page.get_by_role("button", name="撤回")).to_be_visible()
    for _ in range(50):
        if Vote.objects.get().reason == "outdated":
            break
        page.wait_for_timeout(100)
    assert Vote.objects.get().reason == "outdated"
    page.get_by_role("button", name="撤回").click()
    playwright.expect(said).to_have_text("您的反馈已撤回。")
    assert not Vote.objects.exists()
    assert page.url == f"{site}/articles/copy/"
    assert page.complaints == []


def test_a_vote_is_cast_and_withdrawn_without_script(chromium, site):
    page = opened(chromium, site, "/articles/copy/", java_script_enabled=False)
    page.get_by_label("差评，没解决").check()
    page.get_by_label("内容已过时").check()
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/feedback/?done=down")
    assert Vote.objects.get().reason == "outdated"
    page.get_by_role("button", name="撤回").click()
    page.wait_for_url("**/feedback/?done=withdrawn")
    assert not Vote.objects.exists()


def test_an_article_is_copied_as_markdown(chromium, site):
    grants = ["clipboard-read", "clipboard-write"]
    page = opened(chromium, site, "/articles/copy/", permissions=grants)
    page.get_by_role("link", name="复制为 Markdown").click()
    playwright.expect(page.locator(".state [role=status]")).to_have_text("已复制")
    clip = page.evaluate("navigator.clipboard.readText()")
    assert "```bash\ncurl -s http://127.0.0.1:8848\n```" in clip


def test_searching_needs_no_script(chromium, site):
    page = opened(chromium, site, java_script_enabled=False)
    page.locator("#q").fill("token invalid")
    page.get_by_role("button", name="搜索").click()
    page.wait_for_url("**/search?q=token+invalid")
    assert page.locator(".hit").count() > 0


NAME = "com.alibaba.nacos.client.security.SecurityProxyReloginException"


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_page_is_wider_than_the_window(chromium, site, make_article, width):
    table = f"| {NAME} | {NAME} |\n|---|---|\n| `{NAME}` | b |\n"
    answer = f"1. **{NAME}**：403 {NAME}。\n\n{table}"
    tags = (NAME.replace(".", ""),)
    make_article("long", title=f"403 {NAME}", answer=answer, tags=tags)
    view = {"width": width, "height": 800}
    page = opened(chromium, site, viewport=view)
    wider = (
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    paths = ["/", "/search?q=token", "/articles/copy/", "/tags/", "/nothing"]
    paths += ["/search?q=403", "/articles/long/", "/articles/long/history/", "/ask/"]
    paths += ["/symptoms/", "/symptoms/403/", "/?hl=en", "/search?q=token&hl=en"]
    for path in (*paths, "/articles/copy/feedback/?vote=down"):
        page.goto(path)
        assert not page.evaluate(wider), path

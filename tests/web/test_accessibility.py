"""axe-core finds nothing on any page: both themes, both languages, phone and wide."""

import pytest

from tests.web import sweep
from tests.web.axe import violations
from tests.web.browser import PHONE, WIDE, opened

pytestmark = pytest.mark.browser
EVERY = [
    {"locale": locale, "color_scheme": theme, "viewport": size}
    for locale in ("zh-CN", "en")
    for theme in ("light", "dark")
    for size in (PHONE, WIDE)
]
# Two opposite ones are looked at before every push, all in the whole suite.
LOOKS = [
    pytest.param(
        look,
        id=f"{look['locale']}-{look['color_scheme']}-{look['viewport']['width']}",
        marks=() if number in (1, 6) else pytest.mark.slow,
    )
    for number, look in enumerate(EVERY)
]


@pytest.fixture
def filled(transactional_db, index, make_article, live_server):
    return sweep.fill(make_article)


@pytest.mark.parametrize("look", LOOKS)
def test_no_page_has_a_violation(chromium, filled, live_server, look):
    context = chromium.new_context(base_url=live_server.url, **look)
    page = context.new_page()
    found = {}
    for path in sweep.paths(filled):
        page.goto(path)
        found[path] = violations(page)
    context.close()
    assert {path: said for path, said in found.items() if said} == {}


def test_axe_finds_what_is_wrong(chromium):
    page = chromium.new_page()
    page.set_content("<!doctype html><html><main><img src='x'><button></button>")
    found = "\n".join(violations(page))
    for rule in ("html-has-lang", "document-title", "image-alt", "button-name"):
        assert rule in found
    page.close()


def test_neither_options_nor_results_drawn_in_place_have_one(
    chromium, filled, live_server
):
    page = opened(chromium, live_server.url, viewport=PHONE)
    page.locator("#q").press_sequentially("token")
    page.wait_for_selector("[role=option] .live-passage")
    page.keyboard.press("ArrowDown")
    assert violations(page) == []
    page.goto("/search?q=403")
    page.locator("#q").fill("token refused")
    page.wait_for_url("**/search?q=token+refused")
    assert violations(page) == []
    page.wait_for_load_state("networkidle")
    page.context.close()


RULE = "color-contrast-enhanced"  # AAA: seven to one


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_high_contrast_is_high(chromium, filled, live_server, scheme):
    look = {"contrast": "more", "color_scheme": scheme}
    page = opened(chromium, live_server.url, **look)
    for path in ("/", "/search?q=403", f"/articles/{sweep.KEY}/", "/symptoms/403/"):
        page.goto(path)
        found = violations(page, rules=("wcag2aaa",))
        assert [one for one in found if one.startswith(RULE)] == [], path
    page.context.close()

"""axe-core finds nothing on any page: both themes, both languages, phone and wide."""

import pytest

from tests.needs import needs_module
from tests.web import sweep
from tests.web.browser import PHONE, WIDE

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
RUN = """async () => {
  const { violations } = await axe.run(document, {
    resultTypes: ["violations"],
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  });
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) =>
    `${id}: ${help}: ${node.target.join(" ")} ${node.failureSummary}`));
}"""


@pytest.fixture(scope="module")
def axe():
    return (needs_module("axe-core") / "axe.min.js").read_text()


@pytest.fixture
def filled(transactional_db, index, make_article, live_server):
    return sweep.fill(make_article)


def violations(page, axe):
    """Return what axe-core has against a page that is open."""
    page.evaluate(axe)
    return page.evaluate(RUN)


@pytest.mark.parametrize("look", LOOKS)
def test_no_page_has_a_violation(chromium, axe, filled, live_server, look):
    context = chromium.new_context(base_url=live_server.url, **look)
    page = context.new_page()
    found = {}
    for path in sweep.paths(filled):
        page.goto(path)
        found[path] = violations(page, axe)
    context.close()
    assert {path: said for path, said in found.items() if said} == {}


def test_every_page_is_looked_at():
    assert sweep.names() == set(sweep.PAGES)


def test_axe_finds_what_is_wrong(chromium, axe):
    page = chromium.new_page()
    page.set_content("<!doctype html><html><main><img src='x'><button></button>")
    found = "\n".join(violations(page, axe))
    for rule in ("html-has-lang", "document-title", "image-alt", "button-name"):
        assert rule in found
    page.close()

"""Every page in a real browser: quiet, at home, and within the narrowest window."""

import pytest

from tests.web import sweep
from tests.web.browser import opened

WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def paths(transactional_db, index, make_article, live_server):
    return sweep.paths(sweep.fill(make_article))


def test_every_kind_of_page_is_looked_at():
    assert sweep.names() <= set(sweep.PAGES)


@pytest.mark.browser
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_no_page_is_wider_than_a_small_phone(chromium, paths, live_server, language):
    view = {"width": 320, "height": 640}
    page = opened(chromium, live_server.url, viewport=view, locale=language)
    wide = [path for path in paths if page.goto(path) and page.evaluate(WIDER)]
    assert wide == []


@pytest.mark.browser
def test_no_page_complains_or_asks_elsewhere(chromium, paths, live_server):
    page = opened(chromium, live_server.url)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for path in paths:
        status = page.goto(path).status
        said = [text for text in page.complaints if str(status) not in text]
        assert said == [], path
        page.complaints.clear()
    assert [url for url in asked if not url.startswith(live_server.url)] == []

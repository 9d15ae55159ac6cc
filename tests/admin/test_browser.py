"""The admin in a real browser: axe-core finds nothing against WCAG 2.2 AA.

The frame around our pages is django-unfold's, which has no landmarks; what axe-core
calls good practice beyond WCAG is therefore not asked here.
"""

import pytest
from django.utils import timezone

from answers.models import Article, Product, SearchEvent
from answers.services.inquiries import InquiryData, inquiry_create
from tests.admin.conftest import page
from tests.web import sweep
from tests.web.axe import WCAG, violations
from tests.web.browser import WIDE
from tests.web.conftest import chromium  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LISTS = (
    *("article", "vote", "tag", "product", "inquiry", "searchevent", "synonymgroup"),
    *("expectation", "pin", "complaint", "revision", "bot", "channel", "webhook"),
)


@pytest.fixture
def paths(transactional_db, index, make_article):
    sweep.fill(make_article)
    article, product = Article.objects.get(key=sweep.KEY), Product.objects.first()
    inquiry = inquiry_create(data=InquiryData("怎么装", "web"))
    event = SearchEvent.objects.create(
        token="t", at=timezone.now(), text="403", kind="search", channel="web",
        proposed=[article.pk], total=1,
    )  # fmt: skip
    return [
        page("article_change", article.pk),
        page("product_change", product.pk),
        page("inquiry_change", inquiry.pk),
        page("searchevent_change", event.pk),
        page("complaint_change", article.pk),
        f"{page('synonymgroup_try')}?words=403%0Aforbidden",
        f"{page('pin_try')}?text=403&article={article.pk}",
        f"{page('tag_try')}?tags=auth&into=login",
        page("tag_suspicious"),
        "/admin/",
        *(page(f"{name}_changelist") for name in LISTS),
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_main_page_violates_wcag(
    chromium,  # noqa: F811
    paths,
    live_server,
    client,
    django_user_model,
    theme,
):
    boss = django_user_model.objects.create_superuser("boss", password="x")
    client.force_login(boss)
    context = chromium.new_context(
        base_url=live_server.url, locale="zh-CN", color_scheme=theme, viewport=WIDE
    )
    session = client.cookies["sessionid"].value
    context.add_cookies(
        [{"name": "sessionid", "value": session, "url": live_server.url}]
    )
    opened = context.new_page()
    found = {}
    for path in paths:
        assert opened.goto(path).status == 200, path
        found[path] = violations(opened, rules=WCAG)
    context.close()
    assert {path: said for path, said in found.items() if said} == {}

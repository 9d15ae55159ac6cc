"""The same stories in a real browser; ``DAYI_PICTURES=1`` keeps the pictures in docs.

DAYI_PICTURES=1 python -m pytest tests/stories/test_pictures.py
"""

import os
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from answers.models import Article, Inquiry, SynonymGroup, Vote
from answers.services.expectations import expectation_add
from tests.admin.conftest import page
from tests.stories.test_curation import ANSWER, QUESTION, logged_in, make_author
from tests.web.browser import opened
from tests.web.conftest import chromium  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DOCS = Path(__file__).parents[2] / "docs" / "images" / "story"
BIGGEST = 150_000  # bytes of a picture
SIZE = {"width": 1100, "height": 760}


@pytest.fixture
def shoot(tmp_path):
    """Return a function that takes a picture; a picture too big is no use in docs."""

    def take(window, name):
        folder = DOCS if os.environ.get("DAYI_PICTURES") else tmp_path
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.png"
        window.screenshot(path=path, animations="disabled")
        assert path.stat().st_size < BIGGEST

    return take


@pytest.fixture
def reader(transactional_db, index, make_article, chromium, live_server, settings):  # noqa: F811
    settings.KB_MAIL_FROM = "Dayi <dayi@example.org>"
    for number in range(4):
        title = f"端口 {9848 + number} 怎么开放"
        make_article(f"p-{number}", title=title, answer="在防火墙开放端口。")
    return opened(chromium, live_server.url, viewport=SIZE)


@pytest.fixture
def desk_of(chromium, live_server):  # noqa: F811
    def sit(user, path):
        session = logged_in(user).cookies["sessionid"].value
        window = opened(chromium, live_server.url, "/healthz", viewport=SIZE)
        cookie = {"name": "sessionid", "value": session, "url": live_server.url}
        window.context.add_cookies([cookie])
        window.goto(path)
        return window

    return sit


def test_from_a_question_to_its_answer(reader, desk_of, shoot):
    reader.goto("/search?q=KubeSphere+grayscale+handshake")
    shoot(reader, "1-nothing-found")
    reader.locator(".inquiry-form input[name=q]").evaluate(
        "(field, text) => { field.value = text }", QUESTION
    )
    reader.locator(".inquiry-form button").click()
    reader.get_by_label("也可以邮件通知我").fill("asker@example.org")
    shoot(reader, "2-private-page")
    reader.get_by_role("button", name="通知我").click()
    followed = reader.url

    author = desk_of(make_author(), page("inquiry_changelist"))
    shoot(author, "3-queue")
    author.get_by_role("link", name="KubeSphere").first.click()
    shoot(author, "4-inquiry")
    author.get_by_role("link", name="撰写答案").click()
    author.locator("#id_key").fill("nacos-kubesphere-gateway")
    author.locator("#id_answer").fill(ANSWER)
    shoot(author, "5-draft")
    author.locator("[name=_request]").click()
    author.wait_for_url("**/change/?revision=1")

    article = Article.objects.get(key="nacos-kubesphere-gateway")
    boss = User.objects.create_superuser("reviewer", password="x")
    review = f"{page('article_change', article.pk)}?revision=1"
    reviewer = desk_of(boss, review)
    shoot(reviewer, "6-review")
    reviewer.locator("[name=_continue]").click()
    reviewer.wait_for_load_state()
    assert Inquiry.objects.get().status == "answered"

    reader.goto(followed.partition("?")[0])
    assert reader.get_by_role("link", name="KubeSphere").count() == 1
    shoot(reader, "7-answered")


def test_from_a_dislike_to_a_better_answer(reader, desk_of, shoot, make_article):
    make_article("token", title="403 token invalid", answer="重新登录。")
    reader.goto("/articles/token/")
    # Marking the vote sends it; the comment goes with the button, in place.
    with reader.expect_response("**/feedback/?done=down"):
        reader.get_by_label("差评，没解决").check()
    reader.locator("[name=comment]").fill("没有说过期时间在哪里配")
    with reader.expect_response("**/feedback/?done=down"):
        reader.get_by_role("button", name="提交").click()
    assert Vote.objects.get().comment == "没有说过期时间在哪里配"

    boss = User.objects.create_superuser("boss", password="x")
    desk = desk_of(boss, page("complaint_changelist"))
    shoot(desk, "8-disliked")
    desk.get_by_role("link", name="403 token invalid").first.click()
    desk.locator("[name=outcome][value=mended]").check()
    desk.locator("[name=note]").fill("补充了过期时间的配置")
    shoot(desk, "9-triage")
    desk.locator("#close button[type=submit]").click()
    assert Vote.objects.get().handled_as == "promised"

    article = Article.objects.get(key="token")
    desk.goto(page("article_change", article.pk))
    desk.locator("#id_answer").fill("过期时间由 `expire.seconds` 决定，默认 18000 秒。")
    desk.locator("[name=_continue]").click()
    desk.wait_for_load_state()

    reader.goto("/articles/token/")
    reader.locator("#complaint-outcome").scroll_into_view_if_needed()
    assert "修订版 2" in reader.locator("#complaint-outcome").inner_text()
    shoot(reader, "10-told")


def test_a_harmful_synonym_is_stopped(reader, desk_of, shoot, make_article):
    answer = "返回 403 时，令牌已过期，重新登录。"
    right = make_article("right", title="登录失败", answer=answer)
    expectation_add(question="返回 403", article=right)
    boss = User.objects.create_superuser("boss", password="x")
    desk = desk_of(boss, page("synonymgroup_add"))
    desk.locator("#id_words").fill("403\n端口")
    desk.locator("[name=_save]:visible").click()
    desk.wait_for_selector("[name=override]:visible")
    assert "返回 403" in desk.locator("main, #main, body").first.inner_text()
    assert not SynonymGroup.objects.exists()
    shoot(desk, "11-stopped")
    desk.locator("[name=override]").fill("端口问题更常见")
    desk.locator("[name=_save]:visible").click()
    desk.wait_for_load_state()
    assert SynonymGroup.objects.count() == 1

"""Gating: whatever would break an expectation is stopped; a reviewer may go on."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse

from answers.models import Article, ExpectationOverride, Pin, Revision, Tag
from answers.services.expectations import expectation_add
from answers.services.indexing import index_rebuild, index_sync
from answers.services.revisions import Draft, draft_create, review_request
from tests.admin.conftest import page

LIST = page("article_changelist")
WHY = "这样更好"


@pytest.fixture
def right(index, make_article):
    """Return an article that "flamingo" finds by its tag alone."""
    article = make_article(
        "right", title="登录失败", answer="重新登录。", tags=("flamingo",)
    )
    for number in range(4):
        make_article(f"port-{number}", title=f"端口 {9848 + number}", answer="端口。")
    return article


@pytest.fixture
def expected(right):
    return expectation_add(question="flamingo", article=right, within=1)


def tidy(client, *slugs, **query):
    pks = Tag.objects.filter(slug__in=slugs).values_list("pk", flat=True)
    query = {"pks": ",".join(map(str, pks)), "override": ""} | query
    given = {"override": query.pop("override")}
    return client.post(reverse("admin:answers_tag_tidy", query=query), given)


def stopped(response):
    """Return what the page says would break, and what it would send once more."""
    assert response.status_code == 200
    error = response.context["error"]
    assert 'name="override"' in response.content.decode()
    return " ".join(error.extra["broken"]), dict(response.context["sent"])


def overruled():
    """Return who went on and why, as both lists of it say."""
    row = ExpectationOverride.objects.get()
    line = LogEntry.objects.get(change_message__startswith="overrule: ")
    assert line.user == row.author
    assert line.change_message == f"overrule: {row.reason}"
    return row.author.username, row.reason


# ------------------------------------------------------------- tags
@pytest.mark.parametrize(
    "change",
    [
        {"verb": "hide"},
        {"verb": "rename", "name": "粉红"},
        {"verb": "merge", "into": "bird"},
    ],
)
def test_tags_that_are_needed_are_not_changed(desk, expected, change):
    response = tidy(desk, "flamingo", **change)
    assert "flamingo" in stopped(response)[0]
    assert state() == ("flamingo", False, None)
    tidy(desk, "flamingo", override=WHY, **change)
    assert overruled() == ("anna", WHY)
    assert state() != ("flamingo", False, None)


def state():
    rows = Tag.objects.filter(slug="flamingo")
    return rows.values_list("name", "hidden", "alias_of").get()


def test_the_preview_says_what_would_break(desk, expected):
    tag = Tag.objects.get(slug="flamingo")
    query = {"pks": tag.pk, "verb": "hide"}
    html = desk.get(page("tag_tidy"), query).content.decode()
    assert expected.question in html
    assert "dayi-error" in html
    query["verb"] = "show"
    assert "dayi-error" not in desk.get(page("tag_tidy"), query).content.decode()


def test_an_alias_that_is_needed_is_not_taken_back(desk, right, make_article):
    make_article("bird", title="鸟", tags=("bird",))
    tidy(desk, "flamingo", verb="merge", into="bird")
    index_sync()
    expectation_add(question="bird", article=right, within=2)
    assert "bird" in stopped(tidy(desk, "flamingo", verb="restore"))[0]
    assert Tag.objects.get(slug="flamingo").alias_of.slug == "bird"


def test_a_tag_that_nothing_needs_is_hidden(desk, expected, make_article):
    make_article("other", title="别的", tags=("heron",))
    tidy(desk, "heron", verb="hide")
    assert Tag.objects.get(slug="heron").hidden


def test_who_may_not_override_is_told(client, expected):
    author = User.objects.create_user("li", password="x", is_staff=True)
    author.groups.add(Group.objects.get(name="Authors"))
    author.user_permissions.add(*_of_tags())
    client.force_login(author)
    query = {"pks": Tag.objects.get(slug="flamingo").pk, "verb": "hide"}
    address = reverse("admin:answers_tag_tidy", query=query)
    response = client.post(address)
    assert 'name="override"' not in response.content.decode()
    client.post(address, {"override": WHY})
    assert not Tag.objects.get(slug="flamingo").hidden


def _of_tags():
    return Permission.objects.filter(codename__in=["view_tag", "change_tag"])


# ------------------------------------------------------------- pins
@pytest.fixture
def pin(right):
    return {
        "text": "端口 9848",
        "by": "question",
        "article": right.pk,
        "enabled": "on",
        "note": "",
    }


def test_a_pin_that_takes_the_first_place_is_stopped(desk, right, pin):
    port = Article.objects.get(key="port-0")
    expectation_add(question="端口 9848", article=port, within=1)
    response = desk.post(page("pin_add"), pin)
    assert "端口 9848" in str(response.context["adminform"].form.errors)
    assert not Pin.objects.exists()
    assert desk.post(page("pin_add"), pin | {"override": WHY}).status_code == 302
    assert overruled() == ("anna", WHY)
    assert Pin.objects.get().article == right


def test_a_pin_that_is_needed_is_neither_switched_off_nor_deleted(desk, right, pin):
    desk.post(page("pin_add"), pin)
    row = Pin.objects.get()
    expectation_add(question="端口 9848", article=right, within=1)
    address = page("pin_change", row.pk)
    off = {name: value for name, value in pin.items() if name != "enabled"}
    assert desk.post(address, off).status_code == 200
    assert desk.post(page("pin_delete", row.pk), {"post": "yes"}).status_code == 403
    row.refresh_from_db()
    assert row.enabled
    desk.post(address, off | {"override": WHY})
    desk.post(page("pin_delete", row.pk), {"post": "yes"})
    assert not Pin.objects.exists()


def test_a_pin_that_answers_what_must_not_be_answered_is_stopped(desk, right, pin):
    expectation_add(question="红烧肉怎么做")
    given = pin | {"text": "红烧肉怎么做"}
    assert desk.post(page("pin_add"), given).status_code == 200
    assert not Pin.objects.exists()


# ------------------------------------------------------------- articles
@pytest.mark.parametrize("what", ["retire", "internal", "untag"])
def test_many_articles_at_once_are_stopped(desk, expected, what):
    given = {"action": "change_selected", "_selected_action": [expected.article_id]}
    given |= {"what": what, "tags": "flamingo", "apply": "1"}
    said, sent = stopped(desk.post(LIST, given))
    assert "flamingo" in said
    assert (sent["what"], sent["apply"]) == (what, "1")
    article = Article.objects.get(key="right")
    assert (article.status, article.internal) == ("published", False)
    assert Revision.objects.filter(article=article).count() == 1
    assert desk.post(LIST, sent | {"override": WHY}).status_code == 302
    assert overruled() == ("anna", WHY)
    article = Article.objects.select_related("current").get(key="right")
    moved = (article.status, article.internal, article.current.number)
    assert moved != ("published", False, 1)


def test_what_comes_back_may_not_answer_what_must_not_be_answered(desk, right):
    Article.objects.filter(key="right").update(status="retired")
    index_rebuild()
    expectation_add(question="登录失败")
    given = {"action": "publish_again", "_selected_action": [right.pk]}
    said, sent = stopped(desk.post(LIST, given))
    assert "登录失败" in said
    assert Article.objects.get(key="right").status == "retired"
    desk.post(LIST, sent | {"override": WHY})
    assert Article.objects.get(key="right").status == "published"


def test_a_reviewer_publishes_nevertheless(desk, expected, staff, settings):
    settings.KB_REVIEW_SELF = False
    author = User.objects.create_user("writer", is_staff=True)
    author.groups.add(Group.objects.get(name="Authors"))
    draft = Draft("登录失败", "登录失败", "换密码。", tags=())
    revision = draft_create(draft=draft, article=expected.article, author=author)
    review_request(revision=revision, author=author)
    address = page("revision_decide", revision.pk)
    said, sent = stopped(desk.post(address, {"verb": "publish", "note": "好"}))
    assert "flamingo" in said
    assert sent == {"verb": "publish", "note": "好"}
    desk.post(address, sent | {"override": WHY})
    assert Article.objects.get(key="right").current == revision
    assert overruled() == ("anna", WHY)

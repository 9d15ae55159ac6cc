"""Expectations at the desk: one click to expect, and what would break is stopped."""

from __future__ import annotations

import pytest

from answers.models import Expectation, ExpectationOverride, SynonymGroup
from answers.services.expectations import expectation_add
from tests.admin.conftest import page

EXPECT = page("expectation_expect")
HARMFUL = {"words": "403\n端口", "enabled": "on"}


@pytest.fixture
def right(index, make_article):
    answer = "返回 403 时，令牌已过期，重新登录。"
    article = make_article("right", title="登录失败", answer=answer)
    for number in range(4):
        title = f"端口 {9848 + number} 怎么开放"
        make_article(f"port-{number}", title=title, answer="在防火墙开放端口。")
    return article


@pytest.fixture
def expected(right):
    return expectation_add(question="返回 403", article=right)


def said(response):
    return [str(message) for message in response.context["messages"]]


def broken(response):
    """Return what the page that stops a change says would break."""
    return " ".join(response.context["error"].extra["broken"])


# ------------------------------------------------------------- keeping
def test_one_click_expects_and_runs(desk, staff, right):
    given = {"question": "返回 403", "article": right.pk, "origin": "inquiry"}
    response = desk.post(EXPECT, given | {"next": "/admin/"}, follow=True)
    assert response.redirect_chain == [("/admin/", 302)]
    row = Expectation.objects.get()
    assert (row.article, row.origin, row.author) == (right, "inquiry", staff)
    assert (row.kind, row.holds, row.rank) == ("find", True, 1)


def test_one_click_without_an_article_expects_no_answer(desk, right):
    desk.post(EXPECT, {"question": "红烧肉怎么做"})
    row = Expectation.objects.get()
    assert (row.kind, row.article, row.holds) == ("nothing", None, True)


@pytest.mark.parametrize("article", ["0", "x", "9" * 30, "²", "-1"])
def test_a_wrong_article_is_not_taken_for_none(desk, right, article):
    desk.post(EXPECT, {"question": "x", "article": article})
    assert not Expectation.objects.exists()


def test_a_foreign_address_is_not_followed(desk, right):
    given = {"question": "x", "next": "https://evil.example/"}
    assert desk.post(EXPECT, given).url == page("expectation_changelist")


def test_only_a_post_by_staff_expects(client, desk, right):
    assert desk.get(EXPECT).status_code == 405
    client.logout()
    assert client.post(EXPECT, {"question": "x"}).status_code == 302
    assert not Expectation.objects.exists()


def test_the_form_writes_runs_and_changes(desk, staff, right):
    given = {"question": "返回 403", "kind": "find", "article": right.pk}
    given |= {"within": "1", "enabled": "on"}
    assert desk.post(page("expectation_add"), given).status_code == 302
    row = Expectation.objects.get()
    assert (row.holds, row.author, row.within) == (True, staff, 1)
    assert desk.post(page("expectation_add"), given).status_code == 200  # the same
    given |= {"kind": "nothing"}
    desk.post(page("expectation_change", row.pk), given)
    row.refresh_from_db()
    assert (row.article, row.holds) == (None, False)


@pytest.mark.parametrize(
    "change", [{"article": ""}, {"within": "0"}, {"within": "11"}, {"question": " "}]
)
def test_what_cannot_be_expected_is_an_error_of_its_field(desk, right, change):
    given = {"question": "x", "kind": "find", "article": right.pk, "within": "3"}
    response = desk.post(page("expectation_add"), given | change)
    assert response.status_code == 200
    assert set(response.context["adminform"].form.errors) == set(change)


def test_the_list_tells_how_each_stands(
    desk, right, expected, django_assert_max_num_queries
):
    Expectation.objects.create(
        question="x", kind="nothing", fingerprint="1", holds=False
    )
    Expectation.objects.create(question="y", fingerprint="2", enabled=False)
    with django_assert_max_num_queries(14):
        text = desk.get(page("expectation_changelist")).content.decode()
    for word in ("尚未运行", "已失效", "已停用"):
        assert word in text


def test_the_selected_ones_are_run(desk, right, expected):
    given = {"action": "run", "_selected_action": [expected.pk]}
    desk.post(page("expectation_changelist"), given)
    expected.refresh_from_db()
    assert expected.holds is True


# ------------------------------------------------------------- synonyms
def no_reviewer(staff):
    for group in staff.groups.all():
        group.permissions.remove(*group.permissions.filter(codename="publish_revision"))


def test_a_harmful_synonym_is_stopped_and_says_which(desk, staff, expected):
    no_reviewer(staff)
    response = desk.post(page("synonymgroup_add"), HARMFUL)
    assert response.status_code == 200
    text = response.content.decode()
    assert "返回 403" in text
    assert "登录失败" in text
    assert not SynonymGroup.objects.exists()
    assert 'type="hidden" name="override"' in text  # she may not go on


def test_who_may_not_override_gets_no_further_with_a_reason(desk, staff, expected):
    no_reviewer(staff)
    response = desk.post(page("synonymgroup_add"), HARMFUL | {"override": "why"})
    assert response.status_code == 200
    assert not SynonymGroup.objects.exists()


def test_a_reviewer_goes_on_with_a_reason(boss_desk, expected):
    response = boss_desk.post(page("synonymgroup_add"), HARMFUL)
    assert 'type="text" name="override"' in response.content.decode()
    given = HARMFUL | {"override": "端口问题更常见"}
    assert boss_desk.post(page("synonymgroup_add"), given).status_code == 302
    assert SynonymGroup.objects.get().words == ["403", "端口"]
    kept = ExpectationOverride.objects.get()
    assert (kept.subject, kept.author.username) == ("403 | 端口", "boss")
    text = boss_desk.get(page("expectationoverride_change", kept.pk)).content.decode()
    assert "返回 403" in text


def test_a_harmless_synonym_passes(desk, expected):
    given = {"words": "令牌\ntoken", "enabled": "on"}
    assert desk.post(page("synonymgroup_add"), given).status_code == 302
    assert not ExpectationOverride.objects.exists()


def test_a_harmful_group_cannot_be_switched_on(desk, expected):
    group = SynonymGroup.objects.create(words=["403", "端口"], enabled=False)
    given = {"action": "switch_on", "_selected_action": [group.pk]}
    response = desk.post(page("synonymgroup_changelist"), given, follow=True)
    assert "返回 403" in broken(response)
    assert not SynonymGroup.objects.enabled().exists()
    given["override"] = "端口问题更常见"
    desk.post(page("synonymgroup_changelist"), given, follow=True)
    assert SynonymGroup.objects.enabled().get() == group
    assert ExpectationOverride.objects.get().reason == "端口问题更常见"


def test_a_group_that_is_needed_cannot_be_switched_off(desk, right):
    group = SynonymGroup.objects.create(words=["凭证失效", "令牌"])
    row = expectation_add(question="凭证失效", article=right)
    given = {"words": "凭证失效\n令牌", "note": "x"}  # not ticked: off
    assert desk.post(page("synonymgroup_change", group.pk), given).status_code == 200
    group.refresh_from_db()
    assert group.enabled
    row.delete()
    assert desk.post(page("synonymgroup_change", group.pk), given).status_code == 302


def test_a_note_is_saved_whatever_is_broken(desk, expected):
    group = SynonymGroup.objects.create(words=["403", "端口"])
    given = HARMFUL | {"note": "to be looked at"}
    assert desk.post(page("synonymgroup_change", group.pk), given).status_code == 302


def test_a_group_is_switched_off_before_it_is_deleted(boss_desk, db):
    group = SynonymGroup.objects.create(words=["a", "b"])
    address = page("synonymgroup_delete", group.pk)
    assert boss_desk.post(address, {"post": "yes"}).status_code == 403
    SynonymGroup.objects.update(enabled=False)
    assert boss_desk.post(address, {"post": "yes"}).status_code == 302
    assert not SynonymGroup.objects.exists()


# ------------------------------------------------------------- articles
def test_an_edit_that_loses_an_expectation_is_stopped(boss_desk, typed, expected):
    article = expected.article
    address = page("article_change", article.pk)
    given = typed(article, title="别的事", question="别的事", answer="别的")
    response = boss_desk.post(address, given)
    assert response.status_code == 200
    text = response.content.decode()
    assert "返回 403" in text
    assert 'type="text" name="override"' in text
    article.refresh_from_db()
    assert (article.current.number, article.revisions.count()) == (1, 1)
    given |= {"override": "问题已不存在"}
    assert boss_desk.post(address, given).status_code == 302
    article.refresh_from_db()
    assert article.current.number == 2
    assert ExpectationOverride.objects.get().reason == "问题已不存在"


def test_a_draft_that_would_break_one_is_written_all_the_same(desk, typed, expected):
    article = expected.article
    given = typed(article, title="别的事", question="别的事", answer="别的")
    given["_draft"] = given.pop("_continue")
    assert desk.post(page("article_change", article.pk), given).status_code == 302
    assert article.revisions.count() == 2


def test_an_article_that_must_be_found_is_not_retired(desk, expected):
    given = {"action": "retire", "_selected_action": [expected.article_id]}
    response = desk.post(page("article_changelist"), given, follow=True)
    assert "返回 403" in broken(response)
    expected.article.refresh_from_db()
    assert expected.article.status == "published"

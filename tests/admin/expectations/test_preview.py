"""The workbench: try words or a pin, see what moves, then apply."""

from __future__ import annotations

import pytest
from django.utils import timezone

from answers.models import Article, Pin, SearchEvent, SynonymGroup, Tag
from answers.services.expectations import expectation_add
from tests.admin.conftest import page

WORDS = page("synonymgroup_try")
PIN = page("pin_try")
ALIAS = page("tag_try")


@pytest.fixture
def library(index, make_article):
    answer = "返回 403 时，令牌已过期，重新登录。"
    make_article("right", title="登录失败", answer=answer)
    for number in range(4):
        title = f"端口 {9848 + number} 怎么开放"
        make_article(f"port-{number}", title=title, answer="在防火墙开放端口。")
    SearchEvent.objects.create(
        token="t", at=timezone.now(), kind="search", channel="web", text="<b>403</b>"
    )


def shown(desk, address, given):
    response = desk.get(address, given)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_shows_before_and_after_and_writes_nothing(desk, library):
    text = shown(desk, WORDS, {"words": "403\n端口"})
    assert "&lt;b&gt;403" in text
    assert "登录失败" in text
    assert "怎么开放" in text
    assert 'value="403|端口"' in text
    assert not SynonymGroup.objects.exists()


def test_a_group_fills_it_in_and_is_the_one_that_is_changed(desk, library):
    group = SynonymGroup.objects.create(words=["403", "无权限"])
    text = shown(desk, WORDS, {"row": group.pk})
    assert "403\n无权限</textarea>" in text
    assert page("synonymgroup_change", group.pk) in text


def test_apply_goes_through_the_gate(desk, library):
    right = Article.objects.get(key="right")
    expectation_add(question="返回 403", article=right, within=1)
    text = shown(desk, WORDS, {"words": "403\n端口"})
    assert 'class="dayi-error"' in text
    harmful = {"words": "403|端口", "enabled": "on", "note": ""}
    assert desk.post(page("synonymgroup_add"), harmful).status_code == 200
    assert not SynonymGroup.objects.exists()
    good = harmful | {"words": "令牌|token"}
    assert desk.post(page("synonymgroup_add"), good).status_code == 302
    assert SynonymGroup.objects.get().words == ["令牌", "token"]


def test_what_is_typed_in_the_form_comes_along(desk, library):
    text = desk.get(page("synonymgroup_add")).content.decode()
    assert f'formaction="{WORDS}"' in text
    response = desk.post(WORDS, {"words": "403\r\n端口", "enabled": "on"})
    assert response.status_code == 200
    assert 'id="trial"' in response.content.decode()
    assert not SynonymGroup.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"words": "one"},
        {"words": "\x00\n…"},
        {"words": "x" * 70_000},
        {"row": "x"},
        {"row": "9" * 30},
        {"row": "²", "words": "a|b"},
    ],
)
def test_nothing_typed_breaks_the_words(desk, given, db):
    shown(desk, WORDS, given)


def test_a_pin_is_tried_and_applied(desk, library):
    right = Article.objects.get(key="right")
    SearchEvent.objects.update(text="怎么开放")
    given = {"text": "怎么开放", "by": "question", "article": right.pk}
    text = shown(desk, PIN, given)
    assert "登录失败" in text
    assert 'class="dayi-badge is-good"' in text
    assert not Pin.objects.exists()
    assert desk.post(page("pin_add"), given | {"enabled": "on"}).status_code == 302
    assert Pin.objects.get().article == right


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"text": "x"},
        {"text": "…", "article": "1"},
        {"text": "x", "by": "none", "article": "x"},
        {"text": "x" * 9_000, "by": "symptom", "article": "9" * 30},
    ],
)
def test_nothing_typed_breaks_the_pin(desk, given, db):
    text = shown(desk, PIN, given)
    assert 'id="trial"' not in text


@pytest.mark.parametrize("address", [WORDS, PIN, ALIAS])
def test_only_who_may_change_them_tries(client, staff, address):
    staff.groups.clear()
    client.force_login(staff)
    assert client.get(address).status_code == 403


def test_an_alias_is_tried_and_applied(desk, library, make_article):
    make_article("k", title="K8s 部署", tags=("k8s",))
    make_article("l", title="部署", tags=("kubernetes",))
    SearchEvent.objects.update(text="kubernetes")
    given = {"tags": "K8S", "into": "kubernetes"}
    response = desk.get(ALIAS, given)
    assert [one.text for one in response.context["trial"].changed] == ["kubernetes"]
    assert Tag.objects.get(slug="k8s").alias_of is None
    attempt = response.context["attempt"]
    assert desk.post(attempt.address, attempt.sent).status_code == 302
    assert Tag.objects.get(slug="k8s").alias_of.slug == "kubernetes"


def test_the_preview_of_a_merge_leads_to_its_trial(desk, library, make_article):
    tag = Tag.objects.get(slug=make_article("k", tags=("k8s",)).current.tags[0])
    query = {"pks": tag.pk, "verb": "merge", "into": "kubernetes"}
    html = desk.get(page("tag_tidy"), query).content.decode()
    assert f"{ALIAS}?tags=k8s&amp;into=kubernetes" in html


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"tags": "none", "into": "x"},
        {"tags": ",,，", "into": "x"},
        {"tags": "x" * 5_000, "into": "…"},
        {"tags": "\x00", "into": "\x00"},
    ],
)
def test_nothing_typed_breaks_the_alias(desk, given, db):
    assert 'id="trial"' not in shown(desk, ALIAS, given)


def test_a_pin_that_is_there_is_tried_in_its_new_form(desk, library):
    right = Article.objects.get(key="right")
    row = Pin(text="怎么开放", article=right)
    row.clean()
    row.save()
    SearchEvent.objects.update(text="怎么开放")
    given = {"text": "别的", "by": "question", "article": right.key, "row": row.pk}
    response = desk.get(PIN, given)
    [changed] = response.context["trial"].changed
    assert changed.before[0].heading == right.heading
    assert changed.after[0].heading != right.heading
    assert response.context["attempt"].address == page("pin_change", row.pk)


@pytest.mark.parametrize("name", ["synonymgroup", "pin"])
def test_lists_and_forms_lead_there(desk, name):
    listing = desk.get(page(f"{name}_changelist")).content.decode()
    assert "try-first" in listing
    form = desk.get(page(f"{name}_add")).content.decode()
    # The Enter key presses the first button of a form: that is the one that saves.
    assert form.index('name="_save"') < form.index(page(f"{name}_try"))

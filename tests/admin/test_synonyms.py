"""Synonyms: written one a line, switched off rather than deleted."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry

from answers.models import SynonymGroup
from tests.admin.conftest import page


@pytest.fixture
def seed(db):
    return SynonymGroup.objects.create(
        words=["403", "Forbidden", "鉴权失败"], origin="seed", seed_fingerprint="f"
    )


def listed(response):
    assert response.status_code == 200
    return [group.words[0] for group in response.context["cl"].result_list]


def errors(response):
    assert response.status_code == 200
    return dict(response.context["adminform"].form.errors)


def test_staff_write_a_group_one_word_a_line(desk):
    given = {
        "words": " 令牌 \r\n\r\ntoken\r\nＴＯＫＥＮ|access  token",
        "enabled": "on",
    }
    assert desk.post(page("synonymgroup_add"), given).status_code == 302
    group = SynonymGroup.objects.get()
    assert group.words == ["令牌", "token", "access token"]
    assert (group.origin, group.seed_fingerprint, group.enabled) == (
        "staff",
        None,
        True,
    )


def test_the_form_shows_the_words_one_a_line(desk, seed):
    text = desk.get(page("synonymgroup_change", seed.pk)).content.decode()
    assert "403\nForbidden\n鉴权失败</textarea>" in text


def test_an_edited_seed_stays_the_seed(desk, seed):
    desk.post(page("synonymgroup_change", seed.pk), {"words": "403\n拒绝访问"})
    seed.refresh_from_db()
    assert (seed.words, seed.enabled) == (["403", "拒绝访问"], False)
    assert (seed.origin, seed.seed_fingerprint) == ("seed", "f")


@pytest.mark.parametrize(
    "words",
    ["", "one", "a\nＡ", "\x00\n…", "a\n" + "b" * 61, "\n".join(map(str, range(41)))],
)
def test_what_is_no_group_is_an_error_of_the_words(desk, words):
    response = desk.post(page("synonymgroup_add"), {"words": words})
    assert list(errors(response)) == ["words"]
    assert not SynonymGroup.objects.exists()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "鉴权"}, ["403"]),
        ({"q": "ｆＯＲＢＩＤ 403"}, ["403"]),
        ({"q": "checked"}, ["token"]),
        ({"q": "nothing"}, []),
        ({"q": "' OR 1"}, []),
        ({"q": "x" * 70_000}, []),
        ({"q": " "}, ["token", "403"]),
        ({"enabled__exact": "0"}, ["token"]),
        ({"origin__exact": "seed"}, ["403"]),
    ],
)
def test_groups_are_found_by_word_and_note_and_filtered(desk, seed, query, found):
    SynonymGroup.objects.create(words=["token", "令牌"], note="checked", enabled=False)
    assert listed(desk.get(page("synonymgroup_changelist"), query)) == found


def test_the_list_shows_the_words_at_a_glance(desk, seed):
    SynonymGroup.objects.create(words=[f"word{n}" for n in range(40)])
    text = desk.get(page("synonymgroup_changelist")).content.decode()
    assert "403 | Forbidden | 鉴权失败" in text
    assert "word30" not in text


@pytest.mark.parametrize(
    ("name", "enabled"), [("switch_off", False), ("switch_on", True)]
)
def test_groups_are_switched_together_and_it_is_on_record(desk, seed, name, enabled):
    other = SynonymGroup.objects.create(words=["a", "b"], enabled=not enabled)
    before = other.updated_at
    desk.post(
        page("synonymgroup_changelist"),
        {"action": name, "_selected_action": [seed.pk, other.pk]},
    )
    assert set(SynonymGroup.objects.values_list("enabled", flat=True)) == {enabled}
    other.refresh_from_db()
    assert other.updated_at > before
    assert str(other.pk) in LogEntry.objects.values_list("object_id", flat=True)


def test_staff_delete_nothing(desk):
    own = SynonymGroup.objects.create(words=["a", "b"])
    response = desk.post(page("synonymgroup_delete", own.pk), {"post": "yes"})
    assert response.status_code == 403


def test_superusers_delete_what_staff_wrote_and_nothing_else(boss_desk, seed):
    own = SynonymGroup.objects.create(words=["a", "b"], enabled=False)
    SynonymGroup.objects.update(enabled=False)
    for group in (own, seed):
        boss_desk.post(page("synonymgroup_delete", group.pk), {"post": "yes"})
    given = {"action": "delete_selected", "_selected_action": [seed.pk], "post": "yes"}
    boss_desk.post(page("synonymgroup_changelist"), given)
    assert SynonymGroup.objects.get() == seed


def test_the_sidebar_leads_there(desk):
    assert page("synonymgroup_changelist") in desk.get("/admin/").content.decode()

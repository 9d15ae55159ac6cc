"""Suggesting: symptoms, tags and articles for what is half typed."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser

from answers.models import Article
from answers.services.search import article_suggest

pytestmark = pytest.mark.django_db
ANYBODY = AnonymousUser()


def suggest(text, viewer=ANYBODY, **more):
    found = article_suggest(text=text, viewer=viewer, **more)
    return [(one.kind, one.text) for one in found]


@pytest.fixture
def library(index, make_article):
    make_article("auth", title="怎么开启鉴权", tags=("鉴权", "login"))
    make_article("npe", title="启动失败", answer="报 java.lang.NullPointerException。")


@pytest.mark.parametrize("typed", ["鉴权", "jq", "jianquan", "JianQ", "jian quan"])
def test_chinese_is_found_as_it_is_and_as_it_sounds(library, typed):
    assert suggest(typed) == [("tag", "鉴权"), ("article", "怎么开启鉴权")]


def test_an_identifier_is_found_by_its_beginning(library):
    found = suggest("NullPoi")
    assert found[0][0] == "symptom"
    assert "NullPointerException" in found[0][1]
    assert found[-1] == ("article", "启动失败")


def test_what_begins_a_word_is_a_word_before_it_is_pinyin(library, make_article):
    make_article("word", title="jquery upgrade")
    assert [text for kind, text in suggest("jq") if kind == "article"] == [
        "jquery upgrade",
        "怎么开启鉴权",
    ]


def test_nothing_internal_is_told_to_others(library):
    Article.objects.update(internal=True)
    for typed in ("jq", "NullPoi", "鉴权", "启动"):
        assert suggest(typed) == []
    staff = get_user_model()(is_staff=True)
    assert suggest("NullPoi", staff)


def test_many_articles_leave_room_for_symptoms_and_tags(index, make_article):
    for number in range(10):
        make_article(
            f"a{number}",
            title=f"令牌过期 {number}",
            tags=(f"令牌{number}",),
            answer=f"报 LingPai{number}Exception。",
        )
    kinds = [kind for kind, _ in suggest("令牌")]
    assert kinds == ["tag"] * 2 + ["article"] * 6
    kinds = [kind for kind, _ in suggest("lingpai")]
    assert len(kinds) == 8
    assert kinds == sorted(kinds, key=["symptom", "tag", "article"].index)
    assert set(kinds) == {"symptom", "tag", "article"}


@pytest.mark.parametrize("typed", ["%", "_", "\\", "'", "a" * 500, "\x00", "(", "😀"])
def test_odd_letters_break_nothing(library, typed):
    suggest(typed)


def test_names_are_read_once_a_minute_and_the_database_decides(library):
    assert ("tag", "鉴权") in suggest("鉴权")
    Article.objects.update(status=Article.Status.RETIRED)
    assert suggest("鉴权") == []

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from answers.lib.errors import NotFoundError
from answers.models import Article, Tag
from answers.services.articles import selectors
from answers.services.articles.selectors import (
    article_get,
    article_list,
    article_related,
    home_get,
    tag_get,
    tag_list,
)

ANYBODY = AnonymousUser()


def test_an_article_is_got_by_its_key(make_article):
    make_article("a")
    assert article_get(key="a", viewer=ANYBODY).key == "a"
    with pytest.raises(NotFoundError):
        article_get(key="b", viewer=ANYBODY)


def test_the_list_is_filtered(make_article):
    make_article("a", tags=("鉴权",), category="x", product="nacos")
    make_article("b")

    def keys(**filters):
        return {article.key for article in article_list(viewer=ANYBODY, **filters)}

    assert keys() == {"a", "b"}
    assert keys(tags=["鉴权"]) == keys(category="x") == keys(product="nacos") == {"a"}
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    assert keys(updated_since=later) == set()


def test_related_articles_are_neighbours_not_oneself(index, make_article):
    article = make_article("a")
    make_article("b", title="token invalid 集群")
    assert [a.key for a in article_related(article=article, viewer=ANYBODY)] == ["b"]


def test_without_an_index_nothing_is_related(make_article, monkeypatch):
    monkeypatch.setattr(selectors.healer, "start", lambda: None)
    assert article_related(article=make_article("a"), viewer=ANYBODY) == []


def test_tags_of_public_articles_are_counted(make_article):
    make_article("a", tags=("甲", "乙"))
    make_article("b", tags=("甲",))
    make_article("c", tags=("丙",))
    Article.objects.filter(key="c").update(internal=True)
    assert [(t.name, t.articles_count) for t in tag_list()] == [("甲", 2), ("乙", 1)]


def test_a_hidden_tag_is_not_found(make_article):
    make_article("a", tags=("甲",))
    assert tag_get(slug="甲").name == "甲"
    Tag.objects.update(hidden=True)
    with pytest.raises(NotFoundError):
        tag_get(slug="甲")


def test_home_shows_what_there_is(make_article, django_assert_max_num_queries):
    for number in range(9):
        make_article(f"a{number}", product="nacos", tags=("甲",))
    with django_assert_max_num_queries(4):
        home = home_get(viewer=ANYBODY)
    assert home.articles_count == 9
    assert len(home.newest) == 8
    assert [p.slug for p in home.products] == ["nacos"]

import pytest
from django.contrib.auth.models import AnonymousUser, User

from answers.lib.errors import IndexUnavailableError
from answers.models import Article, Tag
from answers.services.search import Question, article_search, article_suggest, query

ANYBODY = AnonymousUser()


def keys(text, viewer=ANYBODY, **filters):
    answer = article_search(question=Question(text, **filters), viewer=viewer)
    return [found.article.key for found in answer.results]


@pytest.mark.parametrize(
    ("fields", "staff", "found"),
    [
        ({}, False, True),
        ({"internal": True}, False, False),
        ({"internal": True}, True, True),
        ({"status": "retired"}, True, False),
    ],
    ids=["public", "internal-hidden", "internal-for-staff", "retired"],
)
def test_only_what_the_viewer_may_read(index, make_article, fields, staff, found):
    article = make_article("a")
    # Behind the index's back: the database decides, whatever the index says.
    Article.objects.filter(pk=article.pk).update(**fields)
    viewer = User(is_staff=True) if staff else ANYBODY
    assert keys("token invalid", viewer) == (["a"] if found else [])


def test_the_passage_and_its_section_are_shown(index, make_article):
    make_article("a", answer="## 开头\n\n客套话。\n\n## 原因\n\n时钟不同步。")
    answer = article_search(question=Question("时钟不同步"), viewer=ANYBODY)
    (found,) = answer.results
    assert "时钟不同步" in found.snippet.text
    assert found.section["anchor"] == "原因"
    assert answer.total == 1


def test_filters_and_facets(index, make_article):
    make_article("a", tags=("鉴权",), product="nacos", category="x")
    make_article("b", tags=("鉴权", "集群"), product="arthas")
    make_article("c", product="nacos")
    assert set(keys("token", product="nacos")) == {"a", "c"}
    assert keys("token", tags=("鉴权", "集群")) == ["b"]
    assert keys("token", category="x") == ["a"]
    facets = article_search(question=Question("token"), viewer=ANYBODY).facets
    assert [(v.slug, v.count) for v in facets["product"]] == [
        ("nacos", 2),
        ("arthas", 1),
    ]
    assert [(v.name, v.count) for v in facets["tag"]] == [("鉴权", 2), ("集群", 1)]


def test_hidden_tags_are_no_facets(index, make_article):
    make_article("a", tags=("鉴权",))
    Tag.objects.update(hidden=True)
    page = article_search(question=Question("token"), viewer=ANYBODY)
    assert page.facets["tag"] == []


def test_pages_do_not_overlap(index, make_article):
    for number in range(7):
        make_article(f"a{number}")
    first = keys("token", limit=4)
    rest = keys("token", limit=4, offset=4)
    assert len(first) == 4
    assert len(rest) == 3
    assert not set(first) & set(rest)


def test_a_missing_index_is_said_and_mended(make_article, monkeypatch):
    make_article("a")
    started = []
    monkeypatch.setattr(query.healer, "start", lambda: started.append(1))
    with pytest.raises(IndexUnavailableError):
        keys("token")
    assert started == [1]


@pytest.mark.parametrize(
    "text", ["", " ", "的", "title:(((", "\x00", "\ud800", "-" * 99_999]
)
def test_whatever_is_typed_is_answered(index, make_article, text):
    make_article("a")
    assert keys(text) in ([], ["a"])


def test_suggestions_are_tags_and_articles_one_may_read(index, make_article):
    make_article("a", tags=("token",))
    make_article("b")
    Article.objects.filter(key="b").update(internal=True)
    found = article_suggest(text="toke", viewer=ANYBODY)
    assert [(s.kind, s.text) for s in found] == [
        ("symptom", "token invalid"),
        ("tag", "token"),
        ("article", "403 token invalid"),
    ]
    assert article_suggest(text="  ", viewer=ANYBODY) == []


def test_a_half_typed_chinese_word_suggests_too(index, make_article):
    make_article("a", title="令牌过期怎么办")
    assert [s.text for s in article_suggest(text="令牌过", viewer=ANYBODY)]


def test_a_page_is_filled_although_some_hits_are_gone(index, make_article):
    for number in range(8):
        make_article(f"a{number}")
    gone = Article.objects.filter(key__in=["a7", "a6"])
    gone.update(status="retired")  # behind the index's back
    assert len(keys("token", limit=4)) == 4

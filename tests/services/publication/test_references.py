import pytest

from answers.content import match_form, sibling_key
from answers.models import Article, Reference
from answers.services.articles.status import article_set_status
from answers.services.publication import references
from answers.services.publication.references import Titles, resolve_references

pytestmark = pytest.mark.django_db

LONG = "Nacos 2.0 集群启动后控制台报 403 无法登录"


@pytest.fixture
def articles(make_article):
    """Return articles whose references mean each other in every way there is."""
    rows = {
        "a": {"title": LONG, "references": "专家经验：令牌过期"},
        "b": {"title": "令牌过期", "references": f"专家经验：{LONG[:14]}"},
        "c": {"title": LONG[:18], "references": f"专家经验：{LONG}，怎么办"},
        "d": {"title": "另一个", "question": "ＴＯＫＥＮ 过期了怎么办呢"},
        "e": {"title": "短", "references": "专家经验：token过期了怎么办\n短"},
        "question-history-7": {"title": "七", "references": "[x](a.md)\n[y](b.html#z)"},
        "f": {"title": "八", "references": "[z](./NACOS-user-question-history7.md)"},
        "g": {
            "title": "九",
            "references": "专家经验：九\n[z](nowhere.md)\n专家经验：无",
        },
    }
    return {key: make_article(key, **fields) for key, fields in rows.items()}


def expected():
    """Return the targets as found by reading every title, by article and position."""
    rows = Article.objects.published().values_list("pk", "title", "current__question")
    titles = Titles({pk: both for pk, *both in rows})
    keys = dict(Article.objects.published().values_list("key", "pk"))
    found = {}
    for row in Reference.objects.all():
        target = keys.get(sibling_key(row.url))
        if target is None and row.expert:
            target = titles.find(row.text)
        found[row.pk] = target if target != row.article_id else None
    return found


def targets():
    return dict(Reference.objects.values_list("pk", "target"))


def test_what_begins_alike_in_the_database_is_all_that_can_match(articles):
    count = resolve_references()
    assert targets() == expected()
    assert count == len([pk for pk in targets().values() if pk]) >= 6


def test_article_by_article_nothing_is_missed(articles):
    for article in articles.values():
        resolve_references([article.pk])
    assert targets() == expected()


def test_only_what_concerns_an_article_is_looked_at(articles):
    resolve_references([articles["question-history-7"].pk])
    found = Reference.objects.exclude(target=None).order_by("pk")
    assert [(row.article.key, row.target.key) for row in found] == [
        ("question-history-7", "a"),
        ("question-history-7", "b"),
        ("f", "question-history-7"),
    ]


def test_titles_that_begin_otherwise_are_not_read(articles, monkeypatch):
    read = []

    def count(title):
        read.append(title)
        return match_form(title)

    monkeypatch.setattr(references, "match_form", count)
    resolve_references([articles["b"].pk])
    starts = {match_form(title)[:8] for title in read}
    assert starts == {match_form(LONG)[:8], match_form("令牌过期")}


def test_an_article_shown_again_is_what_references_meant(articles):
    token = articles["b"]
    article_set_status(articles=[token], status="retired")
    resolve_references()
    row = Reference.objects.get(article=articles["a"])
    assert row.target is None
    token.refresh_from_db()
    article_set_status(articles=[token], status="published")
    row.refresh_from_db()
    assert row.target == token
    assert match_form(row.text) == match_form(token.title)

import pytest

from answers.content import ParsedArticle, derive
from answers.models import Article, ArticleSymptom, Cause, Symptom
from answers.services.publication import NewRevision, write_revisions

pytestmark = pytest.mark.django_db

ANSWER = "### 原因\n1. **密钥不一致**：端口 9848 正常。\n2. **时钟不准**：差太多。"


def links(article):
    rows = ArticleSymptom.objects.filter(article=article)
    return dict(rows.values_list("symptom__slug", "weight"))


def test_a_published_article_is_linked_with_what_it_shows(make_article):
    article = make_article("a", title="token invalid! 403", answer=ANSWER)
    assert set(links(article)) == {"token-invalid", "403", "port-9848"}
    assert Symptom.objects.get(slug="403").kind == "http_status"


def test_what_is_asked_counts_more_than_what_is_mentioned(make_article):
    asked = make_article("a", title="403", question="403", answer="重新登录")
    told = make_article("b", title="登录", question="登录", answer="看到 403 就重登")
    assert links(asked)["403"] > 2 * links(told)["403"]


def test_the_routing_label_is_no_symptom(make_article):
    article = make_article("a", title="token invalid nacos-opensource")
    assert set(links(article)) >= {"token-invalid"}
    assert not any("opensource" in slug for slug in links(article))


def test_causes_are_kept_in_order(make_article):
    article = make_article("a", answer=ANSWER)
    rows = [(c.position, c.title, c.anchor) for c in article.causes.all()]
    assert rows == [(1, "密钥不一致", "原因"), (2, "时钟不准", "原因")]


def test_a_new_state_replaces_links_and_causes(make_article):
    make_article("a", title="403", question="403", answer=ANSWER)
    article = make_article("a", title="404", question="404", answer="换个地址")
    assert set(links(article)) == {"404"}
    assert not Cause.objects.exists()
    assert not Symptom.objects.filter(slug="403").exists()


def test_a_symptom_that_others_show_stays(make_article):
    make_article("a", title="403")
    make_article("b", title="403")
    make_article("a", title="404", question="404", answer="换个地址")
    assert Symptom.objects.filter(slug="403").exists()


def test_a_conflict_changes_nothing(make_article):
    make_article("a", title="403", question="403", answer="重登")
    other = ParsedArticle(key="a", title="404", question="404", answer="换个地址")
    write_revisions([NewRevision(other, derive(other), status="conflict")])
    assert set(links(Article.objects.get(key="a"))) == {"403"}


def test_an_anchor_that_the_page_lacks_is_left_out(make_article):
    answer = "* ### 原因\n\n    1. **甲错**：错。"
    article = make_article("a", answer=answer)
    anchors = {entry["anchor"] for entry in article.current.outline}
    assert {cause.anchor for cause in article.causes.all()} <= anchors | {""}

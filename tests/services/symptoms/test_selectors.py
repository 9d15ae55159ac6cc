import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser

from answers.lib.errors import NotFoundError
from answers.models import Article, ArticleSymptom, Cause, Revision
from answers.services.indexing import index_check, index_ensure, index_rebuild
from answers.services.symptoms import symptom_get, symptom_list, symptom_nearest

pytestmark = pytest.mark.django_db(transaction=True)

ANYBODY = AnonymousUser()


def answer(*leads):
    items = (f"{n}. **{lead}**：说明{n}。" for n, lead in enumerate(leads, 1))
    return "### 错误原因\n" + "\n".join(items)


def causes(slug="403"):
    return symptom_get(slug=slug, viewer=ANYBODY).causes


def test_symptoms_are_listed_by_what_they_say_of_their_articles(make_article):
    make_article("a", title="403 token invalid")
    make_article("b", title="403", answer="重启 2.2.1")
    make_article("c", title="404")
    rows = list(symptom_list(viewer=ANYBODY))
    assert (rows[0].slug, rows[0].articles_count) == ("403", 2)
    assert [s.slug for s in symptom_list(viewer=ANYBODY, kind="version")] == [
        "version-2.2.1"
    ]


def test_near_duplicates_are_folded_and_the_most_named_comes_first(make_article):
    make_article("a", title="403", answer=answer("令牌已过期", "权限不足"))
    make_article("b", title="403", answer=answer("令牌已过期了", "地址写错"))
    first, *rest = causes()
    assert first.title in ("令牌已过期", "令牌已过期了")
    assert {source.article.key for source in first.sources} == {"a", "b"}
    assert {cause.title for cause in rest} == {"权限不足", "地址写错"}
    assert first.support == pytest.approx(sum(c.support for c in rest))


def test_an_answer_that_repeats_itself_counts_once(make_article):
    make_article("a", title="403", answer=answer("令牌已过期", "令牌已过期！", "写错"))
    supports = {cause.title: cause.support for cause in causes()}
    assert supports["令牌已过期"] == supports["写错"]


def test_votes_decide_between_answers(make_article):
    make_article("a", title="403", answer=answer("权限不足"))
    make_article("b", title="403", answer=answer("地址写错"))
    Article.objects.filter(key="a").update(up_weight=9)
    assert [cause.title for cause in causes()] == ["权限不足", "地址写错"]
    Article.objects.filter(key="a").update(up_weight=0, down_weight=9)
    assert [cause.title for cause in causes()] == ["地址写错", "权限不足"]


def test_an_answer_about_the_symptom_counts_more_than_one_that_mentions_it(
    make_article,
):
    make_article("a", title="登录", answer="看到 403。\n" + answer("权限不足"))
    make_article("b", title="403", answer=answer("地址写错"))
    assert [cause.title for cause in causes()] == ["地址写错", "权限不足"]


def test_a_remedy_that_the_best_answer_lacks_is_another_ones(make_article):
    make_article("a", title="403 403", answer=answer("令牌已过期"))
    cure = "\n\n### 解决方案\n1. **换新令牌**：重新登录。"
    make_article("b", title="登录", answer="403。\n" + answer("令牌已过期") + cure)
    [cause] = causes()
    assert cause.remedy == "换新令牌\n重新登录。"


@pytest.mark.parametrize("state", [{"internal": True}, {"status": "retired"}])
def test_what_one_may_not_read_says_nothing(make_article, state):
    make_article("a", title="403", answer=answer("权限不足"))
    Article.objects.update(**state)
    assert list(symptom_list(viewer=ANYBODY)) == []
    with pytest.raises(NotFoundError):
        symptom_get(slug="403", viewer=ANYBODY)


def test_staff_read_what_is_internal(make_article):
    make_article("a", title="403", answer=answer("权限不足"))
    Article.objects.update(internal=True)
    staff = get_user_model()(is_staff=True)
    assert len(symptom_get(slug="403", viewer=staff).causes) == 1


def test_an_unknown_symptom_is_not_found(db):
    with pytest.raises(NotFoundError):
        symptom_get(slug="nope", viewer=ANYBODY)


def test_a_symptom_asks_few_queries(make_article, django_assert_max_num_queries):
    for number in range(12):
        make_article(f"a{number}", title="403", tags=("甲",), answer=answer("写错"))
    with django_assert_max_num_queries(4):
        symptom_get(slug="403", viewer=ANYBODY)


def test_what_an_older_generation_published_is_diagnosed_again(make_article):
    make_article("a", title="403", answer=answer("权限不足"))
    index_rebuild()
    before = [
        list(rows.values_list()[:]) and rows.count()
        for rows in (ArticleSymptom.objects.all(), Cause.objects.all())
    ]
    ArticleSymptom.objects.all().delete()
    Cause.objects.all().delete()
    Revision.objects.update(renderer="older")
    assert index_check().unrendered == ("a",)
    assert index_ensure() == "rebuilt"
    assert [ArticleSymptom.objects.count(), Cause.objects.count()] == before
    assert index_check().clean


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("unknwon usr", ["unknown user"]),
        ("4033", ["403"]),
        ("备份", []),
        ("", []),
        ("x" * 10_000, []),
    ],
)
def test_the_nearest_are_those_that_are_written_alike(make_article, text, found):
    make_article("a", title="403 msg=unknown user!")
    near = symptom_nearest(text=text, viewer=ANYBODY)
    assert [symptom.value for symptom in near] == found

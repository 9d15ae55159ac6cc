import pytest
from django.contrib.auth.models import AnonymousUser

from answers.services.symptoms import symptom_get, symptom_meaning

pytestmark = pytest.mark.django_db(transaction=True)


def meaning(slug="403"):
    found = symptom_get(slug=slug, viewer=AnonymousUser())
    return symptom_meaning(diagnosis=found)


def test_a_sentence_that_explains_the_symptom_is_quoted_with_its_article(make_article):
    make_article(
        "a", title="403", answer="先看日志。权限问题：403 通常意味着没有权限。"
    )
    found = meaning()
    assert (found.text, found.article.key) == ("403 通常意味着没有权限。", "a")


@pytest.mark.parametrize(
    "text",
    [
        "先看日志，再重启服务，然后等十分钟。",
        "1403 通常意味着没有这个人，请再问一次。",
        "一、403 错误说明了什么",
        "403 通常意味着没有权限吗？",
        "403 出现了，另一个错误则意味着网络断开了。",
    ],
)
def test_none_where_no_answer_explains_it(make_article, text):
    make_article("a", title="403", answer=text)
    assert meaning() is None

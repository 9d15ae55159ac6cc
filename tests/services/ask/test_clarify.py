"""Questions back: where a question can be read in several ways."""

import pytest
from django.contrib.auth.models import AnonymousUser

from answers.models import Product
from answers.services.ask import question_ask
from answers.services.search import Question

pytestmark = pytest.mark.django_db
ANYBODY = AnonymousUser()


def ask(text, viewer=ANYBODY, **more):
    return question_ask(question=Question(text, **more), viewer=viewer, channel="api")


def test_two_products_alike_are_asked_back(index, make_article):
    make_article("a", title="连接超时 read timeout", product="nacos")
    make_article("b", title="连接超时 read timeout", product="sentinel")
    result = ask("连接超时 read timeout")
    assert result.status == "ambiguous"
    assert all(product.name in result.clarify for product in Product.objects.all())
    assert {choice.product for choice in result.choices} == {"nacos", "sentinel"}
    chosen = ask("连接超时 read timeout", product="nacos")
    assert (chosen.clarify, chosen.choices) == (None, ())


def test_a_symptom_of_several_causes_is_asked_back_by_what_tells_them_apart(refused):
    asked = ask("403")
    assert asked.status == "ambiguous"
    assert asked.best is not None
    assert "403" in asked.clarify
    others = {"user not found", "token invalid"}
    assert all(other in asked.clarify for other in others)
    assert {choice.text for choice in asked.choices} == others


def test_what_every_rival_shows_tells_nothing_apart(index, make_article):
    for key, more in (("who", "user not found"), ("token", "token invalid")):
        make_article(key, title="403 怎么解决", answer=f"NacosException: {more}。")
    assert {one.text for one in ask("403").choices} == {
        "user not found",
        "token invalid",
    }


def test_who_sees_one_status_is_not_asked_for_another(index, make_article):
    for key, status in (("a", 404), ("b", 405)):
        make_article(key, title="403 怎么解决", answer=f"也可能是 {status} Not Found。")
    assert ask("403").choices == ()


def test_a_bare_symptom_of_two_products_is_asked_back_by_product(index, make_article):
    make_article("a", title="启动报错 403", product="nacos")
    make_article("b", title="运行之中偶尔报错 403", product="sentinel")
    assert {one.product for one in ask("403").choices} == {"nacos", "sentinel"}
    assert ask("403", product="nacos").choices == ()


def test_a_product_that_is_named_is_not_asked_for(index, make_article):
    make_article("a", title="连接超时 read timeout", product="nacos")
    make_article("b", title="连接超时 read timeout", product="sentinel")
    assert ask("Nacos 连接超时 read timeout").choices == ()


def test_what_is_asked_beside_its_choices_does_not_repeat_them(refused):
    asked = ask("403")
    assert not any(choice.label in asked.lead for choice in asked.choices)
    assert "403" in asked.lead


@pytest.mark.parametrize("key", ["who", "token"])
def test_a_choice_added_to_the_question_answers_it(refused, key):
    other = {"who": "user not found", "token": "token invalid"}[key]
    answered = ask(f"403 {other}")
    assert (answered.status, answered.choices) == ("answered", ())
    assert answered.best.article.key == key


@pytest.mark.parametrize("text", ["403 user not found", "端口 9003 怎么开放"])
def test_who_says_more_than_a_symptom_is_not_asked_back(refused, text):
    assert ask(text).clarify is None


def test_two_readings_far_apart_are_both_offered(index, make_article):
    make_article("one", title="登录超时")
    make_article("two", title="推送失败")
    result = ask("登录超时 推送失败")
    assert result.status == "ambiguous"
    assert {choice.text for choice in result.choices} == {"登录超时", "推送失败"}

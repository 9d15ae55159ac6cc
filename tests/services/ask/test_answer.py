"""Answering: the decisive passage, or an honest unknown."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser

from answers.lib.cached import clear_all
from answers.models import Article, Inquiry, Pin, SynonymGroup
from answers.services.ask import answer, question_ask
from answers.services.search import Question

pytestmark = pytest.mark.django_db
ANYBODY = AnonymousUser()
ANSWER = "根据您提供的信息，分析如下：\n\n## 原因\n\n1. 令牌过期。\n2. 时钟不准。"


def ask(text, viewer=ANYBODY, **more):
    return question_ask(question=Question(text, **more), viewer=viewer, channel="api")


@pytest.fixture
def library(index, make_article):
    make_article("token", title="403 token invalid 令牌过期", answer=ANSWER)
    for number in range(12):
        make_article(f"other-{number}", title=f"端口 {9000 + number} 怎么开放")


def test_an_answer_comes_with_its_causes_and_revision(library):
    result = ask("token invalid 令牌过期")
    assert (result.status, result.inquiry) == ("answered", None)
    assert result.best.article.key == "token"
    assert result.best.revision == 1
    assert result.best.passage.text.startswith("原因\n令牌过期。")
    assert [c.article.key for c in result.citations] == ["token"]
    assert 0.3 <= result.confidence <= 1


def test_a_foreign_name_is_not_answered(library):
    result = ask("zookeeper 怎么开放端口")
    assert (result.status, result.best) == ("unknown", None)
    assert result.inquiry.question == "zookeeper 怎么开放端口"
    assert ask("怎么开放端口").status != "unknown"


def test_what_no_article_speaks_of_is_not_answered(library):
    assert ask("红烧肉怎么做").status == "unknown"


def test_alternatives_fall_in_confidence(library):
    chances = [other.confidence for other in ask("怎么开放端口").alternatives]
    assert len(chances) == 3
    assert chances == sorted(chances, reverse=True)


def test_the_same_question_again_counts_up(library):
    first = ask("Kubernetes 怎么装").inquiry
    again = ask(" ｋubernetes  怎么装\n").inquiry
    assert (again.token, again.count) == (first.token, 2)
    assert Inquiry.objects.count() == 1


def test_secrets_are_not_kept(library):
    ask("keycloak 报错 password=hunter2secret")
    assert "hunter2secret" not in Inquiry.objects.get().question


def test_nothing_to_ask_leaves_nothing(library):
    assert ask(" \x00 ").status == "unknown"
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize("staff", [False, True])
def test_only_what_the_viewer_may_read(library, staff):
    Article.objects.filter(key="token").update(internal=True)
    viewer = get_user_model()(is_staff=True) if staff else ANYBODY
    result = ask("token invalid 令牌过期", viewer=viewer)
    seen = {a.article.key for a in result.alternatives}
    seen |= {result.best.article.key} if result.best else set()
    assert ("token" in seen) is staff


def test_what_is_said_in_other_words_is_no_foreign_name(library, make_article):
    make_article("sdk", title="nacos sdk go 下载地址")
    before = ask("golang 下载地址")
    assert before.features.foreign == 1
    SynonymGroup.objects.create(words=["golang", "go"])
    clear_all()
    known = ask("golang 下载地址")
    assert known.best.article.key == "sdk"
    assert known.features.foreign == 0
    assert known.confidence > before.confidence


def test_an_answer_to_the_same_symptom_is_surer(library, make_article):
    make_article(
        "same", title="启动失败", answer="报错 java.net.BindException 时换端口。"
    )
    make_article("other", title="启动失败", answer="报错时换一台机器。")
    asked = "启动失败 java.net.BindException"
    with_it = ask(asked)
    assert with_it.best.article.key == "same"
    Article.objects.filter(key="same").update(status=Article.Status.RETIRED)
    assert ask(asked).confidence < with_it.confidence


@pytest.mark.parametrize(
    ("key", "secret"),
    [
        ("password=", "hunter2hunter2"),
        ("Authorization: Bearer ", "a1b2c3d4e5f6a7b8c9d0"),
        ("", "13800138000"),
    ],
)
def test_a_secret_makes_no_question_foreign_and_is_not_kept(library, key, secret):
    plain = ask(f"怎么开放端口 {key}")
    asked = ask(f"怎么开放端口 {key}{secret}")
    assert asked.features == plain.features
    assert (asked.status, asked.confidence) == (plain.status, plain.confidence)
    assert secret not in asked.question
    assert "‹" in asked.question


def test_lines_that_led_to_the_answer_are_counted_as_they_were_pasted(library):
    key = "-----BEGIN PRIVATE KEY-----\nTokenInvalid0123456789\n"
    log = f"start\n{key}-----END PRIVATE KEY-----\n403 token invalid 令牌过期\nend"
    told = ask(log).decisive
    assert [(line.line, line.text) for line in told] == [
        (5, "403 token invalid 令牌过期")
    ]


SAME = "java.net.BindException 启动失败"


@pytest.fixture
def startup(index, make_article):
    for key, more in (("port", "换一个端口"), ("stop", "先停掉旧进程")):
        make_article(key, title=SAME, answer=f"报错 java.net.BindException 时{more}。")
    make_article("log", title="日志太大怎么办", answer="按天切分日志。")
    for number in range(9):
        make_article(f"other-{number}", title=f"令牌 {number} 过期怎么续")


def test_an_answer_cites_each_article_that_would_answer_as_well(startup):
    result = ask(SAME)
    assert result.status == "answered"
    assert {c.article.key for c in result.citations} == {"port", "stop"}
    assert result.citations[0] == result.best
    for cited in result.citations:
        remedy = {"port": "换一个端口", "stop": "先停掉旧进程"}[cited.article.key]
        assert remedy in cited.passage.text
    others = {other.article.key for other in result.alternatives}
    assert not others & {"port", "stop"}


def test_what_is_about_something_else_is_not_cited(startup):
    assert [c.article.key for c in ask("日志太大怎么办").citations] == ["log"]


def test_an_answer_that_is_not_sure_cites_itself_alone(library):
    result = ask("开放端口有什么风险")
    assert result.status == "answered"
    assert result.confidence < answer.SURE
    assert len(result.citations) == 1


def test_a_pinned_answer_cites_itself_alone(startup):
    pin = Pin(text=SAME, article=Article.objects.get(key="stop"))
    pin.full_clean()
    pin.save()
    clear_all()
    result = ask(SAME)
    assert result.pinned
    assert [c.article.key for c in result.citations] == ["stop"]


def test_other_readings_are_no_citations(refused):
    assert len(ask("403").citations) == 1


def test_only_what_the_viewer_may_read_is_cited(startup):
    Article.objects.filter(key="stop").update(internal=True)
    assert [c.article.key for c in ask(SAME).citations] == ["port"]

"""Deciding: the lines of a log that led to the answer, and no others."""

import pytest
from django.contrib.auth.models import AnonymousUser

from answers.services.ask import question_answer
from answers.services.search import Question, article_search

pytestmark = pytest.mark.django_db
ANYBODY = AnonymousUser()

JAVA = """\
2024-03-01 09:12:44.101  INFO 1 --- [main] o.s.b.w.TomcatWebServer : started
2024-03-01 09:12:45.310 ERROR 1 --- [main] o.s.boot.SpringApplication : run failed
org.springframework.beans.factory.BeanCreationException: Error creating bean 'orders'
    at org.springframework.beans.factory.support.AbstractBeanFactory.get(X.java:10)
    at org.springframework.boot.SpringApplication.run(SpringApplication.java:99)
Caused by: com.example.ledger.LedgerLockedException: ledger is locked by another node
    at com.example.ledger.Ledger.open(Ledger.java:31)
    ... 18 more"""

CURL = """\
$ curl -v http://10.1.2.3:9000/v1/orders -H 'Authorization: Bearer abc123def456ghi789'
* Connected to 10.1.2.3 port 9000
> GET /v1/orders HTTP/1.1
> Accept: */*
< HTTP/1.1 403
< X-Reason: signature expired, check password=Hunter2xyz of client
< Content-Length: 0"""

PYTHON = """\
Traceback (most recent call last):
  File "/srv/app/main.py", line 12, in <module>
    connect(url)
  File "/srv/app/db.py", line 40, in connect
    raise PoolExhausted("no free connection in pool")
app.errors.PoolExhausted: no free connection in pool
"""


@pytest.fixture
def library(index, make_article):
    make_article("ledger", title="LedgerLockedException: ledger is locked by another")
    make_article("expired", title="403 signature expired", answer="检查 X-Reason。")
    make_article("pool", title="PoolExhausted no free connection in pool")
    for number in range(9):
        make_article(f"other-{number}", title=f"SpringApplication 端口 {number}")


def decided(text, **filters):
    answer = article_search(question=Question(text, **filters), viewer=ANYBODY)
    return answer.results[0].article.key, {d.line: d.text for d in answer.decisive}


def test_the_cause_of_a_stack_trace_decides_not_its_frames(library):
    found, lines = decided(JAVA)
    assert found == "ledger"
    assert lines[6] == JAVA.splitlines()[5]
    assert not {1, 4, 5, 7, 8} & set(lines)


def test_a_dump_of_a_call_names_status_and_reason_without_secrets(library):
    found, lines = decided(CURL)
    assert found == "expired"
    assert {5, 6} <= set(lines)
    assert "signature expired" in lines[6]
    assert "Hunter2xyz" not in "".join(lines.values())


def test_a_line_that_repeats_another_adds_nothing(library):
    found, lines = decided(PYTHON)
    assert found == "pool"
    assert len({5, 6} & set(lines)) == 1


def test_a_single_line_and_what_finds_nothing_have_none(library):
    assert decided("PoolExhausted no free connection")[1] == {}
    assert article_search(question=Question("\n\n"), viewer=ANYBODY).decisive == ()


def test_only_the_page_of_the_best_result_says_it(library):
    assert decided(JAVA)[1]
    text = JAVA + "\n端口"
    assert decided(text, sort="date")[1] == {}
    later = article_search(question=Question(text, offset=1), viewer=ANYBODY)
    assert later.decisive == ()


def test_an_answer_says_it_too(library):
    text = "启动时报错\nLedgerLockedException: ledger is locked by another\n怎么办"
    asked = question_answer(question=Question(text), viewer=ANYBODY)
    assert asked.best.article.key == "ledger"
    assert [line.line for line in asked.decisive] == [2]


def test_a_line_that_is_nothing_but_a_secret_decided_nothing(library, make_article):
    make_article("password", title="password 怎么修改", answer="改 password。")
    text = "password=Hunter2xyz\n怎么修改它呢\n"
    found = article_search(question=Question(text), viewer=ANYBODY)
    assert [told.line for told in found.decisive] == [2]

"""Which expectations hold, and which a change would break."""

import pytest
from django.contrib.auth.models import AnonymousUser

from answers.content import derive
from answers.index import get_engine
from answers.models import (
    Article,
    Expectation,
    Product,
)
from answers.services.ask import question_ask, question_judge
from answers.services.expectations import (
    Change,
    expectation_add,
    expectations_check,
    expectations_run,
    synonyms_change,
)
from answers.services.indexing import index_sync
from answers.services.publication import NewRevision, write_revisions
from answers.services.search import Question, simulated_context

pytestmark = pytest.mark.django_db

QUESTION = "403 token invalid"


def test_what_holds_is_not_broken(expected):
    assert expectations_run() == []
    expected.refresh_from_db()
    assert (expected.holds, expected.rank) == (True, 1)
    assert expected.checked_at is not None


def test_an_edit_that_loses_the_words_breaks_it(library, expected, candidate):
    change = candidate(library, title="别的事", question="别的事", answer="别的")
    [broken] = expectations_check(change=change)
    assert broken.expectation == expected
    assert QUESTION in broken.sentence
    assert expectations_check(change=candidate(library, title=QUESTION)) == []


def test_a_new_article_that_takes_the_place_breaks_it(expected, candidate):
    change = candidate(key="new", title=QUESTION, question=QUESTION, answer=QUESTION)
    [broken] = expectations_check(change=change)
    assert (broken.place, broken.instead) == (2, QUESTION)


def test_nothing_is_written_by_checking(library, expected, candidate):
    before = dict(get_engine().contents())
    expectations_check(change=candidate(library, title="别的事"))
    assert dict(get_engine().contents()) == before


def test_retiring_the_article_breaks_it(library, expected):
    [broken] = expectations_check(change=Change(gone=frozenset({library.pk})))
    assert broken.place is None


def test_words_that_are_not_the_same_break_it(index, make_article):
    answer = "返回 403 时，令牌已过期，重新登录。"
    right = make_article("right", title="登录失败", answer=answer)
    for number in range(4):
        title = f"端口 {9848 + number} 怎么开放"
        make_article(f"port-{number}", title=title, answer="在防火墙开放端口。")
    row = expectation_add(question="返回 403", article=right)
    [broken] = expectations_check(change=synonyms_change([["403", "端口"]]))
    assert (broken.expectation, broken.place) == (row, 5)
    assert expectations_check(change=synonyms_change([["令牌", "token"]])) == []


def test_what_is_broken_already_is_no_fault_of_the_change(library, candidate):
    expectation_add(question="红烧肉怎么做", article=library)
    [broken] = expectations_run()
    assert broken.place is None
    assert expectations_check(change=candidate(key="new", title="完全无关")) == []


def test_what_must_not_be_answered_breaks_once_it_is(library, candidate):
    row = expectation_add(question="红烧肉怎么做 糖醋")
    assert row.kind == "nothing"
    assert expectations_run() == []
    text = "红烧肉怎么做 糖醋"
    change = candidate(key="meat", title=text, question=text, answer=text)
    [broken] = expectations_check(change=change)
    assert text in broken.sentence


def test_what_is_switched_off_is_not_run(library, expected):
    Expectation.objects.update(enabled=False)
    assert expectations_check(change=Change(gone=frozenset({library.pk}))) == []


def test_an_expectation_of_a_product_asks_about_it(index, make_article):
    make_article("a", title=QUESTION, product="nacos")
    article = make_article("b", title=QUESTION, product="sentinel")
    product = Product.objects.get(slug="sentinel")
    expectation_add(question=QUESTION, article=article, product=product, within=1)
    assert expectations_run() == []


def test_after_an_edit_went_on_the_run_says_so(library, expected, content):
    parsed = content(title="别的事", question="别的事", answer="别的")
    write_revisions([NewRevision(parsed, derive(parsed))])
    index_sync()
    assert [broken.expectation for broken in expectations_run()] == [expected]
    expected.refresh_from_db()
    assert expected.holds is False


def judged(text):
    return question_judge(question=Question(text), context=simulated_context())


def test_a_question_is_judged_as_it_is_answered(library):
    for text in (QUESTION, "端口 9848", "红烧肉怎么做"):
        result = question_ask(
            question=Question(text), viewer=AnonymousUser(), channel="web"
        )
        probe = judged(text)
        assert probe.confidence == pytest.approx(result.confidence, abs=1e-4)
        assert probe.answered is (result.status != "unknown")


def test_the_database_decides_what_is_judged(library):
    Article.objects.filter(pk=library.pk).update(internal=True)
    assert library.pk not in judged(QUESTION).pks

"""Expectations: they hold, or whoever breaks them is told before anything changed."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser

from answers.content import ParsedArticle, derive
from answers.index import get_engine
from answers.lib.errors import ExpectationBrokenError, InvalidError
from answers.models import (
    Article,
    Expectation,
    ExpectationOverride,
    Product,
    SynonymGroup,
    Tag,
)
from answers.services.ask import question_ask, question_judge
from answers.services.expectations import (
    Change,
    Override,
    candidate_change,
    expectation_add,
    expectations_check,
    expectations_gate,
    expectations_run,
    synonyms_change,
)
from answers.services.indexing import document_of, index_sync
from answers.services.publication import NewRevision, write_revisions
from answers.services.search import Question, simulated_context

pytestmark = pytest.mark.django_db
QUESTION = "403 token invalid"


@pytest.fixture
def library(index, make_article):
    for number in range(8):
        make_article(
            f"port-{number}", title=f"端口 9848 gRPC 连接 {number}", answer="端口 9848"
        )
    return make_article("token", title="403 token invalid")


@pytest.fixture
def expected(library):
    return expectation_add(question=QUESTION, article=library, within=1)


def content(**fields):
    fields = {"title": "403", "question": "403", "answer": "重新登录。"} | fields
    return ParsedArticle(key=fields.pop("key", "token"), **fields)


def candidate(article=None, product="", **fields):
    parsed = content(**fields)
    pk = article.pk if article else None
    return candidate_change(parsed, derive(parsed), pk=pk, product=product)


def test_what_holds_is_not_broken(expected):
    assert expectations_run() == []
    expected.refresh_from_db()
    assert (expected.holds, expected.rank) == (True, 1)
    assert expected.checked_at is not None


def test_an_edit_that_loses_the_words_breaks_it(library, expected):
    change = candidate(library, title="别的事", question="别的事", answer="别的")
    [broken] = expectations_check(change=change)
    assert broken.expectation == expected
    assert QUESTION in broken.sentence
    assert expectations_check(change=candidate(library, title=QUESTION)) == []


def test_a_new_article_that_takes_the_place_breaks_it(expected):
    change = candidate(key="new", title=QUESTION, question=QUESTION, answer=QUESTION)
    [broken] = expectations_check(change=change)
    assert (broken.place, broken.instead) == (2, QUESTION)


def test_nothing_is_written_by_checking(library, expected):
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


def test_what_is_broken_already_is_no_fault_of_the_change(library):
    expectation_add(question="红烧肉怎么做", article=library)
    [broken] = expectations_run()
    assert broken.place is None
    assert expectations_check(change=candidate(key="new", title="完全无关")) == []


def test_what_must_not_be_answered_breaks_once_it_is(library):
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


def test_the_same_is_expected_once(library, expected):
    Expectation.objects.update(enabled=False)
    again = expectation_add(question=" 403  TOKEN invalid", article=library, within=2)
    assert (again.pk, again.within, again.enabled) == (expected.pk, 2, True)


def test_secrets_are_not_kept(library):
    row = expectation_add(question="登录 password=hunter2secret", article=library)
    assert "hunter2" not in row.question


@pytest.mark.parametrize(
    "fields", [{"question": " \x00 "}, {"within": 0}, {"within": 11}]
)
def test_what_cannot_be_expected_is_refused(library, fields):
    with pytest.raises(InvalidError):
        expectation_add(**{"question": "x", "article": library} | fields)


# ------------------------------------------------------------- the gate
def breaking(library):
    return Change(gone=frozenset({library.pk}))


def test_the_gate_stops_and_says_which(library, expected):
    with pytest.raises(ExpectationBrokenError) as caught:
        expectations_gate(change=breaking(library), subject="token")
    [sentence] = caught.value.extra["broken"]
    assert QUESTION in sentence
    assert not ExpectationOverride.objects.exists()


def test_a_reviewer_goes_on_with_a_reason_that_is_kept(library, expected):
    boss = get_user_model().objects.create_superuser("boss", password="x")
    override = Override(boss, "过时了\n不再支持")
    expectations_gate(change=breaking(library), subject="token", override=override)
    kept = ExpectationOverride.objects.get()
    assert (kept.author, kept.subject) == (boss, "token")
    assert kept.reason == "过时了 不再支持"
    assert QUESTION in kept.broken[0]


@pytest.mark.parametrize("user", [AnonymousUser(), None])
def test_who_may_not_override_is_refused(library, expected, user):
    with pytest.raises(InvalidError):
        expectations_gate(
            change=breaking(library), subject="token", override=Override(user, "why")
        )


def test_an_override_without_a_reason_is_none(library, expected):
    boss = get_user_model().objects.create_superuser("boss", password="x")
    with pytest.raises(ExpectationBrokenError):
        expectations_gate(
            change=breaking(library), subject="x", override=Override(boss, " ")
        )


def test_what_breaks_nothing_passes_and_leaves_nothing(library, expected):
    expectations_gate(change=candidate(library, title=QUESTION), subject="token")
    assert not ExpectationOverride.objects.exists()


def test_without_an_index_the_gate_does_not_guess(make_article):
    article = make_article("a")
    expectation_add(question="x", article=article)
    with pytest.raises(ExpectationBrokenError):
        expectations_gate(change=Change(), subject="x")


def test_without_expectations_nothing_is_asked(make_article):
    article = make_article("a")  # there is no index at all
    expectations_gate(change=Change(gone=frozenset({article.pk})), subject="x")


# ------------------------------------------------------------- true to what comes
def test_a_candidate_is_the_document_that_publishing_makes(index, make_article):
    Tag.objects.create(slug="quiet", name="quiet", hidden=True)
    port = Tag.objects.create(slug="ports", name="Ports")
    Tag.objects.create(slug="端口", name="端口", alias_of=port)
    parsed = content(
        key="new",
        title="端口 9848 nacos-opensource",
        answer="## 原因\n\n连接失败",
        tags=("Quiet", "端口", "New", "…"),
        category="kernel",
        description="一句话",
    )
    look = derive(parsed)
    [document] = candidate_change(parsed, look, pk=None, product="Nacos").documents
    write_revisions([NewRevision(parsed, look, product="Nacos")])
    row = Article.objects.select_related("current", "product").get(key="new")
    made = document_of(row)
    assert {**vars_of(document), "pk": 0, "revision": 0} == {
        **vars_of(made),
        "pk": 0,
        "revision": 0,
    }


def vars_of(document):
    return {name: getattr(document, name) for name in document.__slots__}


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


def test_a_group_is_replaced_or_left_out(db):
    one = SynonymGroup.objects.create(words=["a", "b"])
    SynonymGroup.objects.create(words=["c", "d"])
    off = SynonymGroup.objects.create(words=["e", "f"], enabled=False)
    assert synonyms_change([["x", "y"]], without=[one.pk]).groups == (
        ("c", "d"),
        ("x", "y"),
    )
    assert synonyms_change(without=[one.pk, off.pk, None]).groups == (("c", "d"),)


def test_after_an_edit_went_on_the_run_says_so(library, expected):
    parsed = content(title="别的事", question="别的事", answer="别的")
    write_revisions([NewRevision(parsed, derive(parsed))])
    index_sync()
    assert [broken.expectation for broken in expectations_run()] == [expected]
    expected.refresh_from_db()
    assert expected.holds is False

"""The gate: what breaks an expectation is refused or overridden."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser

from answers.lib.errors import ExpectationBrokenError, InvalidError
from answers.models import (
    ExpectationOverride,
)
from answers.services.expectations import (
    Change,
    Override,
    expectation_add,
    expectations_gate,
)

pytestmark = pytest.mark.django_db

QUESTION = "403 token invalid"


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


def test_what_breaks_nothing_passes_and_leaves_nothing(library, expected, candidate):
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

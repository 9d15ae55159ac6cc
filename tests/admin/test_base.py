"""Forms of the admin: checking writes nothing, saving may be refused."""

from __future__ import annotations

import pytest
from django.contrib import admin

from answers.models import Article, Expectation, ExpectationOverride, Pin, Revision
from answers.services.expectations import expectation_add
from tests.admin.conftest import page


@pytest.fixture
def form_of(rf, boss):
    """Return a function that makes the form of a model as the admin does."""

    def make(model, data, instance=None):
        request = rf.post("/", data)
        request.user = boss
        form = admin.site.get_model_admin(model).get_form(request, instance)
        return form(request.POST, instance=instance or model())

    return make


def test_checking_an_expectation_writes_nothing(form_of, make_article):
    given = {"question": "q", "kind": "find", "article": make_article().pk, "within": 3}
    assert form_of(Expectation, given).is_valid()
    assert not Expectation.objects.exists()


def test_checking_an_article_writes_nothing(form_of, make_article, typed):
    article = make_article()
    assert form_of(Article, typed(article, answer="new"), article).is_valid()
    assert Revision.objects.count() == 1


def test_checking_a_change_that_breaks_something_keeps_no_reason(
    index, form_of, make_article
):
    right, other = make_article("right", title="返回 403 怎么办"), make_article("other")
    expectation_add(question="返回 403", article=right, within=1)
    given = {"text": "返回 403", "by": "question", "article": other.pk, "enabled": "on"}
    assert form_of(Pin, given | {"override": "so be it"}).is_valid()
    assert not ExpectationOverride.objects.exists()


def test_what_is_refused_on_saving_is_rolled_back_and_said(boss_desk, make_article):
    article = make_article("right")
    row = expectation_add(question="返回 403", article=article)
    given = {
        "question": row.question,
        "kind": "find",
        "article": article.pk,
        "within": 3,
    }
    response = boss_desk.post(page("expectation_add"), given)
    assert list(response.context["errors"])
    assert Expectation.objects.get() == row

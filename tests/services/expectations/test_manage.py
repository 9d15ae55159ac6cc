"""Expectations are added once, without secrets."""

import pytest

from answers.lib.errors import InvalidError
from answers.models import (
    Expectation,
)
from answers.services.expectations import (
    expectation_add,
)

pytestmark = pytest.mark.django_db


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

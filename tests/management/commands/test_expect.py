"""``expect``: the exit code says whether all holds."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from answers.services.expectations import expectation_add


def run():
    out = StringIO()
    call_command("expect", stdout=out, stderr=StringIO())
    return out.getvalue()


def test_it_says_that_all_holds(index, make_article):
    expectation_add(question="403 token", article=make_article())
    assert run().strip() == "1 expectations hold"


def test_it_names_what_is_broken_and_fails(index, make_article, capsys):
    expectation_add(question="红烧肉", article=make_article())
    out = StringIO()
    with pytest.raises(CommandError, match="1 of 1"):
        call_command("expect", stdout=out, stderr=StringIO())
    assert "红烧肉" in out.getvalue()


def test_without_an_index_it_says_what_to_do(make_article):
    expectation_add(question="403", article=make_article())
    with pytest.raises(CommandError, match="rebuild"):
        run()

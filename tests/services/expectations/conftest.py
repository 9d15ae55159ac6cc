"""A library with expectations, and changes to try on it."""

import pytest

from answers.content import ParsedArticle, derive
from answers.services.expectations import (
    candidate_change,
    expectation_add,
)

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


@pytest.fixture
def content():
    """Return a function that makes the parsed text of an article."""

    def make(**fields):
        fields = {"title": "403", "question": "403", "answer": "重新登录。"} | fields
        return ParsedArticle(key=fields.pop("key", "token"), **fields)

    return make


@pytest.fixture
def candidate(content):
    """Return a function that makes the change of publishing a text."""

    def make(article=None, product="", **fields):
        parsed = content(**fields)
        pk = article.pk if article else None
        return candidate_change(parsed, derive(parsed), pk=pk, product=product)

    return make

"""Structured data: what Google requires of a QAPage, and nothing that is not so."""

import datetime as dt
import json
import re

import jsonschema
import pytest

from answers.models import Article
from tests.web import sweep

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _address(settings):
    settings.KB_BASE_URL = "https://kb.example"


def data_of(client, article):
    page = client.get(article.get_absolute_url()).content.decode()
    found = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', page, re.S
    )
    return [json.loads(text) for text in found]


def test_it_has_what_google_requires_of_a_question_and_its_answer(client, make_article):
    article = make_article(title="403", question="Why 403?", date=dt.date(2024, 5, 17))
    Article.objects.update(up_count=5, down_count=2)
    [data] = data_of(client, article)
    assert (data["@context"], data["@type"]) == ("https://schema.org", "QAPage")
    question = data["mainEntity"]
    assert question["@type"] == "Question"
    assert (question["name"], question["text"]) == ("403", "Why 403?")
    assert question["answerCount"] == 1
    answer = question["acceptedAnswer"]
    assert answer["@type"] == "Answer"
    assert answer["text"].startswith("Token 过期")
    assert answer["upvoteCount"] == 3
    assert answer["url"] == "https://kb.example/articles/token-invalid/#answer"
    assert answer["author"]["name"]
    assert dt.date.fromisoformat(answer["datePublished"]) == dt.date(2024, 5, 17)
    assert dt.datetime.fromisoformat(answer["dateModified"]).tzinfo


DAY = {"type": "string", "format": "date"}
NAMED = {
    "type": "object",
    "required": ["@type", "name"],
    "additionalProperties": False,
    "properties": {
        "@type": {"enum": ["Person", "Organization"]},
        "name": {"type": "string", "minLength": 1},
        "url": {"type": "string", "pattern": "^https://"},
    },
}
ANSWER = {
    "type": "object",
    "required": ["@type", "text", "url", "author", "upvoteCount", "datePublished"],
    "additionalProperties": False,
    "properties": {
        "@type": {"const": "Answer"},
        "text": {"type": "string", "minLength": 1},
        "url": {"type": "string", "pattern": "^https://[!-~]+#answer$"},
        "upvoteCount": {"type": "integer"},
        "datePublished": DAY,
        "dateModified": {"type": "string", "pattern": r"T[\d:.]+(Z|[+-]\d\d:\d\d)$"},
        "author": NAMED,
    },
}
QUESTION = {
    "type": "object",
    "required": ["@type", "name", "text", "answerCount", "acceptedAnswer"],
    "additionalProperties": False,
    "properties": {
        "@type": {"const": "Question"},
        "name": {"type": "string", "minLength": 1},
        "text": {"type": "string", "minLength": 1},
        "answerCount": {"const": 1},
        "datePublished": DAY,
        "author": NAMED,
        "acceptedAnswer": ANSWER,
    },
}
# What Google documents of QAPage: what it requires and recommends, and no other name.
QA_PAGE = {
    "type": "object",
    "required": ["@context", "@type", "mainEntity"],
    "additionalProperties": False,
    "properties": {
        "@context": {"const": "https://schema.org"},
        "@type": {"const": "QAPage"},
        "mainEntity": QUESTION,
    },
}


def test_of_every_article_it_keeps_to_the_schema(client, make_article):
    kind = jsonschema.Draft202012Validator
    check = kind(QA_PAGE, format_checker=kind.FORMAT_CHECKER)
    make_article("鉴权 a", title="</script> & “中文”", question="")
    make_article("long", title="x" * 400, answer="长" * 30_000, question="? " * 9_000)
    make_article(sweep.KEY, question=sweep.QUESTION, answer=sweep.ANSWER)
    Article.objects.update(date=dt.date(1999, 1, 2))
    for article in Article.objects.all():
        [data] = data_of(client, article)
        check.validate(data)
        del data["mainEntity"]["acceptedAnswer"]["text"]
        assert not check.is_valid(data)  # it does look


def test_the_answer_it_names_is_there(client, make_article):
    article = make_article()
    page = client.get(article.get_absolute_url()).content.decode()
    assert 'id="answer"' in page


def test_without_an_answer_there_is_none(client, make_article):
    article = make_article(answer=" ")
    assert data_of(client, article) == []


def test_internal_articles_tell_machines_nothing(admin_client, make_article):
    article = make_article()
    Article.objects.update(internal=True)
    assert data_of(admin_client, article) == []


def test_no_text_ends_the_script(client, make_article):
    article = make_article(title="</script><script>alert(1)</script> & <!--")
    [data] = data_of(client, article)
    assert data["mainEntity"]["name"].startswith("</script>")
    page = client.get(article.get_absolute_url()).content.decode()
    assert "<script>alert" not in page

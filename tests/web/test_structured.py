"""Structured data: what Google requires of a QAPage, and nothing that is not so."""

import datetime as dt
import json
import re

import pytest

from answers.models import Article

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

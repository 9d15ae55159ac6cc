"""Moving: old addresses lead to what replaces an article, or say that it is gone."""

import pytest

from answers.models import Article, FeedbackNumber, Inquiry, Vote
from answers.services.articles.status import article_set_status

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(index, make_article):
    make_article("new", title="403 anew")
    article = make_article("old", title="403 before")
    FeedbackNumber.objects.create(number=13578, article=article)
    return article


@pytest.fixture
def moved(old):
    article_set_status(articles=[old], status="retired", replaced_by="new")
    return old


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("/articles/old/", "/articles/new/"),
        ("/articles/old/?from=1.x&hl=en", "/articles/new/?hl=en"),
        ("/articles/old.md", "/articles/new.md"),
        ("/articles/old/history/", "/articles/new/history/"),
        ("/articles/old/feedback/?vote=down", "/articles/new/feedback/?vote=down"),
        ("/articles/old/feedback/?by=token", "/articles/new/feedback/"),
    ],
)
def test_every_address_of_a_replaced_article_leads_on(client, moved, path, there):
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (301, there)
    assert "no-cache" in response["Cache-Control"]  # staff may decide anew
    assert client.get(there).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/articles/old/", "/articles/old.md", "/articles/old/feedback/?vote=down"],
)
def test_one_that_nothing_replaces_is_gone_and_offers_a_search(client, old, path):
    article_set_status(articles=[old], status="retired")
    response = client.get(path)
    assert response.status_code == 410
    assert "403 before" in response.text
    assert 'content="noindex"' in response.text


@pytest.mark.parametrize("name", ["new", ""])
def test_a_published_complaint_link_leads_to_what_is_there_now(client, old, name):
    article_set_status(articles=[old], status="retired", replaced_by=name)
    path = "/user/feedbackByEnhancerGradePOJOID?enhancerGradePOJOId=13578"
    response = client.get(path, follow=True)
    if name:
        assert response.redirect_chain[-1][0] == "/articles/new/feedback/?vote=down"
        assert response.status_code == 200
    else:
        assert response.status_code == 410


def test_a_vote_on_what_was_retired_meanwhile_is_not_cast_on_another(client, moved):
    response = client.post("/articles/old/feedback/", {"vote": "down"})
    assert response.status_code == 302
    assert response["Location"] == "/articles/new/feedback/"
    assert not Vote.objects.exists()


def test_an_answered_inquiry_shows_what_replaces_its_answer(client, moved):
    inquiry = Inquiry.objects.create(
        fingerprint="f", question="403?", status="answered", article=moved
    )
    assert 'href="/articles/new/"' in client.get(f"/inquiries/{inquiry.token}/").text


def test_search_engines_and_feeds_are_told_of_the_new_one_alone(client, moved):
    for path in ("/sitemap-articles.xml", "/feed.xml", "/llms.txt", "/search?q=403"):
        response = client.get(path)
        text = b"".join(response).decode()
        assert "/articles/new" in text
        assert "/articles/old" not in text


def test_the_api_says_gone_and_names_the_other(client, moved):
    for send, path in (
        (client.get, "/api/v1/articles/old"),
        (client.post, "/api/v1/articles/old/feedback"),
    ):
        response = send(path, {"vote": "up"}, content_type="application/json")
        body = response.json()
        assert (response.status_code, body["code"]) == (410, "gone")
        assert body["replaced_by"] == "new"
        assert "new" in body["detail"]
    article_set_status(
        articles=Article.objects.filter(key="old"), status="retired", replaced_by=""
    )
    assert client.get("/api/v1/articles/old").json()["replaced_by"] == ""

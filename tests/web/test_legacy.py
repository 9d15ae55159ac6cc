"""The 差评 links of published pages keep working."""

import pytest

from answers.models import FeedbackNumber, Vote

pytestmark = pytest.mark.django_db

PATH = "/user/feedbackByEnhancerGradePOJOID"


def test_a_known_number_leads_to_the_feedback_page(client, make_article):
    article = make_article()
    FeedbackNumber.objects.create(number=13578, article=article)
    response = client.get(PATH, {"enhancerGradePOJOId": " 13578 "})
    assert response.status_code == 302
    assert response.url == "/articles/token-invalid/feedback/?vote=down"
    assert not Vote.objects.exists()


def test_an_unknown_number_is_a_friendly_404(client):
    response = client.get(PATH, {"enhancerGradePOJOId": "99999"})
    assert response.status_code == 404
    assert "文章已下架" in response.content.decode()


@pytest.mark.parametrize(
    "number",
    [
        "",
        "abc",
        "-1",
        "1.5",
        "１３５７８",
        "1" * 5000,
        "0" * 5000 + "x",
        "\x00",
        "1 OR 1=1",
    ],
    ids=range(9),
)
def test_garbage_is_refused_or_unknown_but_never_an_error(client, number):
    response = client.get(PATH, {"enhancerGradePOJOId": number})
    assert response.status_code in {400, 404}


def test_a_missing_number_says_what_is_missing(client):
    response = client.get(PATH)
    assert response.status_code == 400
    assert "13578" in response.content.decode()


def test_the_number_of_an_internal_article_is_unknown(client, make_article):
    article = make_article()
    FeedbackNumber.objects.create(number=13578, article=article)
    article.internal = True
    article.save()
    assert client.get(PATH, {"enhancerGradePOJOId": "13578"}).status_code == 404

"""Feedback: only a sent form votes; once a visitor, to change and to take back."""

import pytest
from django.test import Client

from answers.models import Vote

pytestmark = pytest.mark.django_db

URL = "/articles/token-invalid/feedback/"


@pytest.fixture(autouse=True)
def article(make_article):
    return make_article()


@pytest.mark.parametrize("query", ["", "?vote=down", "?vote=up", "?vote=nonsense"])
def test_looking_never_votes(client, query):
    response = client.get(URL + query)
    assert response.status_code == 200
    assert not Vote.objects.exists()
    assert "kb_visitor" not in response.cookies


def test_a_link_chooses_beforehand(client):
    page = client.get(URL, {"vote": "down"}).content.decode()
    assert 'value="down" checked' in page


def test_sending_votes_and_thanks(client, article):
    form = {
        "vote": "down",
        "reason": "outdated",
        "comment": " 2.4 differs ",
        "query": "403",
    }
    response = client.post(URL, form, follow=True)
    vote = Vote.objects.get()
    assert (vote.value, vote.reason, vote.comment) == (-1, "outdated", "2.4 differs")
    assert (vote.query, vote.channel, vote.revision) == ("403", "web", article.current)
    assert response.redirect_chain == [(f"{URL}?done=down", 302)]
    assert "谢谢" in response.content.decode()


def test_a_second_vote_replaces_the_first(client, article):
    client.post(URL, {"vote": "down", "reason": "wrong"})
    client.post(URL, {"vote": "up", "reason": "wrong"})
    vote = Vote.objects.get()
    article.refresh_from_db()
    assert (vote.value, vote.reason) == (1, "")
    assert (article.up_count, article.down_count) == (1, 0)


def test_the_vote_is_shown_to_change_and_can_be_withdrawn(client, article):
    client.post(URL, {"vote": "down", "reason": "wrong", "comment": "no such port"})
    page = client.get(URL).content.decode()
    assert "您给了差评" in page
    assert "no such port" in page
    assert 'value="wrong" checked' in page
    response = client.post(URL, {"action": "withdraw"}, follow=True)
    assert "您的反馈已撤回" in response.content.decode()
    assert not Vote.objects.exists()


def test_withdrawing_nothing_is_no_error(client):
    response = client.post(URL, {"action": "withdraw"})
    assert response.status_code == 302
    assert "kb_visitor" not in response.cookies


def test_the_article_shows_the_vote_as_well(client, article):
    client.post(URL, {"vote": "up"})
    page = client.get(article.get_absolute_url()).content.decode()
    assert 'value="up" required checked' in page
    assert "好评 1" in page


def test_two_visitors_are_two(client, article):
    client.post(URL, {"vote": "up"})
    Client().post(URL, {"vote": "down"})
    article.refresh_from_db()
    assert (article.up_count, article.down_count) == (1, 1)


def test_the_cookie_is_signed_and_out_of_reach_of_scripts(client):
    cookie = client.post(URL, {"vote": "up"}).cookies["kb_visitor"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 2 * 365 * 24 * 3600
    assert not cookie["secure"]
    assert cookie.value.split(":")[0] not in Vote.objects.get().visitor


def test_the_cookie_is_secure_under_https(client):
    response = client.post(URL, {"vote": "up"}, secure=True)
    assert response.cookies["kb_visitor"]["secure"]


def test_a_forged_cookie_is_a_stranger(client):
    client.post(URL, {"vote": "up"})
    value = client.cookies["kb_visitor"].value
    stranger = Client()
    stranger.cookies["kb_visitor"] = "x" + value
    stranger.post(URL, {"vote": "down"})
    assert Vote.objects.count() == 2


@pytest.mark.parametrize("vote", ["", "sideways", "1", "UP"])
def test_a_vote_that_is_none_is_refused_with_the_text_kept(client, vote):
    response = client.post(URL, {"vote": vote, "comment": "<b>kept</b>"})
    page = response.content.decode()
    assert response.status_code == 400
    assert "请先选择“有帮助”还是“没解决”" in page
    assert "&lt;b&gt;kept&lt;/b&gt;" in page
    assert not Vote.objects.exists()


def test_a_comment_that_is_too_long_is_refused_with_the_text_kept(client):
    response = client.post(URL, {"vote": "down", "comment": "长" * 2001})
    page = response.content.decode()
    assert response.status_code == 400
    assert "共 2001 个字，最多 2000 个" in page
    assert "长" * 2001 in page


def test_an_unknown_reason_is_left_out(client):
    client.post(URL, {"vote": "down", "reason": "<script>"})
    assert Vote.objects.get().reason == ""


def test_hostile_text_is_kept_as_plain_text(client):
    comment = "a\x00b\ud800c\u202e <script>alert(1)</script>"
    form = {"vote": "down", "comment": comment.encode("utf-8", "surrogatepass")}
    assert client.post(URL, form).status_code == 302
    assert "<script>alert" not in client.get(URL).content.decode()


def test_too_many_are_told_to_wait(client, settings):
    settings.KB_THROTTLE_FEEDBACK = "2/day"
    votes = [client.post(URL, {"vote": "up"}) for _ in range(3)]
    assert [response.status_code for response in votes] == [302, 302, 429]
    assert int(votes[2]["Retry-After"]) > 0
    assert "操作太频繁了" in votes[2].content.decode()


@pytest.mark.parametrize(("proxies", "last"), [(0, 429), (1, 302)])
def test_the_address_is_read_behind_trusted_proxies_only(
    client, settings, proxies, last
):
    settings.KB_THROTTLE_FEEDBACK, settings.KB_PROXIES = "1/day", proxies
    client.post(URL, {"vote": "up"}, headers={"x-forwarded-for": "1.1.1.1"})
    response = client.post(
        URL, {"vote": "up"}, headers={"x-forwarded-for": "1.1.1.1, 2.2.2.2"}
    )
    assert response.status_code == last


def test_a_form_without_token_is_refused_in_words():
    response = Client(enforce_csrf_checks=True).post(URL, {"vote": "up"})
    assert response.status_code == 403
    assert "表单已失效" in response.content.decode()
    assert not Vote.objects.exists()


def test_the_page_is_never_cached(client):
    assert "no-store" in client.get(URL)["Cache-Control"]


def test_an_unknown_article_is_not_found(client):
    assert client.post("/articles/nothing/feedback/", {"vote": "up"}).status_code == 404

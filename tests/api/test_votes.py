import pytest

from answers.models import Vote
from answers.services.accounts import BotAccess, bot_create, key_make

URL = "/api/v1/articles/a/feedback"
pytestmark = pytest.mark.django_db


def send(client, **body):
    return client.post(URL, body, content_type="application/json")


def test_a_vote_is_recorded_with_its_reason(client, make_article):
    make_article("a")
    response = send(client, vote="down", reason="outdated", comment="旧了", query="403")
    assert response.json() == {
        "id": "a",
        "vote": "down",
        "revision": 1,
        "votes": {"up": 0, "down": 1},
    }
    vote = Vote.objects.get()
    assert (vote.reason, vote.comment, vote.query) == ("outdated", "旧了", "403")
    assert vote.channel == Vote.Channel.API
    assert "127.0.0.1" not in vote.visitor


def test_one_vote_per_visitor_changeable_and_withdrawable(client, make_article):
    make_article("a")
    send(client, vote="up", visitor="u1")
    send(client, vote="down", visitor="u1")
    assert send(client, vote="down", visitor="u2").json()["votes"] == {
        "up": 0,
        "down": 2,
    }
    assert client.delete(f"{URL}?visitor=u1").json()["votes"] == {"up": 0, "down": 1}
    assert client.delete(f"{URL}?visitor=nobody").status_code == 200


def test_nobody_reaches_the_votes_of_another_by_a_visitor_s_name(
    client, make_article, django_user_model
):
    article = make_article("a")
    bots = [
        {"authorization": f"Bearer {key_make(bot=bot)[1].text}"}
        for bot in (
            bot_create(name=name, access=BotAccess(scopes=("feedback",)))
            for name in ("one", "two")
        )
    ]
    for headers in (*bots, {}):
        client.post(
            URL, {"vote": "up", "visitor": "u1"}, content_type="application/json",
            headers=headers,
        )  # fmt: skip
    client.force_login(django_user_model.objects.create_user("anna"))
    send(client, vote="down", visitor="u1")
    client.delete(f"{URL}?visitor=u1")
    client.logout()
    assert Vote.objects.count() == 3
    client.delete(f"{URL}?visitor=u1")
    client.delete(f"{URL}?visitor=u1", headers=bots[1])
    article.refresh_from_db()
    assert (article.up_count, article.down_count) == (1, 0)
    client.delete(f"{URL}?visitor=u1", headers=bots[0])
    assert not Vote.objects.exists()


def test_get_never_votes(client, make_article):
    make_article("a")
    assert client.get(URL, {"vote": "down"}).status_code == 405
    assert not Vote.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "vote"),
        ({"vote": "sideways"}, "vote"),
        ({"vote": ["up"]}, "vote"),
        ({"vote": "up", "comment": "长" * 2001}, "comment"),
        ({"vote": "up", "reason": 3.5}, "reason"),
        ({"vote": "up", "visitor": {}}, "visitor"),
    ],
)
def test_bad_feedback_names_the_field(client, make_article, body, field):
    make_article("a")
    response = send(client, **body)
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [field]


def test_an_unknown_article_takes_no_vote(client, db):
    assert send(client, vote="up").status_code == 404


def test_voting_is_limited(client, make_article, settings):
    make_article("a")
    settings.KB_THROTTLE_FEEDBACK = "1/min"
    assert send(client, vote="up").status_code == 200
    assert send(client, vote="up").status_code == 429

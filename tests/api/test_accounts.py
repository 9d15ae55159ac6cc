"""Logins over REST: tokens that say what became of them."""

import datetime as dt
import json

import jwt
import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone

from answers.models import Login

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def user(django_user_model):
    return django_user_model.objects.create_user("anna", password=PASSWORD)


@pytest.fixture
def post(client):
    def send(name, body=None, **headers):
        headers = {key.replace("_", "-"): value for key, value in headers.items()}
        data = json.dumps({} if body is None else body)
        kind = "application/json"
        path = f"/api/v1/auth/{name}"
        return client.post(path, data, content_type=kind, headers=headers)

    return send


@pytest.fixture
def tokens(post, user):
    response = post("login", {"username": "anna", "password": PASSWORD})
    assert response.status_code == 200, response.text
    return response.json()


@pytest.fixture
def check(client):
    def ask(token):
        headers = {"authorization": f"Bearer {token}"}
        return client.get("/api/v1/auth/check", headers=headers)

    return ask


def refresh(post, token):
    return post("refresh", {"refresh_token": token})


def code(response, status=401):
    assert response.status_code == status, response.text
    return response.json()["code"]


def forged(token, **changes):
    """Return the token with other claims, signed as we sign."""
    payload = jwt.decode(token, options={"verify_signature": False}) | changes
    return jwt.encode(payload, django_settings.SIMPLE_JWT["SIGNING_KEY"], "HS256")


def seconds_from_now(seconds):
    return int(timezone.now().timestamp()) + seconds


def test_name_and_password_give_the_tokens_of_the_contract(post, tokens, check):
    assert set(tokens) == {"access_token", "refresh_token", "token_ttl"}
    assert tokens["token_ttl"] == 1800
    state = check(tokens["access_token"]).json()
    assert (state["kind"], state["name"], state["scopes"]) == ("login", "anna", None)


def test_answers_with_tokens_are_kept_nowhere(post, user):
    response = post("login", {"username": "anna", "password": PASSWORD})
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "password"), [("anna", "wrong"), ("nobody", PASSWORD), ("ANNA", PASSWORD)]
)
def test_a_wrong_name_and_a_wrong_password_look_alike(post, user, name, password):
    response = post("login", {"username": name, "password": password})
    assert code(response) == "login_failed"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"username": "anna"},
        {"username": "", "password": "x"},
        {"username": "a" * 151, "password": "x"},
        {"username": "anna", "password": "x\x00"},
        {"username": "anna", "password": "\ud800"},
        {"username": ["anna"], "password": {"x": 1}},
        [],
        "x",
    ],
)
def test_what_is_no_login_names_the_fields(post, user, body):
    response = post("login", body)
    assert code(response, 400) == "invalid"
    assert response.json()["errors"]


def test_a_password_counts_to_the_last_space(post, django_user_model):
    django_user_model.objects.create_user("spaced", password="  spaces  ")
    given = {"username": "spaced", "password": "  spaces  "}
    assert post("login", given).status_code == 200


def test_each_refresh_gives_a_new_token_and_kills_the_old(post, tokens, check):
    fresh = refresh(post, tokens["refresh_token"]).json()
    assert fresh["refresh_token"] != tokens["refresh_token"]
    assert check(fresh["access_token"]).status_code == 200
    assert refresh(post, fresh["refresh_token"]).status_code == 200


def test_a_reused_token_ends_the_whole_family_and_says_so(post, tokens, check, caplog):
    fresh = refresh(post, tokens["refresh_token"]).json()
    assert code(refresh(post, tokens["refresh_token"])) == "token_reused"
    assert code(refresh(post, fresh["refresh_token"])) == "token_reused"
    assert code(check(fresh["access_token"])) == "token_reused"
    assert code(check(tokens["access_token"])) == "token_reused"
    assert str(Login.objects.get().pk) in caplog.text


def test_a_reuse_ends_no_other_login_of_the_same_person(post, tokens, check):
    other = post("login", {"username": "anna", "password": PASSWORD}).json()
    refresh(post, tokens["refresh_token"])
    refresh(post, tokens["refresh_token"])
    assert check(other["access_token"]).status_code == 200


@pytest.mark.parametrize("by", ["refresh_token", "access_token"])
def test_logging_out_kills_access_and_refresh_tokens(post, tokens, check, by):
    if by == "refresh_token":
        done = post("logout", {"refresh_token": tokens[by]})
    else:
        done = post("logout", authorization=f"Bearer {tokens[by]}")
    assert done.json() == {"ended": True}
    assert code(check(tokens["access_token"])) == "token_revoked"
    assert code(refresh(post, tokens["refresh_token"])) == "token_revoked"
    again = post("logout", {"refresh_token": tokens["refresh_token"]})
    assert code(again) == "token_revoked"


def test_logging_out_of_nothing_says_what_is_missing(post):
    assert code(post("logout")) == "token_missing"


def test_a_switched_off_account_has_no_tokens(post, tokens, check, user):
    user.is_active = False
    user.save()
    assert code(check(tokens["access_token"])) == "token_revoked"
    assert code(refresh(post, tokens["refresh_token"])) == "token_revoked"


def test_a_changed_password_ends_what_began_with_the_old_one(post, tokens, check, user):
    user.set_password("another horse")
    user.save()
    assert code(check(tokens["access_token"])) == "token_revoked"
    assert code(refresh(post, tokens["refresh_token"])) == "token_revoked"


def test_a_deleted_account_leaves_unknown_tokens(tokens, check, user):
    user.delete()
    assert code(check(tokens["access_token"])) == "token_unknown"


def test_tokens_expire_and_say_when_and_what_to_do(post, tokens, check):
    ended = seconds_from_now(-60)
    for name, said in (("access_token", "auth/refresh"), ("refresh_token", "14")):
        old = forged(tokens[name], exp=ended)
        response = check(old) if name == "access_token" else refresh(post, old)
        assert code(response) == "token_expired"
        assert dt.datetime.fromisoformat(response.json()["at"]).timestamp() == ended
        if name == "access_token":
            assert said in response.json()["detail"]


def test_clocks_that_differ_a_little_do_no_harm_and_a_lot_is_named(tokens, check):
    access = tokens["access_token"]
    assert check(forged(access, exp=seconds_from_now(-20))).status_code == 200
    assert check(forged(access, iat=seconds_from_now(20))).status_code == 200
    response = check(forged(access, iat=seconds_from_now(300)))
    assert code(response) == "clock_skew"
    assert "30" in response.json()["detail"] or "29" in response.json()["detail"]


def test_tokens_are_good_for_one_thing(post, tokens, check):
    assert code(check(tokens["refresh_token"])) == "token_wrong_type"
    assert code(refresh(post, tokens["access_token"])) == "token_wrong_type"


def unsigned(token):
    payload = jwt.decode(token, options={"verify_signature": False})
    return jwt.encode(payload, None, "none")


def foreign(token):
    payload = jwt.decode(token, options={"verify_signature": False})
    return jwt.encode(payload, "another server's key, long enough", "HS256")


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (foreign, "token_unknown"),
        (unsigned, "token_malformed"),
        (lambda token: token[:-30], "token_malformed"),
        (lambda token: token.split(".")[0], "token_malformed"),
        (lambda token: "eyJ.eyJ.x", "token_malformed"),
        (lambda token: forged(token, login=None), "token_malformed"),
        (lambda token: forged(token, login="no uuid"), "token_malformed"),
        (lambda token: forged(token, exp="soon"), "token_malformed"),
    ],
    ids=["foreign", "unsigned", "cut", "part", "nonsense", "nobody", "id", "exp"],
)
def test_what_we_did_not_sign_is_told_apart(tokens, check, make, expected):
    assert code(check(make(tokens["access_token"]))) == expected


def test_a_cookie_and_an_old_token_stand_in_no_ones_way(user):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    body = json.dumps({"username": "anna", "password": PASSWORD})
    response = browser.post(
        "/api/v1/auth/login",
        body,
        content_type="application/json",
        headers={"authorization": "Bearer " + "x" * 40},
    )
    assert response.status_code == 200
    body = json.dumps({"refresh_token": response.json()["refresh_token"]})
    path = "/api/v1/auth/refresh"
    again = browser.post(path, body, content_type="application/json")
    assert again.status_code == 200


def test_a_token_in_an_address_is_refused(client, tokens):
    given = {"accessToken": tokens["access_token"]}
    assert code(client.get("/api/v1/auth/check", given)) == "key_in_url"
    assert code(client.get("/api/v1/search", given | {"q": "x"})) == "key_in_url"


def test_nobody_is_told_what_to_send(client):
    response = client.get("/api/v1/auth/check")
    assert code(response) == "token_missing"
    assert response["WWW-Authenticate"] == 'Bearer realm="dayi"'


def test_a_session_is_told_as_one(client, user):
    client.force_login(user)
    assert client.get("/api/v1/auth/check").json()["kind"] == "session"


def test_old_logins_are_forgotten(post, tokens, user):
    long_ago = timezone.now() - dt.timedelta(days=31)
    Login.objects.update(expires_at=long_ago)
    post("login", {"username": "anna", "password": PASSWORD})
    assert Login.objects.count() == 1

"""Lockout: guessing ends after a few tries, over REST and in the admin alike."""

import datetime as dt
import json

import pytest
from axes.models import AccessAttempt
from django.utils import timezone

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
WRONG = "guessed"


@pytest.fixture(autouse=True)
def user(django_user_model):
    return django_user_model.objects.create_superuser("boss", password=PASSWORD)


@pytest.fixture
def guess(client):
    def send(password=WRONG, name="boss", **headers):
        headers = {key.replace("_", "-"): value for key, value in headers.items()}
        return client.post(
            "/api/v1/auth/login",
            json.dumps({"username": name, "password": password}),
            content_type="application/json",
            headers=headers,
        )

    return send


def admin_login(client, password=WRONG):
    return client.post("/admin/login/", {"username": "boss", "password": password})


def test_after_five_wrong_ones_even_the_right_one_waits(guess):
    assert [guess().status_code for _ in range(5)] == [401] * 4 + [429]
    response = guess(PASSWORD)
    assert response.status_code == 429
    body = response.json()
    assert body["code"] == "login_locked"
    assert 0 < int(response["Retry-After"]) <= 15 * 60
    until = dt.datetime.fromisoformat(body["at"])
    assert until - timezone.now() < dt.timedelta(minutes=15, seconds=2)


def test_the_lock_opens_by_itself(guess):
    for _ in range(5):
        guess()
    passed = timezone.now() - dt.timedelta(minutes=15, seconds=1)
    AccessAttempt.objects.update(attempt_time=passed)
    assert guess(PASSWORD).status_code == 200


def test_a_right_password_forgives_wrong_ones(guess):
    for _ in range(4):
        guess()
    assert guess(PASSWORD).status_code == 200
    assert [guess().status_code for _ in range(4)] == [401] * 4


def test_guessing_over_rest_locks_the_admin_and_the_other_way_round(guess, client):
    for _ in range(3):
        guess()
    for _ in range(2):
        page = admin_login(client)
    assert page.status_code == 429
    assert int(page["Retry-After"]) > 0
    assert "429" in page.content.decode()
    assert guess(PASSWORD).status_code == 429
    assert admin_login(client, PASSWORD).status_code == 429


def test_a_guesser_locks_nobody_else_out(guess, settings):
    settings.KB_PROXIES = 1
    for _ in range(6):
        bad = guess(x_forwarded_for="203.0.113.9")
    assert bad.status_code == 429
    assert guess(PASSWORD, x_forwarded_for="10.0.0.1").status_code == 200
    assert guess(x_forwarded_for="203.0.113.9", name="other").status_code == 401


def test_a_forged_address_is_no_way_round(guess, settings):
    settings.KB_PROXIES = 1
    codes = [
        guess(x_forwarded_for=f"10.0.0.{number}, 203.0.113.9").status_code
        for number in range(6)
    ]
    assert codes[-1] == 429


@pytest.mark.parametrize("given", ["unknown", "203.0.113.9:5123", "[2001:db8::1]:80"])
def test_whatever_a_proxy_writes_is_counted(guess, settings, given):
    settings.KB_PROXIES = 1
    codes = [guess(x_forwarded_for=given).status_code for _ in range(6)]
    assert (codes[0], codes[-1]) == (401, 429)


def test_no_password_is_kept(guess, client):
    guess("a very secret guess")
    admin_login(client, "a very secret guess")
    kept = " ".join(str(vars(attempt)) for attempt in AccessAttempt.objects.all())
    assert "secret guess" not in kept


def test_trying_many_names_is_limited_by_the_address(guess, settings):
    settings.KB_THROTTLE_LOGIN = "3/min"
    codes = [guess(name=f"name{number}").status_code for number in range(4)]
    assert codes == [401, 401, 401, 429]

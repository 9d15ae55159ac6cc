"""What only the real server can show: several workers, real connections."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.live import serving

pytestmark = pytest.mark.slow
NO_LIMITS = {"KB_THROTTLE_BOT": "", "KB_THROTTLE_ANON": "", "KB_THROTTLE_LOGIN": ""}
MAKE_USER = (
    "from django.contrib.auth import get_user_model as model;"
    "model().objects.create_user('anna', password='correct horse')"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("live")
    with serving(folder, workers=3, seeds="seeds", **NO_LIMITS) as running:
        yield running


def test_a_revoked_key_is_dead_in_all_workers_within_a_second(server):
    key = server.manage("bot", "create", "doomed", "--scope", "search")
    path = "/api/v1/search?q=403"

    def calls(count):
        with ThreadPoolExecutor(12) as pool:
            return list(pool.map(lambda _: server.call(path, key=key), range(count)))

    assert {reply.status for reply in calls(60)} == {200}
    server.manage("bot", "revoke", key)
    began = time.monotonic()
    replies = calls(60)
    assert {(reply.status, reply.body["code"]) for reply in replies} == {
        (401, "token_revoked")
    }
    assert time.monotonic() - began < 5  # not one of them was let in, from the first on


def test_of_fifty_concurrent_refreshes_one_succeeds_and_the_family_ends(server):
    server.manage("shell", "-v0", "-c", MAKE_USER)
    given = {"username": "anna", "password": "correct horse"}
    tokens = server.call("/api/v1/auth/login", given).body
    body = {"refresh_token": tokens["refresh_token"]}
    with ThreadPoolExecutor(50) as pool:
        calls = [
            pool.submit(server.call, "/api/v1/auth/refresh", body) for _ in range(50)
        ]
        replies = [call.result() for call in calls]
    won = [reply for reply in replies if reply.status == 200]
    lost = [reply for reply in replies if reply.status != 200]
    assert len(won) == 1
    assert {(reply.status, reply.body["code"]) for reply in lost} == {
        (401, "token_reused")
    }
    for token in (tokens["access_token"], won[0].body["access_token"]):
        assert (
            server.call("/api/v1/auth/check", key=token).body["code"] == "token_reused"
        )
    body = {"refresh_token": won[0].body["refresh_token"]}
    assert server.call("/api/v1/auth/refresh", body).body["code"] == "token_reused"

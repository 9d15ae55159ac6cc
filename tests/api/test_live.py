"""What only the real server can show: several workers, real connections."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.live_server import serving

pytestmark = pytest.mark.slow
NO_LIMITS = {"KB_THROTTLE_BOT": "", "KB_THROTTLE_ANON": "", "KB_THROTTLE_LOGIN": ""}
MAKE_USER = (
    "from django.contrib.auth import get_user_model as model;"
    "model().objects.create_user('anna', password='correct horse')"
)

REVOKE = (
    "import time; from answers.models import BotKey;"
    "from answers.services.accounts import key_revoke;"
    "key_revoke(key=BotKey.objects.get(prefix='{key}'[5:13]));"
    "print(time.time())"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("live")
    with serving(folder, workers=3, seeds="seeds", **NO_LIMITS) as running:
        yield running


def test_a_revoked_key_is_dead_in_all_workers_within_a_second(server):
    key = server.manage("bot", "create", "doomed", "--scope", "search")
    done = threading.Event()

    def call(_=None):
        """Call over a fresh connection, so that any worker may take it."""
        began = time.time()
        reply = server.call("/api/v1/tags", key=key)
        return began, reply.status, reply.body.get("code", "")

    def call_on():
        return [call() for _ in iter(done.is_set, True)]

    with ThreadPoolExecutor(12) as pool:
        callers = [pool.submit(call_on) for _ in range(4)]
        revoked = float(server.manage("shell", "-v0", "-c", REVOKE.format(key=key)))
        replies = list(pool.map(call, range(60)))
        done.set()
        replies += [reply for caller in callers for reply in caller.result()]
    before = {reply[1:] for reply in replies if reply[0] < revoked - 1}
    after = [reply[1:] for reply in replies if reply[0] > revoked]
    assert before == {(200, "")}
    # Three workers, and not one call was let in: it is dead with the next request.
    assert len(after) >= 60
    assert set(after) == {(401, "token_revoked")}


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

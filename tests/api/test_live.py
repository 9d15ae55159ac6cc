"""What only the real server can show: several workers, real connections."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.live import serving

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("live")
    with serving(folder, workers=3, seeds="seeds", KB_THROTTLE_BOT="") as running:
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

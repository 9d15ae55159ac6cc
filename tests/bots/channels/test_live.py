"""What only the real server can show of chats: several workers count together."""

import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.bots.channels.vendors import SECRETS, VENDORS
from tests.live_server import serving

pytestmark = pytest.mark.slow
MAKE = (
    "from answers.models import Channel;"
    "Channel.objects.create(slug='room', kind='slack', name='Room',"
    f" secrets={SECRETS['slack']!r})"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("chats")
    with serving(folder, workers=3, KB_THROTTLE_SENDER="10/d") as running:
        running.manage("shell", "-v0", "-c", MAKE)
        yield running


def test_thirty_messages_at_once_are_counted_exactly(server):
    def say(number):
        body, headers, kind, _ = VENDORS["slack"].call("403", server, id=str(number))
        request = urllib.request.Request(
            f"{server.url}/bots/room/", body, headers | {"Content-Type": kind}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.headers["RateLimit"]

    with ThreadPoolExecutor(10) as pool:
        left = [
            int(text.split("r=")[1].split(";")[0]) for text in pool.map(say, range(30))
        ]
    assert sorted(left) == [0] * 21 + list(range(1, 10))

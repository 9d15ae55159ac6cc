"""The whole of it on PostgreSQL: a real server, two workers, people at once."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.live_server import Server, free_port, serving
from tests.needs import needs

PASSWORD = "a long enough one"
NUL = "token\x00invalid"
pytestmark = pytest.mark.slow


def programs():
    """Return the folder of PostgreSQL's programs; Debian keeps them off the path."""
    places = [*Path("/usr/lib/postgresql").glob("*/bin"), shutil.which("initdb") or "/"]
    found = [path for path in map(Path, places) if (path / "initdb").exists()]
    needs(found, "PostgreSQL is not installed: apt-get install postgresql")
    return max(found)


@pytest.fixture(scope="module")
def database():
    """Start a database server of our own; it refuses to be root's."""
    bin_ = programs()
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    port = free_port()

    def run(*args):
        subprocess.run([*as_user, *args], check=True, stdout=subprocess.DEVNULL)

    with tempfile.TemporaryDirectory() as home:
        if as_user:
            shutil.chown(home, "postgres")
        data, log = f"{home}/data", f"{home}/log"
        options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off"
        run(bin_ / "initdb", "-D", data, "-A", "trust", "-U", "dayi", "-E", "UTF8")
        run(bin_ / "pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "start")
        try:
            yield f"postgres://dayi@127.0.0.1:{port}/postgres"
        finally:
            run(bin_ / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


@pytest.fixture(scope="module")
def server(database, tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    off = dict.fromkeys(("ANON", "BOT", "FEEDBACK", "LOGIN"), "")
    limits = {f"KB_THROTTLE_{name}": value for name, value in off.items()}
    with serving(folder, seeds="seeds", DATABASE_URL=database, **limits) as running:
        yield running


def at_once(count, do):
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(do, range(count)))


def shell(server: Server, code: str) -> str:
    return server.manage("shell", "-v0", "-c", code)


def test_the_index_knows_what_the_database_has(server):
    assert "missing" not in server.manage("index", "--check")
    found = server.call("/api/v1/search?q=token%20invalid").body
    assert found["total"] > 0
    asked = server.call("/api/v1/ask", {"question": "403 token invalid 怎么解决"}).body
    assert asked["status"] == "answered"


def test_taking_in_again_does_nothing(server):
    assert "new" not in server.manage("ingest", "seeds").splitlines()[-1].split(";")[0]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (f"/search?q={quote(NUL)}", None),
        (f"/articles/{quote(NUL)}/", None),
        (f"/symptoms/{quote(NUL)}/", None),
        (f"/tags/{quote(NUL)}/", None),
        (f"/api/v1/search?q={quote(NUL)}&tag={quote(NUL)}&product={quote(NUL)}", None),
        (f"/api/v1/suggest?q={quote(NUL)}", None),
        ("/api/v1/search", {"q": NUL, "product": NUL}),
        ("/api/v1/ask", {"question": NUL + " zzqxj", "product": NUL}),
        ("/api/v1/auth/login", {"username": NUL, "password": NUL}),
        (
            "/api/v1/articles/question-history-8224/feedback",
            {"vote": "down", "comment": NUL, "query": NUL, "visitor": NUL},
        ),
    ],
)
def test_what_no_text_column_takes_is_no_fault_of_ours(server, path, body):
    assert server.call(path, body).status < 500


def test_long_words_fit_or_are_refused(server):
    long = "长" * 5_000
    for body in ({"vote": "up", "query": long}, {"vote": "down", "comment": long}):
        path = "/api/v1/articles/question-history-8224/feedback"
        assert server.call(path, body).status < 500
    assert server.call("/api/v1/ask", {"question": long}).status < 500


def test_of_many_refreshes_of_one_token_one_wins(server):
    shell(
        server,
        "from django.contrib.auth.models import User;"
        f"User.objects.create_user('dev', password='{PASSWORD}')",
    )
    login = {"username": "dev", "password": PASSWORD}
    token = server.call("/api/v1/auth/login", login).body["refresh_token"]
    body = {"refresh_token": token}
    sent = at_once(20, lambda _: server.call("/api/v1/auth/refresh", body).status)
    assert sorted(set(sent)) == [200, 401]
    assert sent.count(200) == 1


def test_votes_at_once_are_each_counted_once(server):
    path = "/api/v1/articles/question-history-15643/feedback"

    def vote(number):
        return server.call(path, {"vote": "up", "visitor": f"v-{number % 10}"}).status

    assert {*at_once(30, vote)} <= {200, 201}
    count = "from answers.models import Vote; print(Vote.objects.filter(article__key="
    assert shell(server, f"{count}'question-history-15643').count())") == "10"


def test_an_export_comes_back_as_it_was(server, tmp_path):
    server.manage("export", str(tmp_path / "out"))
    said = server.manage("ingest", str(tmp_path / "out"), "--dry-run")
    assert re.search(r"would be: \d+ unchanged; 0 refused", said)

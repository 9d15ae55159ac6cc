"""Counting with several processes: exactly as many pass as may."""

import json
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis as client

from answers.ratelimit import counter as counting
from answers.ratelimit.counter import count_up
from tests.live_server import free_port
from tests.needs import needs_program

ROOT = Path(__file__).resolve().parents[2]
FILES = "django.core.cache.backends.filebased.FileBasedCache"
REDIS = "django.core.cache.backends.redis.RedisCache"
COUNTER = """
import json, sys
from django.conf import settings
settings.configure(KB_DATA_DIR=sys.argv[1], CACHES=json.loads(sys.argv[2]))
from answers.ratelimit import count_one
sys.stdin.readline()
print(sum(count_one("test", "somebody", "700/d").allowed for _ in range(300)))
"""


@pytest.fixture
def files(settings, tmp_path):
    settings.CACHES = {"default": {"BACKEND": FILES, "LOCATION": str(tmp_path)}}
    settings.KB_DATA_DIR = tmp_path
    return tmp_path / "limits.sqlite3"


@pytest.fixture
def redis(tmp_path):
    """Return the address of a Redis of our own."""
    port = str(free_port())
    server = subprocess.Popen(
        [
            needs_program("redis-server"),
            "--port",
            port,
            "--save",
            "",
            "--dir",
            str(tmp_path),
        ],
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait()


def wait_for(port):
    with client.Redis(port=int(port)) as probe:
        for _ in range(100):
            try:
                return probe.ping()
            except client.ConnectionError:
                time.sleep(0.05)
    raise AssertionError(port)


def passed(tmp_path, cache):
    """Return how many of 4 x 300 calls passed a limit of 700, in four processes."""
    args = [
        sys.executable,
        "-c",
        COUNTER,
        str(tmp_path),
        json.dumps({"default": cache}),
    ]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    counters = [subprocess.Popen(args, cwd=ROOT, **pipes) for _ in range(4)]
    for counter in counters:  # all at once, as well as that can be done
        counter.stdin.write("\n")
        counter.stdin.flush()
    return sum(int(counter.communicate(timeout=60)[0]) for counter in counters)


def test_four_processes_with_a_file_let_exactly_as_many_pass(tmp_path):
    assert passed(tmp_path, {"BACKEND": FILES, "LOCATION": str(tmp_path)}) == 700


def test_four_processes_with_redis_let_exactly_as_many_pass(tmp_path, redis):
    assert passed(tmp_path, {"BACKEND": REDIS, "LOCATION": redis}) == 700
    assert not (tmp_path / "limits.sqlite3").exists()


def test_a_key_of_redis_is_forgotten_in_time(redis, settings):
    settings.CACHES = {"default": {"BACKEND": REDIS, "LOCATION": redis}}
    count_up("a", seconds=90)
    with client.Redis.from_url(redis) as probe:
        (key,) = probe.keys()
        assert 0 < probe.ttl(key) <= 90


def test_a_file_forgets_what_is_over(files, monkeypatch):
    monkeypatch.setattr(counting, "PURGE_EVERY", 1)
    assert [count_up("a", seconds=-1), count_up("a", seconds=-1)] == [1, 1]
    assert [count_up("b", seconds=60), count_up("b", seconds=60)] == [1, 2]
    with sqlite3.connect(files) as file:
        assert file.execute("SELECT key FROM counts").fetchall() == [("b",)]
    file.close()


def test_a_broken_file_locks_nobody_out_and_is_made_anew(files, caplog):
    files.write_bytes(b"this is no database" * 100)
    assert count_up("a", seconds=60) == 1
    assert "not counted" in caplog.text
    assert [count_up("a", seconds=60), count_up("a", seconds=60)] == [1, 2]


def test_a_folder_that_is_gone_locks_nobody_out(files, settings, caplog):
    settings.KB_DATA_DIR = files.parent / "gone"
    assert [count_up("a", seconds=60), count_up("a", seconds=60)] == [1, 1]
    assert "not counted" in caplog.text

"""The server for real: a process, a port, workers."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.slow


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_port_in_use_is_said_before_anything_starts(port, db):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        with pytest.raises(CommandError, match="try another"):
            call_command("serve", port=port)


def test_three_commands_lead_from_nothing_to_an_answer(port, tmp_path):
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("KB_", "DJANGO_"))}
    env = keep | {"KB_DATA_DIR": str(tmp_path / "var"), "KB_TEST": "1"}
    manage = [sys.executable, "manage.py"]
    for command in (["migrate", "-v0"], ["ingest", "seeds"]):
        subprocess.run([*manage, *command], cwd=ROOT, env=env, check=True)
    serve = [*manage, "serve", "--port", str(port), "--workers", "2"]
    with subprocess.Popen(
        serve, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            printed = ""
            while "Ctrl-C" not in printed:
                line = server.stdout.readline()
                assert line, printed
                printed += line
            assert f"http://127.0.0.1:{port}" in printed
            assert "createsuperuser" in printed
            _look_around(f"http://127.0.0.1:{port}")
        finally:
            server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0


def _look_around(url):
    for query, key in {
        "403": "question-history-8224",
        "token+invalid": "question-history-15643",
        "accessToken+%E5%A6%82%E4%BD%95%E4%BC%A0%E9%80%92": "question-history-15452",
        "TokenIM+403": "tokenim-403",
        "refresh_token+403": "ninja-refresh-token-403",
    }.items():
        body = json.load(urllib.request.urlopen(f"{url}/api/v1/search?q={query}"))
        assert body["results"][0]["id"] == key
    page = urllib.request.urlopen(f"{url}/articles/question-history-8224/")
    text = page.read().decode()
    style = text.split('<link rel="stylesheet" href="')[1].split('"')[0]
    sheet = urllib.request.urlopen(url + style)
    assert "immutable" in sheet.headers["Cache-Control"]

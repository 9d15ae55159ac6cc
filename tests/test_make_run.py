"""What README promises: two words in a fresh folder, and five commands of the guide.

It installs everything anew, so it is ``slow``.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading

import pytest

from tests.live_server import ROOT, free_port
from tests.needs import needs_program

GUIDE = (ROOT / "docs" / "api.md").read_text()
LEFT_BEHIND = (".git", ".venv", "var", "node_modules", "__pycache__", ".*_cache")
PATIENCE = 240  # seconds: most of it is pip's, on a machine that is busy
pytestmark = pytest.mark.slow


@pytest.fixture
def fresh(request, tmp_path):
    """Serve this tree from a folder that has never served; give folder and address."""
    folder, port = tmp_path / "dayi", free_port()
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_BEHIND))
    command = [needs_program("make"), "run", f"PORT={port}", f"PYTHON={sys.executable}"]
    process = subprocess.Popen(
        command, cwd=folder, env=newcomer(), text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    guard = threading.Timer(PATIENCE, os.killpg, (process.pid, signal.SIGKILL))
    guard.start()
    try:
        yield folder, ready(process, f"http://127.0.0.1:{port}")
    finally:
        guard.cancel()
        os.killpg(process.pid, signal.SIGTERM)
        process.stdout.close()
        process.wait(30)


def newcomer():
    """Return the environment without anything that tests have set."""
    ours = ("KB_", "DJANGO_")
    return {k: v for k, v in os.environ.items() if not k.startswith(ours)}


def ready(process, address):
    """Return the address once the server says that it is there."""
    said = []
    for line in process.stdout:
        said.append(line)
        if address in line:
            return address
    raise AssertionError("".join(said[-40:]))


def test_a_fresh_make_run_and_five_commands_lead_to_a_cited_answer(fresh):
    folder, address = fresh
    block = re.search(r"^```sh\n(.*?)^```", GUIDE, re.M | re.S)[1]
    commands = block.replace("http://127.0.0.1:8000", address).splitlines()
    assert len(commands) == 5
    script = "\n".join([*commands[:2], *(f"{line} && echo" for line in commands[2:])])
    done = subprocess.run(
        [needs_program("bash"), "-ec", script], cwd=folder, env=newcomer(),
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    check, answer, article = map(json.loads, filter(None, done.stdout.splitlines()))
    assert (check["kind"], check["scopes"]) == ("key", ["ask", "search"])
    assert answer["status"] == "answered"
    assert article["id"] in {cited["id"] for cited in answer["citations"]}
    assert answer["citations"][0]["url"].startswith(address)

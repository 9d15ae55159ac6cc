"""The whole API against made-up input, by schemathesis, every check on.

No answer is a 5xx, and none is other than the description says: with a key that may
everything, and with none. Where CI runs, at least five thousand requests.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.live_server import ROOT, serving

FULL = "CI" in os.environ
CASES = 5000 if FULL else 60
# The same requests in every run: what fails can be looked into, and a change is judged
# by itself. Another number tries others.
SEED = os.environ.get("DAYI_SEED", "5000")
SIZE = ["--max-examples", "165" if FULL else "2"]  # of each operation, each way
if not FULL:
    SIZE += ["--phases", "examples,fuzzing"]
SCOPES = ("search", "ask", "feedback", "read:internal", "write")
LIMITS = ("ANON", "BOT", "LOGIN", "FEEDBACK")
LIMITLESS = {f"KB_THROTTLE_{name}": "" for name in LIMITS}
LIMITLESS["KB_LOCKOUT_FAILURES"] = "1000000"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tried")
    few = folder / "few"
    few.mkdir()
    for name in ("NACOS-user-question-history15643.md", "tokenim-403.txt"):
        (few / name).write_bytes((ROOT / "seeds" / name).read_bytes())
    with serving(folder, seeds=str(few), **LIMITLESS) as running:
        yield running


def run(server, *options):
    """Run schemathesis; return how many requests it made. Fails where it found any."""
    program = Path(sys.executable).with_name("schemathesis")
    done = subprocess.run(
        [program, "run", f"{server.url}/api/v1/schema", "--checks", "all",
         "--continue-on-failure", "--workers", "1",
         "--max-response-time", "60", "--seed", SEED, *SIZE, *options],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    made = re.search(r"(\d+) generated", done.stdout)
    assert made, done.stdout[-2000:]
    return int(made[1])


def test_no_input_breaks_the_api_or_its_description(server):
    scopes = [part for scope in SCOPES for part in ("--scope", scope)]
    key = server.manage("bot", "create", "trier", *scopes)
    made = run(server) + run(server, "--header", f"Authorization: Bearer {key}")
    assert made >= CASES

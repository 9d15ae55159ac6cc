"""kill -9 at random moments: the next run finishes the job, and no vote is lost.

``DAYI_CORPUS=folder`` lets it run over other files than the small ones made here.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.content.samples import FULL

ROOT = Path(__file__).resolve().parents[1]
KILLS = 10
VOTER = """
import sys, time, django
django.setup()
from answers.models import Article
from answers.services.votes import VoteData, vote_record
number = 0
while True:
    for article in Article.objects.published()[:3]:
        number += 1
        vote_record(article=article, visitor=f"v:{number}", channel="web",
                    data=VoteData(1))
        print(number, flush=True)
    time.sleep(0.02)
"""
COUNT = """
from answers.models import Article, Vote
from django.db.models import Sum
print(Vote.objects.count(), Article.objects.aggregate(n=Sum("up_count"))["n"],
      Article.objects.published().count())
"""
pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path):
    if "DAYI_CORPUS" in os.environ:
        return Path(os.environ["DAYI_CORPUS"])
    path = tmp_path / "docs"
    path.mkdir()
    for number in range(400):
        text = FULL.replace("history-1", f"history-{number}").replace(
            "4711", str(5000 + number)
        )
        (path / f"{number}.md").write_text(text + f"\n第 {number} 篇\n" * 20)
    return path


@pytest.fixture
def run(tmp_path):
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("KB_", "DJANGO_"))}
    env = keep | {
        "KB_DATA_DIR": str(tmp_path / "var"),
        "DJANGO_SETTINGS_MODULE": "kb.settings",
    }

    def start(*args, **options):
        return subprocess.Popen([sys.executable, *args], cwd=ROOT, env=env, **options)

    return start


def done(process):
    out, _ = process.communicate(timeout=300)
    assert process.returncode == 0, out
    return out


def manage(run, *args):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return done(run("manage.py", *args, **pipes))


def kill_while(run, args, seconds):
    process = run(
        "manage.py", *args, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    return process.wait() != 0


def test_killed_runs_are_finished_by_the_next_and_votes_stay(run, folder):
    chance = random.Random(4711)  # noqa: S311
    manage(run, "migrate", "-v0")
    voter = run("-c", VOTER, stdout=subprocess.PIPE, text=True)
    began = time.monotonic()
    try:
        killed = 0
        for _ in range(KILLS):
            killed += kill_while(
                run, ["ingest", str(folder)], 0.4 + chance.random() * 1.2
            )
        manage(run, "ingest", str(folder))
        for _ in range(KILLS):
            killed += kill_while(run, ["index", "--rebuild"], 0.4 + chance.random())
    finally:
        voter.send_signal(signal.SIGKILL)
    acknowledged = len(voter.communicate()[0].splitlines())
    assert killed >= KILLS, f"only {killed} were caught in {time.monotonic() - began} s"
    assert "unchanged" in manage(run, "ingest", str(folder))
    manage(run, "index", "--if-needed")
    assert "clean" in manage(run, "index", "--check")
    votes, counted, articles = map(
        int, manage(run, "shell", "-v0", "-c", COUNT).split()
    )
    # One more may have been written than was printed before the kill.
    assert votes in (acknowledged, acknowledged + 1)
    assert votes > 0
    assert counted == votes
    assert articles == sum(1 for _ in folder.glob("*.md"))

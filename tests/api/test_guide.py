"""docs/api.md does what it says: its commands, its Python, its JavaScript, a client."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from answers.models import Scope
from tests.live_server import ROOT, serving
from tests.needs import needs_program

GUIDE = (ROOT / "docs" / "api.md").read_text()
CLIENT = """
import sys
from made import AuthenticatedClient
from made.api.ask import ask
from made.api.articles import article
from made.models import AskInput, Problem
with AuthenticatedClient(sys.argv[1], sys.argv[2]) as client:
    body = AskInput(question="403 token invalid 怎么解决")
    answer = ask.sync(client=client, body=body)
    print(answer.status.value)
    print(article.sync(answer.citations[0].id, client=client).title)
with AuthenticatedClient(sys.argv[1], "dayi_wrong") as client:
    refusal = article.sync("question-history-8224", client=client)
    assert isinstance(refusal, Problem)
    print(refusal.code)
"""
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("guide")
    with serving(folder, seeds="seeds", KB_THROTTLE_BOT="") as running:
        yield running


@pytest.fixture(scope="module")
def key(server):
    return server.manage(
        "bot", "create", "guide", "--scope", "search", "--scope", "ask"
    )


def snippet(language):
    """Return the first piece of the guide in this language."""
    return re.search(rf"^```{language}\n(.*?)^```", GUIDE, re.M | re.S)[1]


def run(server, *command, **variables):
    done = subprocess.run(
        command, cwd=ROOT, env=server.env | variables, text=True, timeout=120,
        capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_five_commands_lead_from_a_key_to_a_cited_answer(server):
    commands = snippet("sh").replace("http://127.0.0.1:8000", server.url)
    commands = commands.replace(".venv/bin/python", sys.executable).splitlines()
    assert len(commands) == 5
    script = "\n".join([commands[0], *(f"{line} && echo" for line in commands[1:])])
    said = [line for line in run(server, "bash", "-ec", script).splitlines() if line]
    check, answer, article = map(json.loads, said)
    assert (check["kind"], check["scopes"]) == ("key", ["ask", "search"])
    assert answer["status"] == "answered"
    assert article["id"] in {cited["id"] for cited in answer["citations"]}


def test_every_other_command_of_the_guide_works(server):
    scopes = [part for scope in Scope.values for part in ("--scope", scope)]
    key = server.manage("bot", "create", "all", *scopes)
    blocks = re.findall(r"^```sh\n(.*?)^```", GUIDE, re.M | re.S)[1:]
    assert len(blocks) >= 3
    script = re.sub(r"(http://)?127\.0\.0\.1:8000", server.url, "\n".join(blocks))
    script = script.replace(".venv/bin/python", sys.executable)
    script = script.replace("curl -s ", "curl -sS --fail-with-body ")
    run(server, "bash", "-ec", script, KB=server.url, KEY=key)


@pytest.mark.parametrize("language", ["python", "js"])
def test_the_same_in_other_languages(server, key, language):
    program = {"python": (sys.executable, "-c"), "js": ("node", "-e")}[language]
    needs_program(program[0], "nodejs")
    said = run(server, *program, snippet(language), KB=server.url, KEY=key)
    assert said.startswith("answered 0.")
    assert f"{server.url}/articles/question-history-8224/" in said


@pytest.mark.parametrize("language", ["python", "js"])
def test_a_refusal_is_shown_with_what_to_do(server, language):
    program = {"python": (sys.executable, "-c"), "js": ("node", "-e")}[language]
    needs_program(program[0], "nodejs")
    env = server.env | {"KB": server.url, "KEY": "dayi_wrong"}
    command = [*program, snippet(language)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "token_malformed: " in done.stderr
    assert "/articles/dayi-api-token-malformed/" in done.stderr


def test_a_generated_client_works(server, key, tmp_path):
    generator = Path(sys.executable).with_name("openapi-python-client")
    made = tmp_path / "made"
    address = f"{server.url}/api/v1/schema"
    run(server, generator, "generate", "--url", address,
        "--meta", "none", "--output-path", str(made))  # fmt: skip
    script = tmp_path / "use.py"
    script.write_text(CLIENT)
    said = run(server, sys.executable, str(script), server.url, key).splitlines()
    assert said[0] == "answered"
    assert said[1]
    assert said[2] == "token_malformed"

"""docs/api-errors.md: every refusal with its body, as the API really gives it.

    python -m pytest tests/api/test_refusals.py --write

writes the file anew; without the switch the test compares.
"""

import json
import re
from pathlib import Path

import pytest

from answers.api.problems import CODES, help_key
from answers.lib.errors import (
    BaseMissingError,
    ConflictError,
    GoneError,
    IndexBusyError,
    IndexUnavailableError,
    OvertakenError,
)
from answers.models import Article
from answers.services.accounts.errors import REFUSALS
from answers.services.ingest import folder_ingest
from tests.api.refusals import Scene, refusals

ROOT = Path(__file__).resolve().parents[2]
OTHERS = (  # than those of who calls
    BaseMissingError,
    ConflictError,
    GoneError,
    IndexBusyError,
    IndexUnavailableError,
    OvertakenError,
)
PAGE = ROOT / "docs" / "api-errors.md"
HEAD = """# Refusals of the API

Written by `tests/api/test_refusals.py` (`--write`) from real answers. `detail` comes in
the language of `Accept-Language`; `help` leads to the knowledge base's own article on
this very symptom (`seeds/` brings them), or to `/api/v1/docs` where there is none.
`request_id` finds the call in the server's log. 401 comes with `WWW-Authenticate`, 405
with `Allow`, 429 and 503 with `Retry-After`.

| status | code | comes of | article |
|---|---|---|---|
"""
CALM = [
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", "2026-11-21T12:00:00+08:00"),
    (r'"request_id": "[^"]+"', '"request_id": "4f5c…"'),
    (r"\b\d+( seconds| 秒)", r"42\1"),
    (r"在 \d+", "在 42"),
]


@pytest.fixture
def scene(db, monkeypatch, make_article, settings):
    folder_ingest(path=ROOT / "seeds")
    make_article("internal")
    Article.objects.filter(key="internal").update(internal=True)
    return Scene(monkeypatch)


def calm(body):
    """Return a body as text, what changes from call to call made still."""
    text = json.dumps(body, ensure_ascii=False, indent=2)
    for pattern, still in CALM:
        text = re.sub(pattern, still, text)
    return text


def provoke(scene):
    """Yield code, how it came about, and the response, in the scene's language."""
    for code, (cause, act) in refusals(scene).items():
        response = act()
        assert response["Content-Type"] == "application/problem+json", code
        assert response.json()["code"] == code, response.text
        yield code, cause, response


def test_every_refusal_says_what_to_do_and_the_docs_show_it(scene, request):
    found = list(provoke(scene))
    scene.language = "zh-CN"
    chinese = {code: response.json() for code, _, response in provoke(scene)}
    rows, bodies = [], []
    for code, cause, response in found:
        body = response.json()
        key = help_key(code)
        article = f"[{key}](../seeds/{key}.md)" if key in body["help"] else ""
        rows.append(f"| {response.status_code} | `{code}` | {cause} | {article} |")
        shown = calm(body | {"detail": body["detail"]})
        said = calm(chinese[code]["detail"]).strip('"')
        bodies.append(f"## {code}\n\n```json\n{shown}\n```\n\n中文：{said}\n")
    page = HEAD + "\n".join(rows) + "\n\n" + "\n".join(bodies)
    if request.config.getoption("--write"):
        PAGE.write_text(page)
    assert page == PAGE.read_text(), "run with --write, and look at what changed"


def test_no_code_is_left_out(scene):
    known = {reason.partition("/")[0] for reason in REFUSALS} | set(CODES.values())
    known -= {"not_authenticated", "not_acceptable"}  # DRF's, which never come here
    shown = set(refusals(scene))
    assert known <= shown
    assert shown - known == {error.code for error in OTHERS}


def test_each_refusal_of_who_calls_leads_to_its_article(scene):
    for code, _, response in provoke(scene):
        if response.status_code in (401, 403, 404, 405, 409, 412, 428, 429):
            assert response.json()["help"].endswith(f"/articles/{help_key(code)}/")


def test_headers_say_what_comes_next(scene):
    for code, _, response in provoke(scene):
        body = response.json()
        if response.status_code == 401:
            assert response["WWW-Authenticate"].startswith("Bearer"), code
        if response.status_code == 405:
            assert response["Allow"].split(", ") == body["allowed"]
            assert "GET" in body["detail"]
        if response.status_code in (429, 503):
            assert int(response["Retry-After"]) > 0
        assert body["request_id"] == response["X-Request-ID"]
        assert "told to nobody" not in response.text


def test_a_site_without_the_seeds_leads_to_its_own_docs(client, db):
    body = client.get("/api/v1/auth/check").json()
    assert body["help"] == "http://testserver/api/v1/docs"

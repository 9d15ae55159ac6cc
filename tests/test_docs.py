"""Docs that cannot go stale: what the code has, the docs name."""

import ast
import re
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import get_resolver

from answers.api.problems import CODES

ROOT = Path(__file__).resolve().parents[1]
CODE = sorted(
    path
    for room in ("kb", "answers")
    for path in (ROOT / room).rglob("*.py")
    if "migrations" not in path.parts
)


def read(name):
    return (ROOT / name).read_text()


def test_every_environment_variable_is_documented():
    used = set(re.findall(r'env\.\w+\(\s*"(\w+)"', read("kb/settings.py")))
    assert len(used) > 10
    assert used == set(re.findall(r"^\| `([A-Z_]+)`", read("docs/settings.md"), re.M))


def test_every_command_is_documented():
    ours = {name for name, app in get_commands().items() if app == "answers"}
    assert ours == set(re.findall(r"^\| `([a-z]+)", read("docs/settings.md"), re.M))


def test_every_endpoint_is_documented():
    paths = {
        str(pattern.pattern)
        for included in get_resolver("answers.api.urls").url_patterns
        for pattern in [included]
        if not str(pattern.pattern).startswith("^")
    }
    text = read("docs/api.md")
    for path in paths:
        assert re.sub(r"<\w+:(\w+)>", r"{\1}", path) in text


def test_every_code_of_a_refusal_is_documented():
    text = read("docs/api.md")
    for status, code in CODES.items():
        if status not in (401, 406):  # we never ask for a key, nor refuse an Accept
            assert f"| {status} |" in text
            assert f"`{code}`" in text


@pytest.mark.parametrize(
    "page", sorted((ROOT / "docs").glob("*.md")), ids=lambda p: p.name
)
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", page.read_text()):
        assert (page.parent / target).exists(), target


def test_readme_links_and_pictures_exist():
    for target in re.findall(r"\]\(([^)#:]+?)\)", read("README.md")):
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_module_opens_with_its_promise(path):
    text = path.read_text()
    assert not text.strip() or ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize(
    "page", sorted((ROOT / "docs").glob("*.md")), ids=lambda p: p.name
)
def test_code_that_a_page_names_is_there(page):
    floors = "|".join(p.name for p in (ROOT / "answers").iterdir() if p.is_dir())
    named = re.findall(rf"`((?:{floors})/[\w/]+(?:\.py)?)", page.read_text())
    for path in named:
        code = ROOT / "answers" / path
        assert code.exists() or code.with_suffix(".py").exists(), path

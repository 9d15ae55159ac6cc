"""One noun for one thing on every floor: docs/architecture.md is the glossary."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text()
SECTION = PAGE.split("## Nouns")[1].split("\n## ")[0]
NOUNS = set(re.findall(r"^\| `(\w+)` \|", SECTION, re.M))
REST = set(re.findall(r"`(\w+)`", SECTION.split("Without a service:")[1]))
ELSEWHERE = {"bots", "users", "pins", "synonyms"}  # of a noun, on one floor alone
# Tests that look at a whole floor or room, not at one module of it.
WHOLE = {
    *("accessibility", "browser", "findable", "guide", "hostile", "html"),
    *("languages", "legacy", "lighthouse", "live", "messages", "pages", "refusals"),
    *("scale", "sweep", "templates", "verified", "weight"),
    *("broken_files", "door", "killed", "overlay", "schemathesis", "vendors"),
}
SUPPORT = {"axe", "browser", "conftest", "messages", "refusals", "sweep"}


def stems(folder):
    """Return the names of modules and packages in a folder, ``test_`` left out."""
    return {
        path.stem.removeprefix("test_")
        for path in folder.iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists())
        and path.stem != "__init__"
    }


def is_of(name, there):
    """Tell whether a test is named after a module, or a module and what of it."""
    return any(name == stem or name.startswith(f"{stem}_") for stem in there)


@pytest.mark.parametrize("floor", ["services", "api", "web", "admin"])
def test_every_name_of_a_floor_is_a_noun_of_the_glossary(floor):
    assert stems(ROOT / "answers" / floor) - NOUNS - REST - ELSEWHERE == set()


def test_every_noun_is_a_service_by_that_name():
    assert NOUNS - stems(ROOT / "answers" / "services") == set()
    assert stems(ROOT / "answers" / "services") - NOUNS - REST == set()


@pytest.mark.parametrize("floor", ["services", "api", "web", "admin"])
def test_the_tests_of_a_floor_are_found_by_the_same_names(floor):
    there = stems(ROOT / "answers" / floor)
    named = stems(ROOT / "tests" / floor) - WHOLE - SUPPORT
    assert {name for name in named if not is_of(name, there)} == set()


@pytest.mark.parametrize(
    "path",
    [p for p in (ROOT / "tests").rglob("test_*.py") if len(p.parts) > 2],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_the_test_of_a_file_is_found_by_its_path(path):
    floor, *inside = path.relative_to(ROOT / "tests").parts
    code = ROOT / "answers" / floor
    name = path.stem.removeprefix("test_")
    if not inside or not code.is_dir() or name in WHOLE:
        return
    place = code.joinpath(*inside[:-1])
    assert is_of(name, {*stems(place), place.name}), place.relative_to(ROOT)


def test_transactions_stand_in_services_alone():
    code = ROOT / "answers"
    found = {
        path.relative_to(code).parts[0]
        for path in code.rglob("*.py")
        if "transaction.atomic" in path.read_text()
    }
    assert found - {"migrations"} == {"services"}

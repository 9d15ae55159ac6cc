from dataclasses import replace

import pytest

from answers.content.merge import Sides
from answers.content.parse.article import file_fingerprint, parse_article
from answers.content.plan import (
    KnownArticle,
    KnownState,
    decide,
    make_plan,
    parse_folder,
)
from answers.content.types import ParsedFile, Problem, SkippedFile
from tests.content.samples import BARE, FULL, raw

EMPTY = KnownState({}, {}, frozenset())


def plan(files, known=EMPTY, product="", sides=None, **options):
    folder = parse_folder(files, known, root="docs", product=product)
    return make_plan(folder, known, sides or {}, **options)


def count(made, action):
    return [step.action for step in made.steps].count(action)


def known(**fields):
    content = parse_article(raw(FULL)).fingerprint()
    article = {"pk": 1, "edited": False, "content_fingerprint": content} | fields
    return KnownState({"question-history-1": KnownArticle(**article)}, {}, frozenset())


def only_action(state, text=FULL):
    (step,) = plan([raw(text)], state).steps
    return step.action


@pytest.mark.parametrize(
    ("fields", "action"),
    [
        ({}, "unchanged"),
        ({"content_fingerprint": "old"}, "changed"),
        ({"content_fingerprint": "old", "edited": True}, "conflict"),
        ({"edited": True}, "unchanged"),
        ({"retired": True, "pruned": True}, "restored"),
        ({"retired": True}, "unchanged"),
        ({"retired": True, "content_fingerprint": "old"}, "conflict"),
    ],
)
def test_what_a_file_means_depends_on_the_article(fields, action):
    assert only_action(known(**fields)) == action


def test_an_edit_that_does_not_collide_is_merged_once_and_carried_in_the_step():
    file = parse_article(raw(FULL))
    base = replace(file, tags=(), title="旧")
    ours = replace(base, category="staff")
    state = known(content_fingerprint=ours.fingerprint(), edited=True)
    sides = {file.key: Sides(base, ours)}
    (step,) = plan([raw(FULL)], state, sides=sides).steps
    assert step.action == "merged"
    assert step.merged == replace(file, category="staff")
    assert step.known == state.articles[file.key]


def test_where_nothing_would_be_left_the_file_waits():
    file = parse_article(raw(FULL.replace("重新登录", "甲\n\n乙")))
    base = replace(file, answer="甲\n\n乙")
    sides = {file.key: Sides(base, replace(base, answer="乙"))}
    incoming = replace(file, answer="甲")
    state = known(content_fingerprint="edited", edited=True)
    step = decide(
        ParsedFile(raw(FULL), "", incoming),
        state.articles[file.key],
        sides[file.key],
        product="",
    )
    assert (step.action, step.merged) == ("conflict", None)


def test_a_conflict_that_already_waits_is_not_raised_again():
    waiting = parse_article(raw(FULL)).fingerprint()
    state = known(content_fingerprint="old", edited=True, conflict_fingerprint=waiting)
    assert only_action(state) == "unchanged"


def test_known_bytes_are_not_parsed_again():
    broken = raw(b"\x00")
    sources = {broken.path: (file_fingerprint(broken, ""), "question-history-1")}
    state = KnownState(known().articles, sources, frozenset())
    assert count(plan([broken], state), "unchanged") == 1


def test_of_two_files_with_one_id_the_first_goes_in():
    made = plan([raw(FULL, "a.md"), raw(FULL, "b.md"), raw(BARE, "c.md")])
    assert [step.path for step in made.steps] == ["a.md", "c.md"]
    (problem,) = made.problems
    assert (problem.path, problem.code) == ("b.md", "duplicate_id")
    assert "a.md" in problem.message


def test_refused_and_skipped_files_are_in_the_plan():
    bad, odd = Problem("x.md", "why"), SkippedFile("y.png", "no text")
    made = plan([bad, odd, raw(b"", "z.md")])
    assert made.skipped == (odd,)
    assert [problem.path for problem in made.problems] == ["x.md", "z.md"]


def test_only_prune_retires_what_vanished():
    state = KnownState(
        known().articles, {"gone.md": ("f", "question-history-1")}, frozenset()
    )
    assert plan([], state).steps == ()
    assert count(plan([], state, prune=True), "retired") == 1


def test_a_refused_file_has_not_vanished():
    state = KnownState(
        known().articles, {"a.md": ("f", "question-history-1")}, frozenset()
    )
    assert count(plan([raw(b"", "a.md")], state, prune=True), "retired") == 0


def test_a_moved_file_has_not_vanished():
    state = KnownState(
        known().articles, {"old.md": ("f", "question-history-1")}, frozenset()
    )
    made = plan([raw(FULL, "new.md")], state, prune=True)
    assert count(made, "retired") == 0


NAMED = FULL.replace("category:", "product: Ninja\ncategory:")


@pytest.mark.parametrize(
    ("text", "path", "option", "product"),
    [
        (NAMED, "NACOS-question-history1.md", "arthas", "Ninja"),
        (FULL, "NACOS-user-question-history1.md", "arthas", "arthas"),
        (FULL, "NACOS-user-question-history1.md", "", "nacos"),
        (FULL, "a.md", "", "nacos"),
        (BARE, "a.md", "", ""),
        (FULL, "user-question-history1.md", "arthas", "arthas"),
    ],
)
def test_the_product_comes_from_the_first_that_names_one(text, path, option, product):
    state = KnownState({}, {}, frozenset({"nacos"}))
    text = text.replace("客户端报 403 nacos", "nacos 客户端报 403 nacos")
    (step,) = plan([raw(text, path)], state, product=option).steps
    assert step.product == product

import datetime as dt
from dataclasses import replace

import pytest

from answers.content import ParsedArticle, Sides, merge_articles, parse_references
from answers.content.merge import Choice
from answers.lib.errors import InvalidError

BASE = ParsedArticle(
    "k",
    "题目",
    "问题",
    "一\n\n二\n\n三",
    category="faq",
    date=dt.date(2024, 5, 1),
    tags=("a", "b"),
    keywords=("k",),
    references=parse_references("专家经验：x\n[d](https://d.example)"),
    extra={"reviewed": "2.1", "n": 1},
)


def merge(ours, theirs, base=BASE):
    return merge_articles(Sides(base, replace(BASE, **ours)), replace(BASE, **theirs))


def test_changes_in_different_places_are_merged_without_a_question():
    result = merge(
        {"answer": "一改\n\n二\n\n三", "tags": ("a",), "description": "我们的"},
        {"answer": "一\n\n二\n\n三\n\n四", "tags": ("a", "b", "c"), "title": "新题目"},
    )
    assert not result.collisions
    article = result.settled({})
    assert article.answer == "一改\n\n二\n\n三\n\n四"
    assert article.tags == ("a", "c")
    assert (article.title, article.description) == ("新题目", "我们的")


def test_references_and_unknown_keys_are_merged_too():
    result = merge(
        {
            "references": BASE.references[:1],
            "extra": {"reviewed": "2.1", "n": 1, "o": 2},
        },
        {
            "references": (*BASE.references, *parse_references("新的")),
            "extra": {"n": [3]},
        },
    )
    assert [c.name for c in result.collisions] == ["references-1"]
    article = result.settled({"references-1": Choice("theirs")})
    assert article.extra == {"n": [3], "o": 2}
    assert [r.text for r in article.references] == ["x", "d", "新的"]


def test_true_is_not_one_and_one_is_not_text():
    result = merge({"extra": {"n": True}}, {"extra": {"n": "1"}})
    (first,) = [c for c in result.collisions if c.field == "extra.n"]
    assert (first.words(first.hunk.ours), first.words(first.hunk.theirs)) == (
        ["True"], ["1"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("take", "text", "answer"),
    [
        ("ours", "", "一\n\n我们\n\n三"),
        ("theirs", "", "一\n\n他们\n\n三"),
        ("both", "", "一\n\n我们\n他们\n\n三"),
        ("edit", "自己\r\n写的", "一\n\n自己\n写的\n\n三"),
    ],
)
def test_a_collision_is_settled_by_a_choice(take, text, answer):
    result = merge({"answer": "一\n\n我们\n\n三"}, {"answer": "一\n\n他们\n\n三"})
    (collision,) = result.collisions
    assert collision.name == "answer-1"
    assert collision.is_text
    assert result.settled({"answer-1": Choice(take, text)}).answer == answer


@pytest.mark.parametrize(
    ("choices", "field"),
    [
        ({}, "date-1"),
        ({"date-1": Choice("nothing")}, "date-1"),
        ({"date-1": Choice("edit", "gestern")}, "date-1"),
        ({"date-1": Choice("ours"), "answer-1": Choice("edit", " ")}, "answer"),
    ],
)
def test_a_choice_that_is_none_is_refused_with_its_place(choices, field):
    day = dt.date(2024, 6, 1)
    result = merge(
        {"date": day, "answer": "我们"},
        {"date": dt.date(2024, 7, 1), "answer": "他们"},
    )
    defaults = {"answer-1": Choice("ours")}
    with pytest.raises(InvalidError) as error:
        result.settled(defaults | choices)
    assert error.value.extra["field"] == field


def test_values_may_be_written_anew():
    result = merge(
        {"date": None, "category": "a", "references": parse_references("o")},
        {"date": dt.date(2024, 7, 1), "category": "b", "references": ()},
    )
    article = result.settled(
        {
            "date-1": Choice("edit", "2024-08-02"),
            "category-1": Choice("edit", " c \n"),
            "references-1": Choice("edit", "[t](https://t.example)\n\nu"),
        }
    )
    assert (str(article.date), article.category) == ("2024-08-02", "c")
    assert [r.text for r in article.references] == ["t", "u"]


def test_without_a_base_what_differs_collides_and_what_is_the_same_does_not():
    result = merge({"answer": "我们"}, {"answer": "他们"}, base=None)
    assert [c.name for c in result.collisions] == ["answer-1"]
    assert result.settled({"answer-1": Choice("ours")}).tags == ("a", "b")

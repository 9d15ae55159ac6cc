import pytest

from answers.search.vocabulary import Vocabulary, is_word

WORDS = Vocabulary(
    [
        {"nacos": 40, "token": 9, "client": 9, "connected": 5, "starting": 3},
        {"nacos": 3, "configuration": 7, "consul": 2, "springcloud": 2, "once": 1},
    ]
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nacso", "nacos"),
        ("tokne", "token"),
        ("tokn", "token"),
        ("ntoken", "token"),
        ("clinet", "client"),
        ("conected", "connected"),
        ("startng", "starting"),
        ("configuraiton", "configuration"),
        ("confguraton", "configuration"),
        ("springclould", "springcloud"),
    ],
)
def test_typing_errors_are_repaired(typed, meant):
    assert WORDS.repair(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "nacos",  # known
        "once",  # known, however rare
        "onec",  # too rare to have been meant
        "8484",  # a number
        "v1",
        "nac0s",  # an identifier
        "tok",  # too short
        "bananas",  # too far
        "xoken",  # the first letter is wrong
        "a" * 5000,
        "令牌",
    ],
)
def test_nothing_else_is_touched(typed):
    assert WORDS.repair(typed) == ""


def test_of_equally_near_words_the_more_frequent_was_meant():
    words = Vocabulary([{"cart": 2, "care": 9}])
    assert words.repair("carx") == "care"


def test_an_empty_index_repairs_nothing():
    assert Vocabulary([]).repair("nacso") == ""


def test_only_words_of_letters_are_kept():
    assert is_word("nacos")
    assert not is_word("9848")
    assert not is_word("x" * 40)
    assert not is_word("令牌")

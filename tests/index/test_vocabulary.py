import pytest

from answers.index.vocabulary import Vocabulary, is_word

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


PARTS = Vocabulary(
    [
        {"com": 90, "alibaba": 50, "nacos": 99, "api": 80, "exception": 70, "user": 30},
        {"not": 60, "found": 40, "foundation": 3, "ion": 2, "naco": 2, "rare": 1},
    ]
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("usernotfound", "user not found"),
        ("comalibabanacosapiexception", "com alibaba nacos api exception"),
        ("nacosfoundation", "nacos foundation"),  # as few words as can be
        ("nacosuser", "nacos user"),
    ],
)
def test_glued_words_are_taken_apart(typed, meant):
    assert PARTS.repair(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "apiuser",  # short words are typing errors, or names
        "usernotthere",  # a part is unknown
        "userrarefound",  # a part is too rare
        "user" * 10,  # too many parts
        "nacosapi1",
        "x" * 64,
    ],
)
def test_other_words_stay_in_one_piece(typed):
    assert PARTS.repair(typed) == ""

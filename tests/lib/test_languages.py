"""Languages: the address of a page in one language, and in any."""

import pytest

from answers.lib.languages import alternates, in_any_language, in_language


@pytest.mark.parametrize(
    ("address", "english"),
    [
        ("/", "/?hl=en"),
        ("/search?q=403", "/search?q=403&hl=en"),
        ("/articles/a/#cause-1", "/articles/a/?hl=en#cause-1"),
    ],
)
def test_english_has_an_address_of_its_own_and_chinese_the_plain_one(address, english):
    assert in_language(address, "en") == english
    assert in_language(address, "zh-Hans") == in_language(address, "") == address
    assert in_any_language(english) == in_any_language(address) == address


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("/?hl=en&q=1", "/?q=1"),
        ("/?q=1&hl=zh&page=2", "/?q=1&page=2"),
        ("/?hl=en&hl=zh", "/"),
        ("/?q=hl=en", "/?q=hl=en"),
    ],
)
def test_only_the_language_is_taken_out(address, plain):
    assert in_any_language(address) == plain


def test_a_page_lists_all_its_languages_and_what_others_get():
    assert alternates("/tags/") == [
        ("zh-Hans", "/tags/"),
        ("en", "/tags/?hl=en"),
        ("x-default", "/tags/"),
    ]

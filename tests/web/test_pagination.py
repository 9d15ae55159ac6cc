"""Paging: first, last and the neighbours; a gap never hides a single page."""

import pytest

from answers.web.pagination import make_pages


def shown(number, last):
    pages = make_pages(number, total=last * 10, size=10, most=100, url=str)
    return [step.number for step in pages.steps]


@pytest.mark.parametrize(
    ("number", "last", "numbers"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, 0, 9]),
        (3, 5, [1, 2, 3, 4, 5]),
        (5, 9, [1, 0, 4, 5, 6, 0, 9]),
        (4, 7, [1, 2, 3, 4, 5, 6, 7]),
        (9, 9, [1, 0, 8, 9]),
        (50, 9, [1, 0, 8, 9]),
    ],
)
def test_numbers_that_are_offered(number, last, numbers):
    assert shown(number, last) == numbers


def test_nothing_found_is_one_page():
    pages = make_pages(5, total=0, size=10, most=100, url=str)
    assert (pages.number, pages.last, pages.start) == (1, 1, 0)
    assert pages.before is None
    assert pages.after is None


def test_there_are_never_more_than_the_most():
    assert make_pages(1, total=10_000, size=10, most=100, url=str).last == 100

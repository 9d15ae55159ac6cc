"""Dates: a year, a month or a day, read as its first or last day."""

import datetime as dt

import pytest

from answers.text.dates import first_day, last_day


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", (2024, 1, 1), (2024, 12, 31)),
        (" 2024-02 ", (2024, 2, 1), (2024, 2, 29)),
        ("2023-2", (2023, 2, 1), (2023, 2, 28)),
        ("2024-05-17", (2024, 5, 17), (2024, 5, 17)),
    ],
)
def test_what_people_write_is_read(text, first, last):
    assert first_day(text) == dt.date(*first)
    assert last_day(text) == dt.date(*last)


@pytest.mark.parametrize(
    "text",
    ["", "24", "2024-13", "2024-02-30", "2024-00", "2024-05-00", "0000", "２０２４",
     "yesterday", "2024-05-17T10:00", "2024-"],
)  # fmt: skip
def test_what_is_no_date_is_none(text):
    assert first_day(text) is None
    assert last_day(text) is None

"""Versions: sorted as people mean them."""

from __future__ import annotations

import pytest

from answers.lib.versions import version_key


def test_versions_sort_as_they_came_out():
    order = (
        "1.4.8 2.0.0-ALPHA.1 2.0.0-BETA 2.0.0-rc1 2.0.0 2.0.0.1 2.1 2.9.9 2.10 10.0"
    ).split()
    assert sorted(order, key=version_key) == order


@pytest.mark.parametrize("text", ["2.3.0", "v2.3.0", "2.3", "2.3.0.RELEASE", " 2.3.0 "])
def test_the_same_version_has_one_key(text):
    assert version_key(text) == version_key("2.3.0")


def test_a_suffix_that_says_nothing_known_comes_before_the_release():
    assert version_key("2.3.0-SNAPSHOT-7") < version_key("2.3.0")


@pytest.mark.parametrize("text", ["", "latest", "…", "x2", "\x00", "２.３"])
def test_what_is_no_version_has_no_key(text):
    assert version_key(text) == ""


def test_a_number_beyond_all_measure_breaks_nothing():
    assert len(version_key("9" * 40)) <= 80
    assert len(version_key(".".join(["9" * 12] * 30) + "rc" + "9" * 12)) <= 80

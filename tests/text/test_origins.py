"""Origins: one site each, written as browsers send it, or nothing."""

import pytest

from answers.text.origins import read_origin


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://docs.example.org", "https://docs.example.org"),
        (" HTTPS://Docs.Example.org/ ", "https://docs.example.org"),
        ("https://docs.example.org:443", "https://docs.example.org"),
        ("http://docs.example.org:80/", "http://docs.example.org"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("https://文档.example.org", "https://xn--7dvp7d.example.org"),
    ],
)
def test_an_origin_is_written_as_browsers_send_it(text, origin):
    assert read_origin(text) == origin


@pytest.mark.parametrize(
    "text",
    [
        *("", "*", "null", "docs.example.org", "https://", "https://*.example.org"),
        *("https://a.example/docs", "https://a.example?x", "https://u@a.example"),
        *("ftp://a.example", "javascript:alert(1)", "https://a.example:99999"),
        *("https://a b", "https://a.example\nhttps://b.example", "https://-a.example"),
        *("https://a.example;script-src", "https://a'.example", "https://[::1"),
        *("https://" + "a" * 300 + ".example", "https://a..example", "https://a_b"),
    ],
)
def test_what_is_not_one_site_is_no_origin(text):
    assert read_origin(text) == ""

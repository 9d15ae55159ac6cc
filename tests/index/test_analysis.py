from __future__ import annotations

import time

import pytest

from answers.index.analysis import MAX_TERM, analyse, query_terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("NacosException", ["nacosexception", "nacos", "exception"]),
        ("accessToken", ["accesstoken", "access", "token"]),
        ("refresh_token", ["refresh_token", "refresh", "token"]),
        ("HTTPServer", ["httpserver", "http", "server"]),
        ("auth.token.key", ["auth.token.key", "auth", "token", "key"]),
        ("/nacos/v1/ns", ["nacos/v1/ns", "nacos", "v1", "1", "ns"]),
        ("spring-cloud", ["spring-cloud", "spring", "cloud"]),
        ("v2.2.1", ["v2.2.1", "2.2.1", "2.2", "v2", "2", "1"]),
        ("mysql8", ["mysql8", "mysql", "8"]),
        ("报403", ["报", "403"]),
        ("修改密码", ["修改", "改密", "密码"]),
        ("是", ["是"]),
        ("Ｎａｃｏｓ　４０３", ["nacos", "403"]),
        ("Token token", ["token", "token"]),
        ("a1b2c3d4", ["a1b2c3d4"]),
        ("café", ["café"]),
        ("__init__", ["init", "__init__"]),
        ("...", []),
        ("", []),
    ],
)
def test_text_is_read_as_these_terms(text, terms):
    assert analyse(text) == terms


def test_an_address_is_found_by_host_and_port():
    assert {"127.0.0.1:8848", "127.0.0.1", "8848"} <= set(analyse("127.0.0.1:8848"))


@pytest.mark.parametrize(
    "text",
    [
        "-" * 100_000,
        "a." * 50_000,
        "aB" * 50_000,
        "A" * 100_000,
        "_" * 100_000,
        "a1" * 50_000,
        "at " * 30_000,
        "\n" * 100_000,
        " " * 100_000,
        "配" * 10_000,
        "怎么" * 50_000,
        "1234-" * 20_000,
        "2026-01-01 " * 10_000,
        "\ud800\x00\x1b" * 10_000,
    ],
    ids=lambda text: repr(text[:6]),
)
def test_hostile_text_takes_no_more_than_a_moment(text):
    start = time.process_time()
    terms = [*analyse(text), *query_terms(text)]
    assert time.process_time() - start < 2
    assert all(len(term) <= MAX_TERM for term in terms)


def test_control_characters_and_lone_surrogates_separate_words():
    assert analyse("a\x00b\ud800c") == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("怎么修改密码", {"修改", "改密", "密码"}),
        ("请问如何关闭双写呢", {"关闭", "闭双", "双写"}),
        ("how do I reset the password", {"reset", "password"}),
        ("token 是什么", {"token"}),
    ],
)
def test_what_only_makes_a_question_is_left_out(text, terms):
    assert query_terms(text).keys() == terms


@pytest.mark.parametrize("text", ["怎么", "为什么", "how to", "what is it"])
def test_a_question_of_nothing_else_keeps_its_words(text):
    assert query_terms(text)


def test_parts_of_an_identifier_count_less_than_the_whole():
    weights = query_terms("NacosException nacos")
    assert weights == {"nacosexception": 1.0, "nacos": 1.0, "exception": 0.5}


def test_nothing_asks_for_nothing():
    assert query_terms(" ?! ") == {}

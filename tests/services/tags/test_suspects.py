"""Tag words: what looks wrong, and what does not."""

from __future__ import annotations

import pytest

from answers.services.tags.suspects import suspect

USED = {"nacos": 9, "springcloud": 6, "客户端": 5, "server": 4, "spring": 4, "配置": 4}


def reason(slug, count=2):
    found = {one.slug: one for one in suspect(USED | {slug: count}, 100)}
    one = found.get(slug)
    return (one.reason, *one.instead) if one else None


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("spring-cloud", ("near", "springcloud")),
        ("servers", ("near", "server")),
        ("nacos客户端", ("glued", "nacos", "客户端")),
        ("nacosserver", ("glued", "nacos", "server")),
        ("nacos232", ("glued", "nacos")),
        ("2.3.0", ("number",)),
        ("v2", ("number",)),
        ("springcloudalibabanacosconfig", ("long",)),
    ],
)
def test_what_looks_wrong_is_told_with_what_was_meant(slug, expected):
    assert reason(slug) == expected


@pytest.mark.parametrize("slug", ["k8s", "配置列表", "c#", "mysql-8", "grpc", "raft"])
def test_a_word_of_its_own_is_left_alone(slug):
    assert reason(slug) is None


def test_unused_single_and_omnipresent_tags_are_told():
    found = suspect({"a-tag": 0, "b-tag": 1, "c-tag": 90, "d-tag": 7}, 100)
    assert [one.reason for one in found] == ["everywhere", "unused", "single"]


def test_c_and_c_sharp_are_two():
    assert suspect({"c": 2, "c#": 3}, 100) == []

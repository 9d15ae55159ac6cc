import pytest

from answers.text.similarity import similarity


@pytest.mark.parametrize(
    ("some", "other", "alike"),
    [
        ("Token 过期", "token过期", True),
        ("集群节点密钥不一致", "集群节点的密钥不一致", True),
        ("网络问题", "权限问题", False),
        ("网络问题", "", False),
        ("甲", "甲", True),
    ],
)
def test_titles_are_alike_by_their_characters(some, other, alike):
    assert (similarity(some, other) >= 0.6) is alike

"""Articles that share a symptom."""

import pytest


@pytest.fixture
def refused(index, make_article):
    make_article("who", title="403 怎么解决", answer="日志里有 user not found。")
    make_article("token", title="403 怎么处理", answer="日志里有 token invalid。")
    for number in range(9):
        make_article(f"other-{number}", title=f"端口 {9000 + number} 怎么开放")

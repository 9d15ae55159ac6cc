"""Clusters: group short texts by a phrase that they share.

After suffix tree clustering (Zamir and Etzioni 1998), for titles of a few words: the
phrase with the most weight among the remaining texts makes a cluster, until no phrase
is in two of them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from answers.text.normalization import fold

LONGEST_PHRASE = 6  # Chinese characters
MOST_TEXTS = 200
LEAST_MEMBERS = 2

_WORD = re.compile(r"[a-z][a-z0-9_.-]*[a-z0-9]|[\u4e00-\u9fff]+")
# Words of any cause, which do not tell one from another.
_STOP_WORDS = frozenset(
    "客户端 服务器端 服务器 服务端 应用程序 问题 错误 配置 检查 确认 原因 可能 "
    "不正确 正确 不当 失败 异常 存在 未正确 是否 导致 使用 进行 没有 设置 访问 "
    "信息 环境 客户 服务 版本 不匹配 匹配 不一致 一致 不足 缺失 不支持 支持 相关 "
    "不兼容 兼容性 兼容 默认 你的 您的 通常 意味着 当前 指定 应用 日志 深入 分析 "
    "提示 nacos server client error the and not of to is in for with".split()
)
_MASK = re.compile("|".join(sorted(_STOP_WORDS, key=len, reverse=True)))
_PARTICLES = frozenset("的了和与或及在是有被为于从到对将把等其该未不无")


@dataclass(frozen=True, slots=True)
class Cluster:
    """A shared phrase, and the indexes of the texts that have it."""

    phrase: str
    members: tuple[int, ...]


def cluster(
    texts: Sequence[str], weights: Sequence[float], *, most: int, known: str = ""
) -> list[Cluster]:
    """Return at most ``most`` disjoint clusters, the heaviest first.

    Phrases that occur in ``known`` make no cluster.
    """
    known = fold(known)
    holders = {
        phrase: places
        for phrase, places in _holders(texts[:MOST_TEXTS]).items()
        if len(places) >= LEAST_MEMBERS and phrase not in known
    }
    clusters: list[Cluster] = []
    left = set(range(len(texts)))
    while len(clusters) < most:
        rated = [
            (_weight(phrase, places & left, weights), phrase)
            for phrase, places in holders.items()
            if len(places & left) >= LEAST_MEMBERS
        ]
        if not rated:
            break
        phrase = max(rated)[1]
        members = holders[phrase] & left
        clusters.append(Cluster(phrase, tuple(sorted(members))))
        left -= members
    return clusters


def _weight(phrase: str, places: set[int], weights: Sequence[float]) -> float:
    """Return the weight of a phrase: that of its texts, more for a longer phrase."""
    length = 3 if phrase.isascii() else len(phrase)
    return sum(weights[place] for place in places) * math.sqrt(min(length, 4))


def _holders(texts: Sequence[str]) -> dict[str, set[int]]:
    holders: dict[str, set[int]] = {}
    for place, text in enumerate(texts):
        for phrase in _phrases(text):
            holders.setdefault(phrase, set()).add(place)
    return holders


@lru_cache(maxsize=4096)
def _phrases(text: str) -> frozenset[str]:
    words = _WORD.findall(fold(text))
    found = {word for word in words if word.isascii() and word not in _STOP_WORDS}
    for word in words:
        if not word.isascii():
            for rest in _MASK.split(word):
                found.update(_cut(rest))
    return frozenset(found)


def _cut(run: str) -> Iterator[str]:
    for length in range(2, LONGEST_PHRASE + 1):
        for start in range(len(run) - length + 1):
            phrase = run[start : start + length]
            if not {phrase[0], phrase[-1]} & _PARTICLES:
                yield phrase

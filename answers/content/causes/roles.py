"""Parts: what the items of an answer are: causes, remedies, or both at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from answers.content.causes.outline import INTRO, ITEM, Node
from answers.text.normalization import one_line

LONGEST_SENTENCE = 120

Role = Literal["cause", "remedy", "both", "check", "other"]


@dataclass(slots=True)
class Parts:
    """The items of an answer, by what part they stand in."""

    causes: list[Node] = field(default_factory=list)
    remedies: list[Node] = field(default_factory=list)
    both: list[Node] = field(default_factory=list)
    checks: list[Node] = field(default_factory=list)
    solving: list[Node] = field(
        default_factory=list
    )  # the remedies that a part about a fault lists


_CAUSE = re.compile(
    r"原因|根因|根源|为什么|為什麼|(?:问题|错误|异常|故障|现象|报错|報錯|情况|問題)分析"
    r"|^分析(?:问题|错误|异常|故障|問題|$)|可能.{0,3}(?:情况|问题|因素|問題)"
    r"|成因|诱因|误伤|情形|意外$|[易踩]的坑|容易[踩漏错]"
    r"|\b(?:root )?causes?\b|\breasons?\b",
    re.IGNORECASE,
)
_BARE_TITLE = re.compile(r"^(?:潜在|可能|主要|具体|常见|直接)?的?原因(?:分析)?$")
_CHOICE = re.compile(r"推荐|选择|优势|好处|优点|必要")  # reasons for a decision
_REMEDY = re.compile(
    r"解决|解決|步骤|步驟|方案|处理|處理|措施|对策|策略|修复|做法|建议|方法|操作|怎么办"
    r"|\b(?:solutions?|fix(?:es)?|steps|remed(?:y|ies)|workarounds?)\b",
    re.IGNORECASE,
)
_CHECK = re.compile(
    r"排查|逐项|逐一|依次|核对|对照$|检查|\btroubleshoot", re.IGNORECASE
)
_CURE = re.compile(r"解决|解決|处理|處理|方案|对策|措施|应对|排查|修复")
_OTHER = re.compile(
    r"^(?:解释|解釋|说明|注意|总结|结论|参考|补充|小结|备注|提示|验证|前提|额外|附|回顾|背景"
    r"|预防|相关|链接|另外|示例|怎样|可能相关)|(?:解释|说明|总结|注意事项|原理)$"
)
_INTRO_CAUSE = re.compile(
    r"(?:以下|下列|下面|如下|几|多)[^，。]{0,14}(?:原因|因素|可能|情形)[^，。]{0,8}$"
    r"|原因[^，。]{0,12}$|(?:原因|因素)(?:导致|引起|造成|引发)[^，。]{0,6}$"
)
_INTRO_REMEDY = re.compile(
    r"(?:步骤|步驟|方案|方法|措施|策略|操作|处理|办法|建议|解决|排查)[^，。]{0,16}$"
)
_PROSE_CAUSE = re.compile(r"由于|因为|导致|引起|造成|所致|原因是|原因在于")
_PROSE_OPENING = re.compile(
    r"^(?:根据|针对|首先|关于|如果|若|请|为了|综上|以上|上述|感谢|当|.*(?:多种|几个|几种|以下|如下|不限于))"
)


def collect(node: Node, parts: Parts) -> None:
    """Sort the items below ``node`` by the part of the answer they stand in."""
    role = role_of(node)
    if role in (None, "other"):
        if role is None or node.rank < ITEM:
            for child in node.children:
                collect(child, parts)
        return
    _drop_closing_words(node)
    for child in _items(node):
        own = role_of(child)
        opens = own != role or child.rank < ITEM or _BARE_TITLE.match(child.lead)
        if own and child.children and opens:
            collect(child, parts)
        elif own != "other":
            _put(child, role, parts, solving=bool(_CURE.search(node.lead)))
    if role == "cause" and not node.children:
        parts.causes += _spoken(node)


def _put(node: Node, role: Role | None, parts: Parts, *, solving: bool) -> None:
    if role == "cause":
        parts.causes.append(node)
    elif role == "both":
        parts.both.append(node)
    elif role == "check":
        parts.checks.append(node)
    else:
        parts.remedies.append(node)
        if solving:
            parts.solving.append(node)


def _items(node: Node) -> Iterator[Node]:
    """Yield what a part lists; a line that only introduces a list is no item."""
    for child in node.children:
        if child.rank == INTRO and role_of(child) is None:
            _drop_closing_words(child)
            yield from child.children
        else:
            yield child


def role_of(node: Node) -> Role | None:
    """Tell which part of an answer a heading, bold line or item opens, if any."""
    if node.rank == INTRO:
        lead = re.split(r"[。；，,]", node.lead.rstrip("：: "))[-1]
        if _INTRO_CAUSE.search(lead):
            return "cause"
        return "remedy" if _INTRO_REMEDY.search(lead) else None
    item = node.rank >= ITEM
    if item and not (node.bold or node.children):
        return None
    if not 0 < len(node.lead) <= (12 if item else 40):
        return None
    return "other" if _OTHER.search(node.lead) else _role_of_title(node.lead)


def _role_of_title(title: str) -> Role | None:
    if _CAUSE.search(title) and not _CHOICE.search(title):
        certain = re.search(r"原因|根因|cause", title, re.IGNORECASE)
        return "both" if certain and _CURE.search(title) else "cause"
    if _CHECK.search(title) and not re.search(r"步骤|步驟|解决|解決", title):
        return "check"
    return "remedy" if _REMEDY.search(title) else None


def _drop_closing_words(node: Node) -> None:
    """Take from a list's last item the paragraphs that close the whole list."""
    items = [child for child in node.children if child.rank >= ITEM]
    if items and not any(item.far for item in items[:-1]):
        items[-1].far = []


def _spoken(node: Node) -> list[Node]:
    """Return the sentence that names the cause, where a part is only prose."""
    text = one_line(node.own_text())[:2000]
    for sentence in re.split(r"(?<=[。！!；;])", text):
        words = sentence.strip(" 。；;！!")
        fits = 8 <= len(words) <= LONGEST_SENTENCE and not _PROSE_OPENING.match(words)
        if fits and _PROSE_CAUSE.search(words):
            rest = text.replace(sentence, "", 1).strip()
            return [Node(ITEM, words, rest, anchor=node.anchor)]
    return []

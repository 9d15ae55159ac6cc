"""Causes: what an answer names as possible causes, each with its remedy.

``_read_tree`` turns the Markdown into a tree of headings, bold lines and list items;
``_collect`` sorts the items into causes, remedies and checks by the titles they stand
under; ``_partner`` finds the remedy of a cause by the words they share. Only the
answer's own words are used: where its structure does not tell causes from remedies, no
cause is returned.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from answers.content.render import make_anchor
from answers.text.normalization import cut, one_line

# Bump on any change that can alter the causes of the same Markdown.
CAUSES_GENERATION = 2

MOST = 20  # causes of one answer
MOST_COMPARED = 100  # items of a kind that are looked at
TITLE_LENGTH = 120
TEXT_LENGTH = 800
PAIRED = 0.3  # shared words by which a remedy belongs to a cause


@dataclass(frozen=True, slots=True)
class ParsedCause:
    """One possible cause; ``anchor`` names the heading that it stands under."""

    title: str
    explanation: str = ""
    remedy: str = ""
    anchor: str = ""


# Some word that tells of a fault: a cause says what is wrong.
_FAULT = re.compile(
    r"[不未无非误错缺旧慢满]|没|失败|异常|问题|過期|过期|过[期高低大小多少短长]|导致|冲突|限制"
    r"|延迟|丢|超时|拒绝|泄漏|泄露|中断|阻|故障|瓶颈|抖动|变[更化动]|差异|依赖|太|残留|占用|漏洞"
    r"|缓存|风险|影响|关闭|禁用|默认|耗尽|重复|恶意|被|混|隔离|压力|负载|竞争|损坏|\b(?:not|no|fail"
    r"|failed|wrong|missing|expired|invalid|bug|timeout|oom|mismatch|denied)\b",
    re.IGNORECASE,
)
_WRONG = re.compile(
    r"未能|未被|未正|未[启设配同注登生]|没有|无法|不能|失败|错|异常|问题|过期|缺[失少]"
    r"|不[一准正匹兼足当对通同符存]|冲突|超时|拒绝|泄[漏露]|中断|故障|丢失|失效|漏|占用|挡"
    r"|过[高低大小多少短长]|延迟|重复|太[旧短长多少]"
    r"|\b(?:not|fail(?:ed|s)?|wrong|missing|expired|invalid|denied)\b",
    re.IGNORECASE,
)
_ABOUT_QUESTION = re.compile(
    r"^(?:错误|问题|现象|情况|需求|背景|环境)?(?:描述|概述|说明|背景|定位|复现|现象|明确|需求)$"
    r"|^(?:日志分析|查看日志|日志信息|日志检查|错误信息|检查日志|查看错误日志|版本信息|解决|排查|现状)|日志$"
    r"|^(?:潜在|可能|主要|具体)?的?原因(?:分析)?$"
    r"|^(?:目的|(?:具体)?操作|命令|结果|方法|示例|步骤|官方支持|支持情况|原因定位|确认问题).{0,6}$",
)
_CHECKING = re.compile(r"^(?:检查|檢查|核对|核實|核实|排查|审查|确认|確認|校验)")
_FAULTY_TOPIC = re.compile(
    r"报错|報錯|错误|异常|失败|无法|不能|不到|不上|超时|拒绝|故障|问题(?:通常|可能|是由|出现)"
    r"|\b(?:error|exception|failed|40[0-9]|50[0-9])\b",
    re.IGNORECASE,
)


# How a sentence begins before it comes to the point, and how long a title may be
# before its first clause has to do.
_OPENING = re.compile(
    r"^(?:(?:首先|其次|另外|此外|最后|同时|特别是|当|即便|虽然|但|而|因为|由于)[，,]?"
    r"|根据.{0,12}?(?:内容|知识|描述|信息).{0,4}?[，,](?:我们知道)?"
    r"|(?:这|该问题|此问题|此种情况|这种情况)(?:(?:主要|通常|很?可能|出现|也)*(?:是)?)"
    r"(?:由于|因为|意味着|源于|与))+"
)
_CLOSING = re.compile(r"所?(?:导致|造成|引起)的$")
LONG_TITLE = 36
LEAST_CLAUSE = 6


def read_causes(answer_markdown: str) -> tuple[ParsedCause, ...]:
    """Return the possible causes that an answer names, in order; at most ``MOST``."""
    parts = _Items()
    _collect(_read_tree(answer_markdown), parts)
    # Each cause is compared with each remedy.
    for items in (parts.causes, parts.both, parts.remedies):
        del items[MOST_COMPARED:]
    faulty = bool(_FAULTY_TOPIC.search(answer_markdown[:300]))
    if not faulty and not _are_mostly_faults([*parts.causes, *parts.both]):
        parts.causes, parts.both = [], []  # reasons for a design, not of a fault
    found = [
        _cause(node, parts.remedies, alone=not parts.remedies)
        for node in parts.causes
        if _names_fault(node)
    ]
    found += [_cause(node, [], alone=True) for node in parts.both if _names_fault(node)]
    if not found:
        found = [_cause_of_check(n) for n in parts.checks if _is_check(n, bold=True)]
    if not found and faulty:
        found = [_cause_of_check(n) for n in parts.solving if _is_check(n)]
    unique = {cause.title: cause for cause in reversed(found) if len(cause.title) > 1}
    return tuple(reversed(unique.values()))[:MOST]


def _are_mostly_faults(nodes: list[_Node]) -> bool:
    """Tell whether more than half of these items say what goes wrong."""
    wrong = sum(
        bool(_WRONG.search(f"{node.lead} {node.own_text()[:150]}")) for node in nodes
    )
    return 2 * wrong > len(nodes)


def _names_fault(node: _Node) -> bool:
    if _ABOUT_QUESTION.match(node.lead):
        return False
    return bool(_FAULT.search(f"{node.lead}\n{node.own_text()[:300]}"))


def _cause(node: _Node, remedies: list[_Node], *, alone: bool) -> ParsedCause:
    """Return the cause that an item names, with its remedy.

    The remedy is what the item itself says to do, else the item of ``remedies`` that
    shares enough words with it. ``alone`` where the answer lists no remedies: then the
    paragraphs behind the first one are the remedy.
    """
    inner = [child for child in node.children if _role_of(child) == "remedy"]
    outer = [child for child in node.children if _role_of(child) != "remedy"]
    paragraphs = [node.rest, *node.near] + [
        part for child in outer for part in (child.lead, child.full_text())
    ]
    far = [text for text in node.far if text.strip()]
    explanation, remedy = _text(paragraphs), _text(c.full_text() for c in inner)
    if alone and not explanation and len(far) > 1:
        explanation, far = _text(far[:1]), far[1:]
        remedy = remedy or _text(far)
    else:
        explanation = _text([explanation, *far])
    partner = _partner(node, remedies)
    if partner and not remedy:
        remedy = _text([partner.lead, partner.full_text()])
    title = _title(node.lead)
    if len(title) + LEAST_CLAUSE < len(node.lead) and node.lead not in explanation:
        explanation = _text([node.lead, explanation])
    return ParsedCause(title, explanation, remedy, node.anchor)


def _title(lead: str) -> str:
    """Return a lead as a title: of a long sentence, the clause that names the fault."""
    title = one_line(lead)
    point = _CLOSING.sub("", _OPENING.sub("", title))
    title = point or title
    if len(title) > LONG_TITLE:
        clauses = (_OPENING.sub("", c) for c in re.split("[，；]", title))
        wrong = (c for c in clauses if len(c) >= LEAST_CLAUSE and _WRONG.search(c))
        title = next(wrong, title)
    return cut(title, TITLE_LENGTH)


def _is_check(node: _Node, *, bold: bool = False) -> bool:
    """Tell whether an item names something to check, in at most 30 characters.

    ``bold`` accepts every item whose lead is bold.
    """
    if len(node.lead) > 30 or _ABOUT_QUESTION.match(node.lead):
        return False
    return bool(_CHECKING.match(node.lead)) or (bold and node.bold)


def _cause_of_check(node: _Node) -> ParsedCause:
    """Return a cause that is known only as something to check, unexplained."""
    title = cut(one_line(node.lead), TITLE_LENGTH)
    return ParsedCause(title, "", _text([node.full_text()]) or title, node.anchor)


def _text(parts: Iterable[str]) -> str:
    return cut(_strip_markdown("\n".join(p for p in parts if p)), TEXT_LENGTH)


# The answer as a tree.

# How deep a kind of line stands: headings have their level, items their column.
BOLD_LINE = 7
INTRO = 8
ITEM = 10
DEEPEST_ITEM = 100  # columns: items that stand deeper are of one level

LONGEST_LEAD = 60

_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
_HEADING = re.compile(r"^ {0,3}(#{1,6})\s*(\S.*)$")
_BOLD_LINE = re.compile(r"^ {0,3}\*\*([^*]{1,80})\*\*\s*[:：]?\s*$")
_ITEM = re.compile(
    r"^(\s*)(?:[-*+•]\s+|\d{1,2}[.)、．]\s*|[（(]\d{1,2}[)）]\s*|[一二三四五六七八九十]{1,3}、"
    r"\s*|[①-⑳]\s*)(?=\S)"
)
_RULE = re.compile(r"^ {0,3}([-*_])(?: {0,3}\1){2,80} {0,3}$")
_NUMBER = re.compile(
    r"^\s*(?:(?:步骤|步驟|方案|方法|原因|Step)\s*[\d一二三四五六七八九十]{1,3}\s*[：:.、)\s]\s*"
    r"|第[\d一二三四五六七八九十]{1,3}[步点种]?\s*[：:.、，,]\s*|\d{1,2}(?:\.\d{1,2})*\s*[.、)．:：](?!\d)\s*"
    r"|[一二三四五六七八九十]{1,3}、\s*|[（(]\d{1,2}[)）]\s*|[①-⑳]\s*)",
    re.IGNORECASE,
)
_BOLD_LEAD = re.compile(r"^(\*\*|__)(.{1,80}?)\1\s*[:：,，—–-]*\s*(.*)$", re.DOTALL)
_PLAIN_LEAD = re.compile(r"^([^：:。；;，,！？!?]{2,40})[：:]\s*(.*)$", re.DOTALL)
_SENTENCE = re.compile(r"^(.{4,80}?)[。；;！!]\s*(.*)$", re.DOTALL)

_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,500}\)")
_TAG = re.compile(r"</?(?:font|br|p|b|strong|em|a|span|div|code)\b[^<>]{0,200}>", re.I)
_EMPHASIS = re.compile(r"\*\*|__(?=\S)|(?<=\S)__|`+")
_CITATION = re.compile(r"\[\$\d{1,3}\]+|\{\{\{[^{}]{0,200}\}\}\}")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!-])")


@dataclass(slots=True)
class _Node:
    """A heading, bold line or list item: its first words and the text below it.

    ``near`` are the lines that belong to it by indentation, ``far`` the paragraphs
    that merely follow it.
    """

    rank: int
    lead: str
    rest: str = ""
    bold: bool = False
    anchor: str = ""
    near: list[str] = field(default_factory=list)
    far: list[str] = field(default_factory=list)
    children: list[_Node] = field(default_factory=list)
    _full: str | None = None

    def own_text(self) -> str:
        """Return its own text, without its lead and its children."""
        return _strip_markdown("\n".join([self.rest, *self.near, *self.far]))

    def full_text(self) -> str:
        """Return its own text and that of all its children, kept once made."""
        if self._full is None:
            parts = [self.own_text()]
            for child in self.children:
                parts += [child.lead, child.full_text()]
            self._full = "\n".join(part for part in parts if part)
        return self._full


def _read_tree(markdown: str) -> _Node:
    """Return the tree of an answer; its root has no lead."""
    root = _Node(0, "")
    stack = [root]
    fence = ""
    anchors: dict[str, int] = {}
    lines = markdown.expandtabs(4).split("\n")
    for number, line in enumerate(lines):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
            continue
        node = None if fence else _node(line, lines[number + 1 : number + 3])
        if node is None:
            _add_text(stack, line, inside=bool(fence))
            continue
        while stack[-1].rank >= node.rank:
            stack.pop()
        if node.rank < BOLD_LINE:
            node.anchor = _unique(make_anchor(node.anchor), anchors)
        else:
            node.anchor = stack[-1].anchor
        stack[-1].children.append(node)
        stack.append(node)
    return root


def _node(line: str, following: list[str]) -> _Node | None:
    heading = _HEADING.match(line)
    if heading:
        text = heading[2].rstrip().rstrip("#").rstrip() or "#"
        title = _strip_markdown(text)
        lead, rest = _split_lead(text)
        lead = f"{lead}：{rest}" if rest else lead
        return _Node(len(heading[1]), lead, anchor=title)
    bold = _BOLD_LINE.match(line)
    if bold:
        return _Node(BOLD_LINE, _clean_lead(bold[1]), bold=True)
    item = None if _RULE.match(line) else _ITEM.match(line)
    if item:
        lead, rest = _split_lead(line[item.end() :])
        starts_bold = line[item.end() :].startswith(("**", "__"))
        return _Node(
            ITEM + min(len(item[1]), DEEPEST_ITEM), lead, rest, bold=starts_bold
        )
    if _is_intro(line, following):
        return _Node(INTRO, _strip_markdown(line))
    return None


def _is_intro(line: str, following: list[str]) -> bool:
    if not line.rstrip().endswith(("：", ":", "：**", ":**")) or len(line) > 300:
        return False
    after = next((text for text in following if text.strip()), "")
    item = _ITEM.match(after)
    return line[:1] not in (" ", "") and bool(item) and len(item[1]) < 4  # type: ignore[index]


def _add_text(stack: list[_Node], line: str, *, inside: bool) -> None:
    """Add a line to the item it is indented under, else to the list's last item."""
    node = stack[-1]
    if inside or node.rank < ITEM or not line.strip():
        (node.far or node.near).append(line)
        return
    indent = len(line) - len(line.lstrip())
    follows_blank = (node.far or node.near or ["x"])[-1:] == [""]
    if indent == 0 and follows_blank:
        while stack[-2].rank >= ITEM:
            stack.pop()
        stack[-1].far.append(line)
        return
    while indent and stack[-2].rank >= ITEM and indent <= stack[-1].rank - ITEM:
        stack.pop()
    (stack[-1].far or stack[-1].near).append(line)


def _split_lead(text: str) -> tuple[str, str]:
    """Return the first words of an item or heading, and the rest of its text."""
    text = _NUMBER.sub("", text.strip(), count=1)
    bold = _BOLD_LEAD.match(text)
    if bold:
        return _clean_lead(bold[2]), _strip_markdown(bold[3]).lstrip("。，,：:；; ")
    plain = _strip_markdown(text)
    for pattern in (_PLAIN_LEAD, _SENTENCE):
        match = pattern.match(plain)
        if match:
            return _clean_lead(match[1]), match[2].lstrip("。，,：:；; \n").rstrip()
    if len(plain) <= LONGEST_LEAD:
        return _clean_lead(plain), ""
    clause, comma, _ = plain[:LONGEST_LEAD].partition("，")
    return _clean_lead(clause if comma else cut(plain, 2 * LONGEST_LEAD)), plain


def _clean_lead(text: str) -> str:
    text = _NUMBER.sub("", _strip_markdown(text), count=1)
    return text.strip().rstrip("：:。；;，, ").strip()


def _strip_markdown(text: str) -> str:
    """Return text without Markdown, one paragraph a line."""
    text = _CITATION.sub("", _LINK.sub(r"\1", _TAG.sub("", text)))
    text = html.unescape(_ESCAPE.sub(r"\1", _EMPHASIS.sub("", text)))
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line and line != "---------------")


def _unique(anchor: str, taken: dict[str, int]) -> str:
    """Return the anchor, numbered as the renderer does where a title occurs twice."""
    free, number = anchor, taken.get(anchor, 0)
    while free in taken:
        number += 1
        free = f"{anchor}_{number}"
    taken[anchor] = number
    taken.setdefault(free, 0)
    return free


# Which part of an answer an item stands in.

LONGEST_SENTENCE = 120

Role = Literal["cause", "remedy", "both", "check", "other"]


@dataclass(slots=True)
class _Items:
    """The list items of an answer, by their role."""

    causes: list[_Node] = field(default_factory=list)
    remedies: list[_Node] = field(default_factory=list)
    both: list[_Node] = field(default_factory=list)
    checks: list[_Node] = field(default_factory=list)
    solving: list[_Node] = field(
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


def _collect(node: _Node, parts: _Items) -> None:
    """Sort the items below ``node`` by the role of the part they belong to."""
    role = _role_of(node)
    if role in (None, "other"):
        if role is None or node.rank < ITEM:
            for child in node.children:
                _collect(child, parts)
        return
    _drop_closing_paragraphs(node)
    for child in _list_items(node):
        own = _role_of(child)
        opens = own != role or child.rank < ITEM or _BARE_TITLE.match(child.lead)
        if own and child.children and opens:
            _collect(child, parts)
        elif own != "other":
            _put(child, role, parts, solving=bool(_CURE.search(node.lead)))
    if role == "cause" and not node.children:
        parts.causes += _cause_of_prose(node)


def _put(node: _Node, role: Role | None, parts: _Items, *, solving: bool) -> None:
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


def _list_items(node: _Node) -> Iterator[_Node]:
    """Yield the items of a part, without the lines that only introduce a list."""
    for child in node.children:
        if child.rank == INTRO and _role_of(child) is None:
            _drop_closing_paragraphs(child)
            yield from child.children
        else:
            yield child


def _role_of(node: _Node) -> Role | None:
    """Return the role of the part that a heading, bold line or item opens, if any."""
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


def _drop_closing_paragraphs(node: _Node) -> None:
    """Remove from the last item of a list the paragraphs that close the whole list."""
    items = [child for child in node.children if child.rank >= ITEM]
    if items and not any(item.far for item in items[:-1]):
        items[-1].far = []


def _cause_of_prose(node: _Node) -> list[_Node]:
    """Return a node of the sentence that names the cause, of a part without items."""
    text = one_line(node.own_text())[:2000]
    for sentence in re.split(r"(?<=[。！!；;])", text):
        words = sentence.strip(" 。；;！!")
        fits = 8 <= len(words) <= LONGEST_SENTENCE and not _PROSE_OPENING.match(words)
        if fits and _PROSE_CAUSE.search(words):
            rest = text.replace(sentence, "", 1).strip()
            return [_Node(ITEM, words, rest, anchor=node.anchor)]
    return []


# Which remedy belongs to which cause.


def _partner(node: _Node, remedies: list[_Node]) -> _Node | None:
    """Return the remedy that shares the most words with a cause, if enough.

    Enough is ``PAIRED`` of the words of the shorter lead; words of both bodies count
    0.6. Words that most remedies have do not count.
    """
    if not remedies:
        return None
    common = _common_words([_words(remedy.lead) for remedy in remedies])
    about = _words(node.lead) - common
    more = about | (_words(node.own_text()[:200]) - common)
    best, best_score = None, 0.0
    for remedy in remedies:
        lead = _words(remedy.lead) - common
        body = lead | (_words(remedy.full_text()[:200]) - common)
        score = max(
            _overlap(about, lead),
            0.6 * _overlap(more, lead, least=2),
            0.6 * _overlap(about, body, least=2),
        )
        if score > best_score:
            best, best_score = remedy, score
    return best if best_score >= PAIRED else None


def _overlap(some: set[str], others: set[str], *, least: int = 1) -> float:
    shared = len(some & others)
    return shared / min(len(some), len(others)) if shared >= least else 0.0


def _common_words(leads: list[set[str]]) -> set[str]:
    """Return the words that more than half of the leads have (at least two)."""
    words = set().union(*leads)
    return {
        w for w in words if sum(w in lead for lead in leads) > max(1, len(leads) / 2)
    }


def _words(text: str) -> set[str]:
    """Return Latin words and pairs of Chinese characters, without frequent words."""
    text = _COMMON.sub(" ", text.lower())
    words = set(re.findall(r"[a-z][a-z0-9.-]+", text))
    for run in re.findall(r"[\u4e00-\u9fff]{2,}", text):
        words |= {run[at : at + 2] for at in range(len(run) - 1)}
    return words


_COMMON = re.compile(
    r"检查|确认|确保|核对|排查|验证|查看|调整|问题|是否|正确|设置|修改|使用|进行|可能|相关|情况"
    r"|如果|需要|可以|以及|导致|原因|错误|异常|不当|不足|解决|方案|处理|步骤|[的了和与或在]"
)

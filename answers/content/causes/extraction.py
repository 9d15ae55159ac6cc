"""Causes: what an answer names as possible causes, each with its remedy.

Pure. Only the answer's own words are used: where its structure does not say what is
a cause and what is a remedy, there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from answers.content.causes.outline import Node, read_tree, strip_markdown
from answers.content.causes.roles import Parts, collect, role_of
from answers.text.normalization import cut, one_line

# Bump on any change that can alter the causes of the same Markdown.
CAUSES_GENERATION = 2

MOST = 20  # causes of one answer
TITLE_LENGTH = 120
TEXT_LENGTH = 800
PAIRED = 0.3  # shared words by which a remedy belongs to a cause


@dataclass(frozen=True, slots=True)
class Cause:
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


def read_causes(answer_markdown: str) -> tuple[Cause, ...]:
    """Return the possible causes an answer names, in its order."""
    parts = Parts()
    collect(read_tree(answer_markdown), parts)
    faulty = bool(_FAULTY_TOPIC.search(answer_markdown[:300]))
    if not faulty and not _tell_of_faults([*parts.causes, *parts.both]):
        parts.causes, parts.both = [], []  # reasons for a design, not of a fault
    found = [
        _cause(node, parts.remedies, alone=not parts.remedies)
        for node in parts.causes
        if _names_fault(node)
    ]
    found += [_cause(node, [], alone=True) for node in parts.both if _names_fault(node)]
    if not found:
        found = [_from_check(n) for n in parts.checks if _is_check(n, bold=True)]
    if not found and faulty:
        found = [_from_check(n) for n in parts.solving if _is_check(n)]
    unique = {cause.title: cause for cause in reversed(found) if len(cause.title) > 1}
    return tuple(reversed(unique.values()))[:MOST]


def _tell_of_faults(nodes: list[Node]) -> bool:
    """Tell whether most of these say what goes wrong."""
    wrong = sum(
        bool(_WRONG.search(f"{node.lead} {node.own_text()[:150]}")) for node in nodes
    )
    return 2 * wrong > len(nodes)


def _names_fault(node: Node) -> bool:
    if _ABOUT_QUESTION.match(node.lead):
        return False
    return bool(_FAULT.search(f"{node.lead}\n{node.own_text()[:300]}"))


def _cause(node: Node, remedies: list[Node], *, alone: bool) -> Cause:
    """Return a cause with its remedy: the paired item's, else its own words."""
    inner = [child for child in node.children if role_of(child) == "remedy"]
    outer = [child for child in node.children if child not in inner]
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
    return Cause(title, explanation, remedy, node.anchor)


def _title(lead: str) -> str:
    """Return a lead as a title: of a long sentence, the clause that says the fault."""
    title = one_line(lead)
    point = _CLOSING.sub("", _OPENING.sub("", title))
    title = point or title
    if len(title) > LONG_TITLE:
        clauses = (_OPENING.sub("", c) for c in re.split("[，；]", title))
        wrong = (c for c in clauses if len(c) >= LEAST_CLAUSE and _WRONG.search(c))
        title = next(wrong, title)
    return cut(title, TITLE_LENGTH)


def _is_check(node: Node, *, bold: bool = False) -> bool:
    """Tell whether an item names a thing that may be wrong, briefly."""
    if len(node.lead) > 30 or _ABOUT_QUESTION.match(node.lead):
        return False
    return bool(_CHECKING.match(node.lead)) or (bold and node.bold)


def _from_check(node: Node) -> Cause:
    """Return what an answer tells to check: the remedy alone."""
    title = cut(one_line(node.lead), TITLE_LENGTH)
    return Cause(title, "", _text([node.full_text()]) or title, node.anchor)


def _text(parts: Iterable[str]) -> str:
    return cut(strip_markdown("\n".join(p for p in parts if p)), TEXT_LENGTH)


def _partner(node: Node, remedies: list[Node]) -> Node | None:
    """Return the remedy that speaks of the same as a cause, if one does."""
    if not remedies:
        return None
    everywhere = _everywhere([_words(remedy.lead) for remedy in remedies])
    about = _words(node.lead) - everywhere
    more = about | (_words(node.own_text()[:200]) - everywhere)
    best, best_score = None, 0.0
    for remedy in remedies:
        lead = _words(remedy.lead) - everywhere
        body = lead | (_words(remedy.full_text()[:200]) - everywhere)
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


def _everywhere(leads: list[set[str]]) -> set[str]:
    """Return the words of most leads: they tell none apart."""
    words = set().union(*leads)
    return {
        w for w in words if sum(w in lead for lead in leads) > max(1, len(leads) / 2)
    }


def _words(text: str) -> set[str]:
    """Return the words of a text that tell what it is about."""
    text = _COMMON.sub(" ", text.lower())
    words = set(re.findall(r"[a-z][a-z0-9.-]+", text))
    for run in re.findall(r"[\u4e00-\u9fff]{2,}", text):
        words |= {run[at : at + 2] for at in range(len(run) - 1)}
    return words


_COMMON = re.compile(
    r"检查|确认|确保|核对|排查|验证|查看|调整|问题|是否|正确|设置|修改|使用|进行|可能|相关|情况"
    r"|如果|需要|可以|以及|导致|原因|错误|异常|不当|不足|解决|方案|处理|步骤|[的了和与或在]"
)

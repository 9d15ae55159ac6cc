"""Prose: plain and scraped texts without front matter, brought into Markdown.

The first line is the title. Then, by general rules: a line of date and author is
read and dropped, a tail of recommendations is cut off, headings glued into a line are
set free, lone short lines and lone numbered leads become headings, and lists whose
items were glued or broken over lines are mended.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEADING = re.compile(r"^(#{1,6})\s+(.*)$")
_GLUED_HEADING = re.compile(r"(?<=\S)\s+(?=#{2,6}\s+\S)")
_GLUED_NUMBER = re.compile(r"(?<!\s)\s+(?=\d{1,2}[.、]\s*\S)")
_GLUED_ITEM = re.compile(r"(?<=\S)\s+-\s+(?=\S)")
_NUMBERED = re.compile(r"^\d{1,2}[.、]\s*(?P<lead>\S.*)$")
_ITEM = re.compile(r"^[-*+]\s+")
_SENTENCE = re.compile(r"[。；;，,：:]|[.!?！？]$")
_LONGEST_BYLINE = 200
_FENCE = re.compile(r"^\s*(```|~~~)")


@dataclass(frozen=True, slots=True)
class Prose:
    """A text without front matter, read."""

    title: str
    body: str
    date: str = ""
    author: str = ""


def read_prose(text: str) -> Prose:
    """Read a plain text; an empty one has an empty title."""
    lines = [line.rstrip() for line in text.strip().split("\n")]
    title = lines[0].lstrip("#").strip()
    rest = cut_tail(lines[1:])
    date = author = ""
    for number, line in enumerate(rest[:4]):
        byline = read_byline(line)
        if byline:
            date, author = byline
            del rest[number]
            break
    return Prose(title, mend(rest), date, author)


def mend(lines: list[str]) -> str:
    """Return the lines as Markdown with headings and lists restored."""
    if any(_FENCE.match(line) for line in lines):
        return "\n".join(lines).strip()  # somebody wrote real Markdown
    lines = _split_headings(lines)
    lines = _join_items(lines)
    return "\n".join(_mark_headings(lines)).strip()


def _split_headings(lines: list[str]) -> list[str]:
    """Put headings on lines of their own that were glued into another line."""
    out: list[str] = []
    for line in lines:
        for piece in _GLUED_HEADING.split(line):
            heading = _HEADING.match(piece)
            if not heading:
                out.append(piece)
                continue
            name, *items = _GLUED_NUMBER.split(heading[2])
            if len(items) >= 2:  # ``### Questions 1. … 2. …``
                out += ["", f"{heading[1]} {name}", "", *items, ""]
            else:
                out += ["", piece, ""]
    return out


def _join_items(lines: list[str]) -> list[str]:
    """Join items that were broken over lines; end a list where prose goes on."""
    out: list[str] = []
    in_list = False
    for line in lines:
        if _ITEM.match(line):
            if out and out[-1] and not in_list:
                out.append("")
            in_list = True
            out.append(line)
        elif in_list and line and _continues(out[-1], line):
            # What broke the item may also have glued the next ones to its rest.
            rest, *more = _GLUED_ITEM.split(line)
            gap = "" if _is_cjk(out[-1][-1]) and _is_cjk(rest[0]) else " "
            out[-1] += gap + rest
            out += [f"- {item}" for item in more]
        else:
            if in_list and line:
                out.append("")
            in_list = False
            out.append(line)
    return out


def _continues(item: str, line: str) -> bool:
    """Tell whether a line belongs to the item before it.

    Scraping breaks an item at code: what follows starts with the code, or the item
    so far is but a word or two. A line that starts a Chinese sentence is new prose.
    """
    return not _is_cjk(line[0]) or len(item) <= 8


def _mark_headings(lines: list[str]) -> list[str]:
    """Turn lone leads into headings below the heading they stand under."""
    out: list[str] = []
    level = 1
    following = _following(lines)
    for number, line in enumerate(lines):
        heading = _HEADING.match(line)
        if heading:
            level = len(heading[1])
            out += ["", line, ""]
        elif _is_lead(
            line, following[number], alone=not any(lines[number + 1 : number + 2])
        ):
            out += ["", f"{'#' * min(level + 1, 6)} {line}", ""]
        else:
            out.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)).split("\n")


def _following(lines: list[str]) -> list[str]:
    """Return for each line the next one that is not empty, or ``""``."""
    out: list[str] = []
    following = ""
    for line in reversed(lines):
        out.append(following)
        following = line or following
    return out[::-1]


def _is_lead(line: str, following: str, *, alone: bool) -> bool:
    """Tell whether a line names what comes after it: short, no sentence, alone.

    ``following`` is the next line that is not empty; ``alone`` where an empty line
    stands between them.
    """
    if not following or _HEADING.match(following):
        return False
    numbered = _NUMBERED.match(line)
    if numbered:
        lead = numbered["lead"]
        alone = alone and not _NUMBERED.match(following)
        return alone and len(lead) <= 40 and not _SENTENCE.search(lead)
    return (
        2 <= len(line) <= 20
        and not _ITEM.match(line)
        and not _SENTENCE.search(line)
        and any(map(_is_cjk, line))
        and (len(following) > len(line) or bool(_ITEM.match(following)))
    )


def _is_cjk(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff"


# What scraping leaves around a text.

_TAIL = re.compile(
    r"""^[\s#*>-]*(
        (请)?(登录|注册|扫码|关注|订阅)[^。，,]{0,8}(后|即可|可)?(查看|阅读|浏览)(全文|全部|更多|原文|完整内容)
      | (热门|精选|最新|优质)(项目|文章|内容|专栏|问答|课程)?(推荐|榜单?|排行榜?)
      | (项目|内容|文章|好文|专栏)(推荐|优选|精选)
      | (相关|更多|为你|猜你|延伸|推荐)(推荐|文章|阅读|内容|项目|喜欢|问答)
      | 猜你喜欢 | 上一篇.{0,60} | 下一篇.{0,60}
      | (全部|最新|热门)评论(\(\d+\))? | 发表评论 | 暂无评论
      | 版权声明[:：]?.{0,120} | (本文)?转载(自|请注明).{0,80}
      | (点赞|收藏|分享|打赏)(\s*\d+)?([\s|·]+(点赞|收藏|分享|打赏)(\s*\d+)?)*
    )[:：]?\s*$""",
    re.VERBOSE,
)
_BYLINE = re.compile(
    r"""^\s*(?:(?:发布|更新|创作)(?:时间|于)?[:：]?\s*)?
    (?P<date>\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)
    (?:[ T]*\d{1,2}:\d{2}(?::\d{2})?)?\s*
    (?:(?:作者|来源|发布者|编辑|by)\s*[:：]?\s*(?P<author>\S.{0,39}?))?\s*$""",
    re.VERBOSE | re.IGNORECASE,
)


def cut_tail(lines: list[str]) -> list[str]:
    """Return the lines before the first sign that the article is over."""
    for number, line in enumerate(lines):
        if number >= max(3, len(lines) // 6) and _TAIL.match(line):
            return lines[:number]
    return lines


def read_byline(line: str) -> tuple[str, str] | None:
    """Return ISO date and author of a line that holds nothing else, else None.

    ``2025-07-09 14:42:13作者:somebody`` is such a line: scraping glued it together.
    """
    found = _BYLINE.match(line) if len(line) <= _LONGEST_BYLINE else None
    if not found:
        return None
    year, month, day = re.findall(r"\d+", found["date"])
    return f"{year}-{int(month):02d}-{int(day):02d}", (found["author"] or "").strip()

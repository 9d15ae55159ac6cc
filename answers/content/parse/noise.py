"""Noise: what scraping leaves around a text, told by general signs.

A line counts as the start of the tail when it is, as a whole, one of the phrases by
which Chinese sites lead from an article to something else. What follows is cut off,
but only behind the text's first third: a title may use the same words.
"""

from __future__ import annotations

import re

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
    found = _BYLINE.match(line)
    if not found:
        return None
    year, month, day = re.findall(r"\d+", found["date"])
    return f"{year}-{int(month):02d}-{int(day):02d}", (found["author"] or "").strip()

"""What the search benchmark measures with: documents of any number, sixty queries."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SEED = 42
IDENTIFIERS = 3  # random ones in each made document, as real ones have their own
_HEAD = re.compile(r"\A---\n(.*?)\n---\n", re.S)
_LINE = re.compile(r"^(\w+):[ \t]*(.*)$", re.M)
_ANSWER = re.compile(r"^##[^\n]*专家官方解答[^\n]*\n", re.M)
_SERVICE = re.compile(r"^##[^\n]*答疑服务说明.*", re.M | re.S)
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")
_WORD = re.compile(r"[A-Za-z][a-z]{4,}")

QUERIES = {
    "short": """403|401|500|token|集群|grpc|8848|9848|docker|k8s|mysql8|鉴权|namespace
        |OOM|healthcheck""",
    "exception": """NacosException|Client not connected, current status:STARTING
        |java.lang.IllegalStateException: No DataSource set|user not found!
        |com.alibaba.nacos.api.exception.NacosException: http error, code=403
        |UnsatisfiedDependencyException: Error creating bean with name 'opsController'
        |java.net.ConnectException: Connection refused: localhost/127.0.0.1:9848
        |StatusRuntimeException: UNAVAILABLE: io exception
        |Param check invalid: the param length should not exceed 1024
        |Caused by: com.mysql.cj.jdbc.exceptions.CommunicationsException""",
    "zh": """忘记密码怎么办|如何关闭双写|配置修改之后客户端没有收到推送|怎么开启鉴权
        |服务下线了还能被调用|集群节点之间数据不一致怎么处理|服务注册不上是什么原因
        |控制台登录一直提示用户名或密码错误|请问如何在生产环境部署高可用集群
        |怎么把配置导出再导入到另一个环境|升级之后启动报错|临时实例和持久实例有什么区别
        |为什么心跳正常但是实例显示不健康|配置中心支持灰度发布吗""",
    "en": """how to reset the admin password|service not deregistered after shutdown
        |enable authentication in cluster mode|config not refreshed in spring boot
        |which ports must be open for version 2|deploy on kubernetes with mysql
        |client keeps reconnecting to the server|access token expired""",
}
TYPO_COUNT, LOG_COUNT = 8, 5


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a corpus, or one made of their sentences."""

    title: str
    question: str
    tags: tuple[str, ...]
    description: str
    answer: str


def read_pages(folder: Path) -> list[Page]:
    """Return the pages of ``folder``, in the order of their names."""
    return [_page(path.read_text("utf-8")) for path in sorted(folder.glob("*.md"))]


def _page(text: str) -> Page:
    head = _HEAD.match(text)
    values = dict(_LINE.findall(head[1])) if head else {}
    body = _SERVICE.sub("", text[head.end() :] if head else text)
    question, answer = (["", *_ANSWER.split(body, maxsplit=1)])[-2:]
    return Page(
        title=_plain(values.get("title", "")),
        question=question,
        tags=tuple(re.findall(r'"([^"]*)"', values.get("tags", ""))),
        description=_plain(values.get("description", "")),
        answer=answer,
    )


def _plain(value: str) -> str:
    try:
        return str(json.loads(value))
    except ValueError:
        return value.strip("\"'")


def grow(pages: list[Page], size: int) -> list[Page]:
    """Return ``size`` pages: the real ones, then shuffled sentences of real ones."""
    chance = random.Random(SEED)  # noqa: S311  the same pages in every run
    pool = [s for page in pages for s in _SENTENCE.findall(page.answer)]
    grown = list(pages[:size])
    while len(grown) < size:
        model = chance.choice(pages)
        count = max(len(_SENTENCE.findall(model.answer)), 1)
        names = [f"x{chance.getrandbits(48):012x}" for _ in range(IDENTIFIERS)]
        answer = "".join(chance.choices(pool, k=count)) + " ".join(names)
        title = chance.choice(pages).title + chance.choice(pages).title[:8]
        grown.append(Page(title, title, model.tags, answer[:120], answer))
    return grown


def make_queries(pages: list[Page]) -> dict[str, list[str]]:
    """Return the queries by class; typos and logs are made of the corpus."""
    queries = {
        kind: [query.strip() for query in text.split("|")]
        for kind, text in QUERIES.items()
    }
    chance = random.Random(SEED)  # noqa: S311  the same queries in every run
    words = sorted({word for page in pages for word in _WORD.findall(page.title)})
    queries["typo"] = [_misspelt(chance, words) for _ in range(TYPO_COUNT)]
    queries["long"] = [_log(chance, pages) for _ in range(LOG_COUNT)]
    return queries


def _misspelt(chance: random.Random, words: list[str]) -> str:
    word = chance.choice(words)
    at = chance.randrange(1, len(word) - 1)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return f"{swapped} {chance.choice(words)} 报错"


def _log(chance: random.Random, pages: list[Page]) -> str:
    """Return a log of some dozens of lines, each with its own words."""
    lines = []
    for number in range(chance.randint(34, 80)):
        said = chance.choice(_SENTENCE.findall(chance.choice(pages).answer) or ["-"])
        lines.append(f"2026-03-14 10:{number % 60:02d}:07.512 ERROR 1 --- {said[:60]}")
    return "\n".join(lines)

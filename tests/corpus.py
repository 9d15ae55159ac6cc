"""Corpora made for tests: a site of expert answers, and the same site months later."""

from __future__ import annotations

import random
from pathlib import Path

FOOTER = """
<font color="#949494">---------------</font> \n

## <font color="#FF0000">答疑服务说明：</font> \n
本内容由<font color="#FF0000">答疑服务</font>镜像{since}。

### 反馈
有错漏请点：[差评](https://ai.example.org/user/feedbackByEnhancerGradePOJOID?enhancerGradePOJOId={number})。
"""
SUBJECTS = "令牌 端口 配置 集群 心跳 日志 内存 命名空间 证书 数据库".split()
VERBS = "过期 被占用 不生效 起不来 丢失 太大 不够 看不到 无效 连不上".split()
SENTENCES = [
    "先看日志里的第一行错误。",
    "检查 `application.properties` 里的地址。",
    "1. **确认版本**：两端要一致。",
    "2. **重启服务**：改了配置要重启。",
    "```bash\ncurl -s http://127.0.0.1:8848/status\n```",
    "如果还是不行，收集日志再提问。",
    "注意：  行尾的空格也要保留。  ",
    "| 端口 | 用途 |\n|---|---|\n| 8848 | HTTP |",
]


def write_corpora(folder: Path, *, count: int = 120) -> tuple[Path, Path]:
    """Write the older and the newer state; return their folders."""
    older, newer = folder / "older", folder / "newer"
    older.mkdir()
    newer.mkdir()
    for number in range(count):
        chance = random.Random(number)  # noqa: S311
        name = f"user-question-history{number}.md"
        title, parts = _article(chance, number)
        if number % 10 != 9:  # the last of ten came later
            (older / name).write_bytes(_file(number, title, parts, late=False))
        if number % 3:
            parts = _changed(chance, parts)
        if number % 7 == 0:
            title = f"{title}（新）"
        (newer / name).write_bytes(_file(number, title, parts, late=True))
    return older, newer


def _article(chance: random.Random, number: int) -> tuple[str, list[str]]:
    title = f"{chance.choice(SUBJECTS)}{chance.choice(VERBS)}怎么办 {number}"
    parts = chance.sample(SENTENCES, 6)
    return title, [f"{title}，一般是这样的。", *parts, f"以上是第 {number} 篇。"]


def _changed(chance: random.Random, parts: list[str]) -> list[str]:
    at = chance.randrange(len(parts))
    how = chance.choice(["append", "replace", "remove", "insert"])
    if how == "append":
        return [*parts, "新版本补充：见文档。"]
    if how == "insert":
        return [*parts[:at], "新版本插入的一段。", *parts[at:]]
    rest = parts[at + 1 :] or ["完。"]
    if how == "remove":
        return [*parts[:at], *rest]
    return [*parts[:at], f"{parts[at]} 新版本改过。", *rest]


def _file(number: int, title: str, parts: list[str], *, late: bool) -> bytes:
    answer = "\n\n".join(parts)
    tags = ["nacos", f"t{number % 5}", *(["新"] if late and number % 4 == 0 else [])]
    listed = ",".join(f'"{tag}"' for tag in tags)
    if number % 6 == 1:
        listed += ',""'
    head = [
        f'id: "question-history-{number}"',
        f'title: "{title}"',
        f'date: "2024-0{5 + late}-1{number % 9}"  # 抓取的日子',
        "category: expertConsultation",
        f"description: '{title} 的说明'",
        f"tags: [{listed}]" if number % 5 else "tags:\n  - nacos\n  - t0",
        f"reviewed_on: 2.{number % 4}.1",
    ]
    if number % 8 == 3:
        head.insert(2, "# 一条注释")
        head.append("nested: {a: [1, 2], b: null}")
    lines = ["---", *head, "---", ""]
    if late or number % 2:
        lines += ["## 用户问题 ： ", f" {title} nacos-opensource ", ""]
        lines += ["---------------", "## 专家官方解答 ：", ""]
    lines += [answer, ""]
    if number % 3 == 0:
        lines += [
            '<font color="#949494">---------------</font> ',
            "",
            "## 参考链接 ：",
            "",
        ]
        lines += [" *[文档](https://example.org/docs) ", " "]
        lines += [f" *专家经验：{SUBJECTS[0]}{VERBS[0]}怎么办 ", " "]
    text = "\n".join(lines)
    text += FOOTER.format(number=9000 + number, since="（新）" if late else "")
    newline = "\r\n" if number % 11 == 5 else "\n"
    bom = "\ufeff" if number % 13 == 7 else ""
    return (bom + text.replace("\n", newline)).encode()

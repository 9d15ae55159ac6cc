import time

import pytest

from answers.content.causes import ParsedCause, read_causes
from answers.content.render import render

PAIRED = """\
先说结论：启动报错多半与数据源有关。

### 原因分析
1. **账号写错**：`db.user` 不对，数据库拒绝登录。
2. **网络不通**：机房之间的防火墙挡住了 3306。
   - 跨机房时最常见。
3. **脚本没有导入**：库是空的。

### 解决步骤
1. **核对账号**：
   打开 `application.properties`，逐字比对。
   ```properties
   db.user=app
   ```
2. **打通网络**：请网管放行端口。
3. **看日志**：仍不行就看日志。

### 总结
1. **以上**：逐项处理，不要跳步。
"""


def titles(answer):
    return [cause.title for cause in read_causes(answer)]


def test_causes_are_paired_with_the_remedies_that_speak_of_the_same():
    first, second, third = read_causes(PAIRED)
    assert first == ParsedCause(
        title="账号写错",
        explanation="db.user 不对，数据库拒绝登录。",
        remedy="核对账号\n打开 application.properties，逐字比对。\ndb.user=app",
        anchor="原因分析",
    )
    assert second.remedy == "打通网络\n请网管放行端口。"
    assert second.explanation.endswith("跨机房时最常见")
    assert (third.title, third.remedy) == ("脚本没有导入", "")


@pytest.mark.parametrize(
    "answer",
    [
        "### 问题原因分析：\n- **密钥不一致**：各有各的。\n- **时钟不准**：差太多。",
        "**可能的原因：**\n\n1. 密钥不一致：节点各有各的。\n2. 时钟不准：差了几分钟。",
        "报错可能由以下几个原因导致：\n\n1. **密钥不一致** 节点各有各的。\n2. 时钟不准",
        "## 一、常见成因\n1、密钥不一致：各有各的。\n2、时钟不准：差了几分钟。",
        "#### 为什么会失败\n\n#### 原因\n\n（1）密钥不一致。\n（2）时钟不准。",
        "1. **问题分析**:\n   - 密钥不一致\n   - 时钟不准\n2. **总结**: 无",
        "### Root causes\n* **密钥不一致**: failed\n* **时钟不准**: failed",
    ],
)
def test_parts_come_in_many_shapes(answer):
    assert titles(answer) == ["密钥不一致", "时钟不准"]


def test_paragraphs_after_a_plain_lead_explain_and_remedy():
    answer = (
        "## 返回403的两种原因\n\n1. 凭证过期\n\n凭证不再有效。\n\n重新登录一次。\n\n"
        "2. 地址不在名单\n\n来源被拒绝。\n\n登记出口地址。\n\n## 小结\n\n先看凭证。"
    )
    assert [(c.title, c.explanation, c.remedy) for c in read_causes(answer)] == [
        ("凭证过期", "凭证不再有效。", "重新登录一次。"),
        ("地址不在名单", "来源被拒绝。", "登记出口地址。"),
    ]


def test_words_that_close_a_list_belong_to_none_of_its_items():
    answer = (
        "### 原因\n\n1. **过期**：不再有效。\n2. **写错**：少了一位。\n\n以上供参考。"
    )
    assert "以上" not in "".join(c.explanation + c.remedy for c in read_causes(answer))


def test_where_causes_and_cures_stand_together_an_item_is_both():
    answer = "### 原因与处理\n1. **库不存在**：建库。\n   - 解决方法：\n     - 执行脚本"
    assert titles(answer) == ["库不存在"]


def test_a_checklist_gives_the_remedy_alone():
    items = "1. **客户端太旧**：升级。\n2. **漏了参数**：补上。"
    answer = f"启动失败。\n\n**逐项排查**\n\n{items}"
    assert [(c.title, c.explanation, c.remedy) for c in read_causes(answer)] == [
        ("客户端太旧", "", "升级。"),
        ("漏了参数", "", "补上。"),
    ]


def test_checks_of_a_fault_are_causes_and_steps_of_a_recipe_are_not():
    steps = "### 解决步骤\n1. **检查端口**：是否被占用。\n2. **重启服务**：再试。"
    assert titles("启动报错。\n\n" + steps) == ["检查端口"]
    assert titles("下面说怎么安装。\n\n" + steps) == []


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "直接重启即可。",
        "1. **下载**：到官网。\n2. **解压**：到目录。\n3. **启动**：执行脚本。",
        "### 推荐及原因\n1. **甲**：社区活跃。\n2. **乙**：功能齐全。",
        "### 分析原因\n1. **引导阶段**：较早加载。\n2. **职责清楚**：便于维护。",
        "### 说明\n1. **过期**：不再有效。",
        "```\n### 原因\n1. **过期**：不再有效。\n```",
    ],
)
def test_nothing_is_invented(answer):
    assert read_causes(answer) == ()


def test_prose_gives_the_sentence_that_says_why():
    answer = "### 原因分析\n\n启动报错。这是由于两个节点的密钥不一致导致的。请统一。"
    [cause] = read_causes(answer)
    assert cause.title == "两个节点的密钥不一致"


def test_a_version_at_the_start_of_a_lead_stays():
    assert titles("### 原因\n1. **2.4.0 起没有默认密码**：要先初始化。") == [
        "2.4.0 起没有默认密码"
    ]


def test_markdown_is_stripped():
    answer = "### 原因\n- **`db.num` 没有填**：见 [文档](https://x.y/z)，__必填__。<br>"
    assert read_causes(answer) == (
        ParsedCause("db.num 没有填", "见 文档，必填。", "", "原因"),
    )


def test_anchors_lead_to_headings_of_the_page():
    titles = ("### 原因", "### 原因", "#### 1. 其他 原因", "### 原因")
    parts = (f"{title}\n- **错{n}**：写错。" for n, title in enumerate(titles))
    answer = "\n\n".join(parts)
    look = render(question="?", answer=answer)
    anchors = [cause.anchor for cause in read_causes(answer)]
    assert anchors == [entry["anchor"] for entry in look.outline]


def test_all_words_are_the_answers_own():
    for cause in read_causes(PAIRED):
        for word in f"{cause.title}\n{cause.explanation}\n{cause.remedy}".split("\n"):
            assert word in PAIRED.replace("`", "").replace("**", "")


@pytest.mark.parametrize(
    "piece",
    ["- ", "1. **", "#", "# 原因\n", "**", "（1）", "a：\n- ", " - x\n", "```\n", "[",
     "1. **错**：错\n", "   - 错\n", "原因：\n\n1. 错\n", "\n", "<", "{{{"],
)  # fmt: skip
def test_hostile_text_takes_no_time(piece):
    text = piece * (50_000 // len(piece))
    started = time.process_time()
    read_causes(text)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("这可能是由于默认账号没有命名空间的权限", "默认账号没有命名空间的权限"),
        ("特别是开关没有设置为 true", "开关没有设置为 true"),
        (
            "在升级到新的大版本之后，首次登录控制台的人比较多，默认密码已经失效，要重新设置一次密码才行",
            "默认密码已经失效",
        ),
        (
            "根据第 2 篇参考内容，我们知道旧版本没有这个接口",
            "旧版本没有这个接口",
        ),
    ],
)
def test_a_sentence_is_told_by_the_clause_that_names_the_fault(said, title):
    answer = f"启动失败。\n\n### 原因分析\n1. {said}。请升级后再试，不行就回退。\n"
    (cause,) = read_causes(answer)
    assert cause.title == title
    assert "请升级后再试" in cause.explanation + cause.remedy

"""Small files in every variant that ingest reads; written for these tests."""

from answers.content.types import RawFile

FOOTER = """
<font color="#949494">---------------</font> 


## <font color="#FF0000">答疑服务说明：</font> 

这里说明<font color="#FF0000">答疑服务</font>怎么用。

### 反馈
有错漏请点：[差评](https://ai.nacos.io/user/feedbackByEnhancerGradePOJOID?enhancerGradePOJOId=4711)。
"""

FULL = (
    """---
id: "question-history-1"
title: "客户端报 403 nacos-opensource"
date: "2024-09-26"
category: expertConsultation
description: "登录之后仍然 403，描述在这里被截"
tags: ["403","token",""]
keywords: ["403"]
reviewed_on: 2.3.2
---

## 用户问题 ： 
 客户端报 403 怎么办？ nacos-opensource 

---------------
## 专家官方解答 ：

先看**令牌**是否过期。

### 参考链接
这一节属于答案。

<font color="#949494">---------------</font> 


## 参考链接 ：

*专家经验:令牌过期怎么办 
 
 *[登录接口](https://example.org/login)
 
 *专家经验：另一个问题 

 """
    + FOOTER
)

BARE = """---
id: "question-history-2"
title: "怎样关闭鉴权"
date: "2024-05-17"
category: "expertConsultation"
---

把 `nacos.core.auth.enabled` 设为 false，然后重启。
## <font color="#FF0000">答疑服务说明：</font> 

说明。

### 反馈
[差评](https://ai.nacos.io/user/feedbackByEnhancerGradePOJOID?enhancerGradePOJOId=4712)
"""

DASHES = (
    """---
id: "question-history-3"
title: "怎样看内存"
date: "2024-07-04"
category: "expertConsultation"
---

## 用户问题 ：

怎样看内存

---

## 专家官方解答 ：

运行 `memory`。

---

再看 `heapdump`。

<font color="#949494">---------------</font>

## 参考链接 ：

[profiler](../profiler.md)

[专家经验：怎样关闭鉴权](./user-question-history2.md)
"""
    + FOOTER
)

PLAIN = """调用接口遇到403,被拒绝了怎么办

#### 一、概述

服务器理解请求,但拒绝执行。

#### 二、可能的原因

1. 凭证失效

检查密钥是否过期,过期就换新的。

2. 地址不在名单里

把出口地址报给对方,等对方加进名单。

### 可能相关的问题 1. 怎样登录? 2. 怎样限流? #### 1. 怎样登录?

登录的机制

用密钥换取令牌,每次请求都带上它。

#### 2. 怎样限流?

1. 看文档里写的次数,不要超过它。

2. 超过之后,等一会儿再试。
"""

SCRAPED = """刷新令牌的接口返回403的原因与修复
2025-07-09 14:42:13作者:社区编辑Someone
问题背景
用户反馈刷新接口返回403,第二次刷新时必然出现。
问题分析
深入看过之后,流程是这样的:
- 正常流程:用户先通过
/auth/token接口拿到令牌A - 第一次刷新:当调用
/auth/refresh接口时返回的仍然是A - 再次刷新就失败
因此旧的令牌必须立刻作废,并且返回新的令牌。
总结
每次刷新都要保存新的令牌,旧的不能再用。
登录后查看全文
热门项目推荐
某项目某项目是一个与本文毫不相干的项目。Python00
"""


def raw(text: str | bytes, path: str = "a.md", root: str = "docs") -> RawFile:
    data = text if isinstance(text, bytes) else text.encode()
    return RawFile(root, path, data)

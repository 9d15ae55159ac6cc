"""Every kind of page, by the name of its address, for the tests that look at all."""

from django.urls import get_resolver

KEY = "token-invalid"
QUESTION = """客户端报 403 token invalid，怎么办？

```
ErrMsg: token invalid!
```
"""
ANSWER = """## 原因

1. **Token 过期**：重新登录，取得新的 accessToken。
2. **密钥不一致**：各节点的 `nacos.core.auth.plugin.nacos.token.secret.key` 要相同。

## 步骤

```bash
curl -s -X POST 127.0.0.1:8848/nacos/v1/auth/login -d username=nacos -o token.json
```

| 现象 | 原因 |
|---|---|
| `403 token invalid!` | Token 过期 |
| `403 user not found!` | 用户名不对 |

> 改过密钥以后，旧的 Token 全部失效。

## 验证

见 [文档](https://example.org/docs)。
"""
PAGES = {
    "home": ["/"],
    "search": [
        "/search",
        "/search?q=token",
        "/search?q=403&product=nacos&tag=auth",
        "/search?q=zzzqqq",
    ],
    "article": [f"/articles/{KEY}/"],
    "feedback": [
        f"/articles/{KEY}/feedback/?vote=down",
        f"/articles/{KEY}/feedback/?done=up",
    ],
    "history": [f"/articles/{KEY}/history/"],
    "ask": [
        "/ask/",
        "/ask/?question=403&product=nacos",
        "/ask/?embed=1&product=nacos",
    ],
    "inquiry": ["/inquiries/{token}/", "/inquiries/{answered}/"],
    "unfollow": ["/inquiries/mail/{token}/"],
    "symptoms": ["/symptoms/"],
    "symptom": ["/symptoms/403/"],
    "tags": ["/tags/"],
    "tag": ["/tags/auth/"],
    "legacy": ["/user/feedbackByEnhancerGradePOJOID"],
}
# What is asked, in the order of what comes of it: answered, unknown, refused, voted.
ASKED = [
    {"question": "403 token invalid", "product": "nacos"},
    {"question": "kubernetes zzz password=hunter2hunter2"},
    {"question": "\n"},
    {"question": "403 token invalid", "do": "down", "article": KEY},
    {"question": "403 token invalid", "do": "inquiry", "article": KEY},
    {"question": "403 token invalid", "embed": "1", "visit": "one"},
]
ERRORS = ["/nothing/here", "/articles/nothing/"]
# Not pages: forms' targets, and what machines read.
OTHERS = {
    *("set_language", "set_theme", "sitemap", "sitemap_section", "robots"),
    *("ask_turn", "ask_phrase", "ask_expert", "widget", "widget_panel"),
    *("healthz", "readyz", "icon"),
    *("live", "card", "markdown", "llms", "feed", "product_feed", "tag_feed"),
    "design",  # for staff
}


def names():
    """Return the names of all addresses that pages may stand at."""
    return {p.name for p in get_resolver("answers.web.urls").url_patterns} - OTHERS


def fill(make_article):
    """Publish what the pages show; return what the paths leave open."""
    from answers.models import Inquiry

    article = make_article(
        KEY,
        product="Nacos",
        tags=("auth", "token"),
        category="article",
        question=QUESTION,
        answer=ANSWER,
        references="- [403 user not found](https://example.org/x)\n- 403 case refused",
    )
    for number in range(12):
        title = f"403 case {number}: token refused"
        make_article(f"case-{number}", title=title, product="Nacos", tags=("auth",))
    make_article("other", title="token of another kind", product="Arthas")
    inquiry = Inquiry.objects.create(
        fingerprint="f", question="怎么装 token？", channel="web"
    )
    answered = Inquiry.objects.create(
        fingerprint="g",
        question="403 怎么办？",
        channel="web",
        status="answered",
        article=article,
    )
    return {"token": inquiry.token, "answered": answered.token}


def paths(filled):
    """Return the path of every page, errors too."""
    every = [path for group in PAGES.values() for path in group] + ERRORS
    return [path.format(**filled) for path in every]

"""Examples: one request for each operation, shown in the description and run by tests.

They fit the articles of ``seeds/``; the tests put a live token in place of ``TOKEN``.
"""

from __future__ import annotations

from typing import Any

TOKEN = "eyJhbGciOiJIUzI1NiIs…"  # noqa: S105  none
LOG = (
    "com.alibaba.nacos.api.exception.NacosException: Request nacos server failed\n"
    "Caused by: code: 403, message: token invalid!"
)
ARTICLE = "question-history-15643"

# By operation: parameters and body.
EXAMPLES: dict[str, dict[str, Any]] = {
    "search": {"params": {"q": "token invalid!", "limit": 3}},
    "search_post": {"body": {"q": LOG, "limit": 3}},
    "ask": {"body": {"question": "403 token invalid 怎么解决", "product": "nacos"}},
    "suggest": {"params": {"q": "token"}},
    "articles": {"params": {"updated_since": "2024-01-01", "page": 1}},
    "article": {"params": {"key": ARTICLE}},
    "article_create": {
        "body": {
            "title": "nacos 2.3 开启鉴权后控制台 403",
            "answer": "1. **密钥不一致**：各节点的 `token.secret.key` 必须相同。",
            "tags": ["403", "auth"],
            "product": "nacos",
            "note": "工单 1024",
        }
    },
    "article_change": {
        "params": {"key": ARTICLE},
        "body": {"base": 1, "tags": ["403", "auth"], "note": "补标签"},
    },
    "revision": {"params": {"key": ARTICLE, "number": 2}},
    "feedback": {
        "params": {"key": ARTICLE},
        "body": {
            "vote": "down",
            "reason": "outdated",
            "comment": "2.3 不一样",
            "query": "token invalid!",
            "visitor": "user-17",
        },
    },
    "feedback_withdraw": {"params": {"key": ARTICLE, "visitor": "user-17"}},
    "symptoms": {"params": {"kind": "http_status"}},
    "symptom": {"params": {"key": "403"}},
    "tags": {},
    "login": {"body": {"username": "anna", "password": "correct horse battery"}},
    "refresh": {"body": {"refresh_token": TOKEN}},
    "logout": {"body": {"refresh_token": TOKEN}},
    "check": {},
}

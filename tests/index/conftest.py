"""An engine of its own for each test, and documents in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from answers.index.backends.whoosh.engine import WhooshEngine
from answers.index.types import Document

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def make_document(pk: int = 1, title: str = "", **values: Any) -> Document:
    return Document(
        pk=pk, title=title, **{"revision": 1, "question": "", "answer": "", **values}
    )


@pytest.fixture
def make() -> Callable[..., Document]:
    return make_document


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"whoosh://{tmp_path}/index"


@pytest.fixture
def engine(url: str) -> WhooshEngine:
    return WhooshEngine(url)


@pytest.fixture
def library(engine: WhooshEngine) -> WhooshEngine:
    """Four documents: two of nacos, one of arthas, one internal."""
    engine.rebuild(
        [
            make_document(
                1,
                "登录返回 403",
                answer="accessToken 过期，重新登录",
                product="nacos",
                category="auth",
                tag_slugs=("login", "403"),
                day=100,
            ),
            make_document(
                2,
                "忘记密码",
                answer="在控制台重置密码，登录即可",
                product="nacos",
                category="console",
                tag_slugs=("login",),
                day=300,
            ),
            make_document(
                3, "arthas 登录失败", answer="检查端口", product="arthas", day=200
            ),
            make_document(4, "内部登录流程", product="nacos", internal=True, day=400),
        ]
    )
    return engine


def pks(results: Any) -> list[int]:
    return [hit.pk for hit in results.hits]

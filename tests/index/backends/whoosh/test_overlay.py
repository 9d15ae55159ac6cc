"""Overlays: the index as it would be, exactly, and nothing is written."""

import random

import pytest

from answers.index.types import Query
from answers.lib.errors import IndexUnavailableError
from tests.index.conftest import make_document, pks

WORDS = "登录 密码 端口 token 403 timeout nacos arthas 集群 配置 过期 控制台".split()
ASKED = ["登录 403", "token 过期", "端口 timeout", "arthas", "集群 配置 nacos"]


def rows(results):
    return [
        (hit.pk, round(hit.score, 5), round(hit.coverage, 5)) for hit in results.hits
    ]


def test_a_changed_document_is_found_by_its_new_words_only(library):
    with library.overlay([make_document(2, "达梦数据库")]) as overlay:
        assert pks(overlay.search(Query("达梦"))) == [2]
        assert 2 not in pks(overlay.search(Query("重置密码")))
    assert pks(library.search(Query("达梦"))) == []
    assert 2 in pks(library.search(Query("重置密码")))


def test_what_is_gone_is_not_found(library):
    with library.overlay([], gone=[1]) as overlay:
        assert 1 not in pks(overlay.search(Query("登录 403")))
    assert 1 in pks(library.search(Query("登录 403")))


def test_internal_documents_stay_internal(library):
    with library.overlay([make_document(9, "达梦", internal=True)]) as overlay:
        assert pks(overlay.search(Query("达梦"))) == []


@pytest.mark.parametrize("seed", range(5))
def test_it_answers_as_the_index_does_after_the_write(engine, seed):
    chance = random.Random(seed)  # noqa: S311

    def some(pk):
        title, answer = (" ".join(chance.choices(WORDS, k=k)) for k in (3, 12))
        return make_document(pk, title, answer=answer, product=chance.choice("ab"))

    engine.rebuild(map(some, range(1, 30)))
    engine.write([some(pk) for pk in (3, 40)], gone=[7])
    changed, gone = [some(pk) for pk in (5, 3, 50)], [8, 777]
    with engine.overlay(changed, gone) as overlay:
        would_be = [rows(overlay.search(Query(text))) for text in ASKED]
    engine.write(changed, gone)
    assert would_be == [rows(engine.search(Query(text))) for text in ASKED]


def test_without_an_index_there_is_no_overlay(engine):
    with pytest.raises(IndexUnavailableError), engine.overlay([]):
        raise AssertionError


def test_an_error_of_the_caller_stays_what_it_is(library):
    with pytest.raises(ZeroDivisionError), library.overlay([]):
        raise ZeroDivisionError

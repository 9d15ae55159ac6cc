"""Ranking by sound: titles by their pinyin, never those one may not read."""

from answers.index.types import Query


def test_titles_are_found_by_initials_and_syllables(engine, make):
    engine.rebuild(
        [
            make(1, "怎么开启鉴权"),
            make(2, "鉴权失败"),
            make(3, "Nacos 鉴权"),
            make(4, "x"),
        ]
    )
    assert engine.find_by_sound(Query("jq")) == [3, 2, 1]
    assert engine.find_by_sound(Query("jianquansb")) == []
    assert engine.find_by_sound(Query("jianquanshi")) == [2]
    assert engine.find_by_sound(Query("jq", limit=1)) == [3]
    assert engine.find_by_sound(Query("x")) == []


def test_what_one_may_not_read_or_was_deleted_stays_out(engine, make):
    engine.rebuild(
        [
            make(1, "鉴权", internal=True),
            make(2, "鉴权", product="nacos"),
            make(3, "鉴权", product="seata"),
        ]
    )
    assert engine.find_by_sound(Query("jq")) == [3, 2]
    assert engine.find_by_sound(Query("jq", internal=True)) == [3, 2, 1]
    assert engine.find_by_sound(Query("jq", products=("nacos",))) == [2]
    engine.write([make(2, "改名")], gone=[3])
    assert engine.find_by_sound(Query("jq")) == []
    assert engine.find_by_sound(Query("gm")) == [2]


def test_an_empty_index_knows_no_sound(engine):
    engine.rebuild([])
    assert engine.find_by_sound(Query("jq")) == []

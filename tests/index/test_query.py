from answers.index.glossary import Glossary, make_glossary
from answers.index.query import read_query


def repair(word):
    return {"nacso": "nacos", "golang": "gossip"}.get(word, "")


def test_what_was_taken_for_what_is_told():
    reading = read_query("nacso 403", Glossary(), repair)
    assert reading.corrections == {"nacso": "nacos"}
    assert set(reading.terms) == {"nacos", "403"}


def test_without_repair_every_word_is_taken_as_typed():
    reading = read_query("nacso 403", Glossary(), None)
    assert reading.corrections == {}
    assert set(reading.terms) == {"nacso", "403"}


def test_a_word_of_the_glossary_is_not_repaired():
    glossary = make_glossary([("golang", "go")])
    assert read_query("golang", glossary, repair).corrections == {}


def test_a_repaired_word_has_synonyms_too():
    glossary = make_glossary([("nacos", "注册中心")])
    assert "注册" in read_query("nacso", glossary, repair).hints


def test_question_words_hint_and_do_not_ask():
    reading = read_query("怎么登录", Glossary(), None)
    assert set(reading.terms) == {"登录"}
    assert {"怎么", "么登"} <= set(reading.hints)
    assert not set(reading.terms) & set(reading.hints)


def test_logs_are_not_repaired():
    log = "nacso\n" * 10
    assert read_query(log, Glossary(), repair).corrections == {}


def test_a_glued_word_is_read_as_its_words():
    glued = {"usernotfound": "user not found"}
    reading = read_query("usernotfound 403", Glossary(), glued.get)
    assert reading.corrections == {"usernotfound": "user not found"}
    assert set(reading.terms) == {"user", "not", "found", "403"}

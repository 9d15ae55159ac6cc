from answers.index.glossary import Glossary, make_glossary
from answers.index.query import parse_query


def repair(word):
    return {"nacso": "nacos", "golang": "gossip"}.get(word, "")


def test_what_was_taken_for_what_is_told():
    parsed = parse_query("nacso 403", Glossary(), repair)
    assert parsed.corrections == {"nacso": "nacos"}
    assert set(parsed.terms) == {"nacos", "403"}


def test_without_repair_every_word_is_taken_as_typed():
    parsed = parse_query("nacso 403", Glossary(), None)
    assert parsed.corrections == {}
    assert set(parsed.terms) == {"nacso", "403"}


def test_a_word_of_the_glossary_is_not_repaired():
    glossary = make_glossary([("golang", "go")])
    assert parse_query("golang", glossary, repair).corrections == {}


def test_a_repaired_word_has_synonyms_too():
    glossary = make_glossary([("nacos", "注册中心")])
    assert "注册" in parse_query("nacso", glossary, repair).hints


def test_question_words_hint_and_do_not_ask():
    parsed = parse_query("怎么登录", Glossary(), None)
    assert set(parsed.terms) == {"登录"}
    assert {"怎么", "么登"} <= set(parsed.hints)
    assert not set(parsed.terms) & set(parsed.hints)


def test_logs_are_not_repaired():
    log = "nacso\n" * 10
    assert parse_query(log, Glossary(), repair).corrections == {}


def test_a_glued_word_is_read_as_its_words():
    glued = {"usernotfound": "user not found"}
    parsed = parse_query("usernotfound 403", Glossary(), glued.get)
    assert parsed.corrections == {"usernotfound": "user not found"}
    assert set(parsed.terms) == {"user", "not", "found", "403"}

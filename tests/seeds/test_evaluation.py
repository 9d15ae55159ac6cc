"""The seeds' own questions: a floor under search that no change may break."""

import re
import runpy
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command

from answers.models import Inquiry, SearchEvent
from answers.services.ask import (
    coefficients,
    question_answer,
    question_ask,
    question_judge,
)
from answers.services.ingest import folder_ingest
from answers.services.search import (
    Question,
    article_order,
    article_search,
    simulated_context,
)

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
TOPICS = SEEDS / "evaluation" / "topics.tsv"
FOREIGN = SEEDS / "evaluation" / "foreign.tsv"
QRELS = SEEDS / "evaluation" / "qrels.tsv"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def seeded():
    folder_ingest(path=SEEDS)


def test_the_seeds_answer_their_questions(seeded, capsys, tmp_path):
    run = tmp_path / "run.tsv"
    call_command("evaluate", topics=TOPICS, qrels=QRELS, run_out=run)
    lines = capsys.readouterr().out.splitlines()
    overall = next(line for line in lines if line.startswith("ALL")).split()
    ndcg, mrr, success_3 = (float(overall[column]) for column in (2, 3, 7))
    assert ndcg >= 0.82
    assert mrr >= 0.80
    assert success_3 >= 0.83
    assert run.read_text().startswith("S001\t1\tquestion-history-8224\t")


@pytest.mark.parametrize(
    "text", ["kafka 消费者组重平衡太频繁", "mysql 慢查询怎么优化索引"]
)
def test_what_the_seeds_do_not_know_is_unknown(seeded, text):
    asked = question_ask(question=Question(text), viewer=AnonymousUser(), channel="api")
    assert asked.status == "unknown"
    assert asked.inquiry is not None


def test_expectations_are_judged_as_readers_are_answered(seeded):
    texts = [line.split("\t")[-1] for line in TOPICS.read_text().splitlines()]
    texts += [line.split("\t")[-1] for line in FOREIGN.read_text().splitlines()]
    reader, simulated = AnonymousUser(), simulated_context()
    for text in texts:
        question = Question(text.replace("\\n", "\n").replace("\\t", "\t"))
        answer = question_answer(question=question, viewer=reader)
        judged = question_judge(question=question, context=simulated, depth=10)
        first = answer.best or (answer.alternatives or [None])[0]
        assert (first.article.pk if first else None) == next(iter(judged.pks), None)
        assert answer.confidence == judged.confidence
        assert (answer.status != "unknown") is judged.answered
        found = article_search(question=question, viewer=reader)
        assert article_order(question=question, context=simulated) == tuple(
            match.article.pk for match in found.results
        )


def test_the_confidence_comes_true_and_foreign_questions_are_refused(seeded, capsys):
    call_command(
        "evaluate", topics=TOPICS, qrels=QRELS, foreign=FOREIGN, calibration=True
    )
    lines = capsys.readouterr().out.splitlines()
    live, folds = (line for line in lines if line.startswith("unknown: "))
    for line in (live, folds):
        shares = dict(re.findall(r"([a-z]+) (\d+/\d+)", line))
        lost, answerable = map(int, shares["answerable"].split("/"))
        refused, foreign = map(int, shares["foreign"].split("/"))
        assert lost <= answerable // 10
        assert refused >= foreign * 3 // 4
    error = re.findall(r"Brier ([\d.]+), calibration error ([\d.]+)", "\n".join(lines))
    assert all(float(brier) < 0.25 for brier, _ in error)
    assert not Inquiry.objects.exists()
    assert not SearchEvent.objects.exists()


def test_citations_are_measured_by_place_and_leave_no_trace(seeded, capsys):
    call_command("evaluate", topics=TOPICS, qrels=QRELS, citations=True)
    rows = [line.split() for line in capsys.readouterr().out.splitlines()[1:]]
    first, further = (
        rows[0],
        next(row for row in rows if row[:2] == ["further,", "ALL"]),
    )
    assert first[:2] == ["citation", "1"]
    assert int(first[2]) >= 20
    assert float(first[4]) >= 0.8
    assert int(further[2]) == sum(int(r[2]) for r in rows[1:] if r[0] == "citation")
    assert not Inquiry.objects.exists()
    assert not SearchEvent.objects.exists()


def test_a_fit_is_a_module_that_can_be_read(seeded, capsys, tmp_path):
    module = tmp_path / "coefficients.py"
    call_command("evaluate", topics=TOPICS, qrels=QRELS, foreign=FOREIGN, fit=module)
    namespace = runpy.run_path(str(module))
    assert namespace["FOREIGN"] < 0 < namespace["COVERED"]
    live = vars(coefficients)
    assert {n for n in namespace if n.isupper()} == {n for n in live if n.isupper()}


def test_known_items_are_looked_for(seeded, capsys, tmp_path):
    known = tmp_path / "known.tsv"
    known.write_text("K1\ttoken invalid\tquestion-history-15643\nK2\tx\tnowhere\n")
    call_command("evaluate", known_item=known)
    assert "known-item n=2 MRR@10 0.5000" in capsys.readouterr().out


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"topics": TOPICS},
        {"known_item": QRELS, "calibration": True},
        {"known_item": QRELS, "citations": True},
        {"topics": TOPICS, "qrels": Path("nowhere.tsv")},
        {"known_item": QRELS.with_name("README")},
    ],
)
def test_what_cannot_be_measured_is_said(db, options):
    with pytest.raises(CommandError):
        call_command("evaluate", **options)


def test_a_line_without_tabs_is_named(db, tmp_path):
    bad = tmp_path / "bad.tsv"
    bad.write_text("one two three\n")
    with pytest.raises(CommandError, match=r"bad\.tsv:1"):
        call_command("evaluate", known_item=bad)

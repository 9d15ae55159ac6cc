"""The seeds' own questions: a floor under search that no change may break."""

from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command

from answers.services.asking import question_ask
from answers.services.ingesting import folder_ingest

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
TOPICS = SEEDS / "evaluation" / "topics.tsv"
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
    asked = question_ask(text=text, viewer=AnonymousUser(), channel="api")
    assert asked.status == "unknown"
    assert asked.inquiry is not None


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

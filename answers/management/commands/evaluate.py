"""``evaluate``: measure search quality with judged questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError, CommandParser

from answers.lib.errors import AnswersError
from answers.management.evaluation import calibration, citations
from answers.management.evaluation.calibration import NO_ANSWER
from answers.management.evaluation.metrics import Scores, mean, score
from answers.services.search import Question, article_search

FOLDS = 5
RUN_DEPTH = 50


class Topic(NamedTuple):
    """A question, and what kind of question it is."""

    qid: str
    kind: str
    text: str


class Command(BaseCommand):
    """Ask every topic as an anonymous reader would, and score the rankings."""

    help = (
        "Measure search quality: nDCG@10, MRR@10, Recall@10, P@1, Success@3 by class. "
        "TOPICS is qid<TAB>class<TAB>query, QRELS qid<TAB>article<TAB>grade (0 to 2), "
        "KNOWN is qid<TAB>query<TAB>article, FOREIGN is qid<TAB>query."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--topics", type=Path)
        parser.add_argument("--qrels", type=Path)
        parser.add_argument("--known-item", type=Path)
        parser.add_argument(
            "--run-out", type=Path, help="write qid<TAB>rank<TAB>article<TAB>score"
        )
        parser.add_argument(
            "--foreign", type=Path, help="questions that no article answers"
        )
        parser.add_argument(
            "--calibration",
            action="store_true",
            help="see whether the confidence of ask comes true; leaves no trace",
        )
        parser.add_argument(
            "--citations",
            action="store_true",
            help="see how often what ask cites is relevant; leaves no trace",
        )
        parser.add_argument(
            "--fit", type=Path, metavar="MODULE", help="write new coefficients here"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["topics"]) != bool(options["qrels"]):
            msg = "--topics and --qrels go together."
            raise CommandError(msg)
        if not options["topics"] and not options["known_item"]:
            msg = "Nothing to measure: give --topics and --qrels, or --known-item."
            raise CommandError(msg)
        try:
            self._measure(options)
        except OSError as error:
            msg = f"{error.filename}: {error.strerror}"
            raise CommandError(msg) from error
        except AnswersError as error:
            raise CommandError(error.message) from error

    def _measure(self, options: Mapping[str, Any]) -> None:
        if options["citations"]:
            self._measure_citations(options)
        elif options["calibration"] or options["fit"]:
            self._calibrate(options)
        else:
            if options["topics"]:
                self._judge(options["topics"], options["qrels"], options["run_out"])
            if options["known_item"]:
                self._find_known(options["known_item"])

    def _judge(self, topics_file: Path, qrels_file: Path, out: Path | None) -> None:
        topics = [_topic(row) for row in _rows(topics_file, 3)]
        qrels = _grades(qrels_file)
        runs = {topic.qid: _run(topic.text) for topic in topics}
        if out:
            out.write_text("".join(_lines(runs)), encoding="utf-8")
        judged = [topic for topic in topics if topic.kind != NO_ANSWER]
        scores = {
            topic.qid: score([key for key, _ in runs[topic.qid]], qrels[topic.qid])
            for topic in judged
        }
        self._print(judged, scores)

    def _calibrate(self, options: Mapping[str, Any]) -> None:
        if not options["topics"]:
            msg = "--calibration and --fit need --topics and --qrels."
            raise CommandError(msg)
        judged = calibration.ask_all(list(_questions(options)))
        if options["calibration"]:
            self.stdout.write("\n".join(calibration.report(judged)))
        if options["fit"]:
            found = calibration.coefficients_module(judged)
            options["fit"].write_text(found, encoding="utf-8")
            self.stdout.write(found)

    def _measure_citations(self, options: Mapping[str, Any]) -> None:
        if not options["topics"]:
            msg = "--citations needs --topics and --qrels."
            raise CommandError(msg)
        topics = [_topic(row) for row in _rows(options["topics"], 3)]
        qrels = _grades(options["qrels"])
        found = citations.ask_all(
            [(topic.kind, topic.text) for topic in topics],
            [qrels[topic.qid] for topic in topics],
        )
        self.stdout.write("\n".join(citations.report(found)))

    def _print(self, topics: Sequence[Topic], scores: Mapping[str, Scores]) -> None:
        names = ("nDCG@10", "MRR@10", "Recall@10", "P@1", "P@1(2)", "Success@3")
        self.stdout.write(f"{'class':12} {'n':>4}" + "".join(f"{n:>11}" for n in names))
        for kind in [*dict.fromkeys(topic.kind for topic in topics), "ALL"]:
            some = [scores[t.qid] for t in topics if kind in (t.kind, "ALL")]
            found = mean(some)
            values = "".join(f"{value:11.4f}" for value in astuple(found))
            self.stdout.write(f"{kind:12} {len(some):4}{values}")
        folds = [
            mean([scores[t.qid] for t in topics[start::FOLDS]]).ndcg
            for start in range(min(FOLDS, len(topics)))
        ]
        if folds:
            self.stdout.write(
                f"nDCG@10 in {len(folds)} folds: " + " ".join(f"{f:.4f}" for f in folds)
            )

    def _find_known(self, file: Path) -> None:
        ranks = []
        for _, text, article in (row[:3] for row in _rows(file, 3)):
            keys = [key for key, _ in _run(_unescape(text))][:10]
            ranks.append(keys.index(article) + 1 if article in keys else 0)
        found = [rank for rank in ranks if rank]
        total = max(len(ranks), 1)
        self.stdout.write(
            f"known-item n={len(ranks)} MRR@10 {sum(1 / r for r in found) / total:.4f}"
            + "".join(
                f" Success@{k} {sum(r <= k for r in found) / total:.4f}"
                for k in (1, 3, 10)
            )
        )


def _questions(options: Mapping[str, Any]) -> Iterator[calibration.JudgedQuestion]:
    """Yield every judged question with the articles that would be right."""
    grades = _grades(options["qrels"])
    for topic in (_topic(row) for row in _rows(options["topics"], 3)):
        right = {key for key, grade in grades[topic.qid].items() if grade == 2}
        if topic.kind == NO_ANSWER:
            right = set()
        yield calibration.JudgedQuestion(topic.kind, topic.text, frozenset(right))
    if options["known_item"]:
        for _, text, key in (row[:3] for row in _rows(options["known_item"], 3)):
            known = calibration.KNOWN
            yield calibration.JudgedQuestion(known, _unescape(text), frozenset([key]))
    if options["foreign"]:
        for row in _rows(options["foreign"], 2):
            yield calibration.JudgedQuestion(calibration.FOREIGN, _unescape(row[1]))


def _grades(file: Path) -> dict[str, dict[str, int]]:
    qrels: dict[str, dict[str, int]] = defaultdict(dict)
    for qid, article, grade in (row[:3] for row in _rows(file, 3)):
        qrels[qid][article] = int(grade)
    return qrels


def _run(text: str) -> list[tuple[str, float]]:
    question = Question(text, limit=RUN_DEPTH)
    answer = article_search(question=question, viewer=AnonymousUser())
    return [(found.article.key, found.score) for found in answer.results]


def _lines(runs: Mapping[str, Sequence[tuple[str, float]]]) -> list[str]:
    return [
        f"{qid}\t{rank}\t{key}\t{value:.6f}\n"
        for qid, run in runs.items()
        for rank, (key, value) in enumerate(run, 1)
    ]


def _topic(row: Sequence[str]) -> Topic:
    return Topic(row[0], row[1], _unescape(row[2]))


def _unescape(text: str) -> str:
    r"""Return a query as it was pasted: files write line breaks and tabs as \n, \t."""
    return text.replace("\\n", "\n").replace("\\t", "\t")


def _rows(file: Path, least: int) -> list[list[str]]:
    rows = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        row = line.split("\t")
        if line.strip():
            if len(row) < least:
                msg = f"{file}:{number}: {least} columns are needed, with tabs between."
                raise CommandError(msg)
            rows.append(row)
    return rows

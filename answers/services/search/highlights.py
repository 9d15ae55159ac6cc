"""The lines of a pasted text that led to the best answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from answers.index import Hit, analyse, informative_lines
from answers.text.normalization import cut, one_line
from answers.text.redaction import redact

MAX_LINES = 3  # lines that are named
MIN_GAIN = 0.1  # of the weight of the match: a line that adds less decided nothing
SHOWN_LENGTH = 240  # characters of a line
READ_LENGTH = 1_000  # characters of a line that are analysed
READ_LINES = 500  # lines that are analysed
_SECRET_ALONE = re.compile(r"\W*[\w.-]*\W*‹[^‹›]*›\W*")


@dataclass(frozen=True, slots=True)
class DecisiveLine:
    """One line of a pasted text, counted from 1, its secrets replaced."""

    line: int
    text: str


def decisive_lines(
    text: str, best: Hit, weights: Mapping[str, float]
) -> tuple[DecisiveLine, ...]:
    """Return at most ``MAX_LINES`` lines that carry most of the match, in their order.

    ``weights`` are those of the query's terms. Lines are picked greedily: the one with
    the heaviest matched terms, then the one that adds most. A text of one line has no
    decisive line.
    """
    wanted = {term: weights[term] for term in best.matched if weights.get(term)}
    if text.strip().count("\n") == 0 or not wanted:
        return ()
    lines = {
        number: (line, wanted.keys() & set(analyse(line[:READ_LENGTH])))
        for number, line in _readable_lines(text)
    }
    whole = sum(wanted.values())
    picked: dict[int, str] = {}
    while lines and len(picked) < MAX_LINES:
        gains = {n: sum(wanted[t] for t in terms) for n, (_, terms) in lines.items()}
        number = max(gains, key=lambda n: (gains[n], -n))
        if gains[number] < MIN_GAIN * whole:
            break
        line, found = lines.pop(number)
        picked[number] = cut(one_line(line), SHOWN_LENGTH)
        lines = {n: (other, terms - found) for n, (other, terms) in lines.items()}
    return tuple(DecisiveLine(number, picked[number]) for number in sorted(picked))


def _readable_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield number and text of each line, redacted, without noise and bare secrets."""
    safe = set(redact(text).split("\n"))
    for number, line in informative_lines(text)[:READ_LINES]:
        without = redact(line)
        if without in safe and not _SECRET_ALONE.fullmatch(without):
            yield number, without

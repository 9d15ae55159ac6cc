"""Deciding: which lines of a pasted text led to the best answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from answers.index import Hit, analyse, telling_lines
from answers.text.normalization import cut, one_line
from answers.text.redaction import redact

MOST = 3  # lines that are told
LEAST = 0.1  # of the weight of the match: a line that adds less decided nothing
LENGTH = 240  # characters of a line that are shown
READ = 1_000  # characters of a line that are looked at
LINES = 500  # lines that are looked at
_SECRET_ALONE = re.compile(r"\W*[\w.-]*\W*‹[^‹›]*›\W*")


@dataclass(frozen=True, slots=True)
class DecisiveLine:
    """One line of what was pasted, numbered from 1, without its secrets."""

    line: int
    text: str


def decisive_lines(
    text: str, best: Hit, weights: Mapping[str, float]
) -> tuple[DecisiveLine, ...]:
    """Return the lines whose words carry the weight of the match, in their order.

    The heaviest line first, then what adds most to it. Of a single line there is
    nothing to tell, nor of noise, which the search did not read.
    """
    wanted = {term: weights[term] for term in best.matched if weights.get(term)}
    if text.strip().count("\n") == 0 or not wanted:
        return ()
    lines = {
        number: (line, wanted.keys() & set(analyse(line[:READ])))
        for number, line in _tellable(text)
    }
    whole = sum(wanted.values())
    told: dict[int, str] = {}
    while lines and len(told) < MOST:
        gains = {n: sum(wanted[t] for t in terms) for n, (_, terms) in lines.items()}
        number = max(gains, key=lambda n: (gains[n], -n))
        if gains[number] < LEAST * whole:
            break
        line, found = lines.pop(number)
        told[number] = cut(one_line(line), LENGTH)
        lines = {n: (other, terms - found) for n, (other, terms) in lines.items()}
    return tuple(DecisiveLine(number, told[number]) for number in sorted(told))


def _tellable(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines without their secrets; what is nothing but one, not at all."""
    safe = set(redact(text).split("\n"))
    for number, line in telling_lines(text)[:LINES]:
        without = redact(line)
        if without in safe and not _SECRET_ALONE.fullmatch(without):
            yield number, without

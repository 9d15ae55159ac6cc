"""Reading: what a question looks for: its own words, repaired ones, hints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from answers.index.analysis import analyse, query_terms
from answers.index.glossary import Glossary
from answers.index.noise import FEW_LINES, strip_noise

# What a question word counts: it decides between equals and finds titles by heart.
FILLER_WEIGHT = 0.05
# Only where there are few others: many terms leave no equals to decide between.
FEW_TERMS = 8


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as the index understands it.

    ``terms`` are its own words with weights, ``hints`` what else may tell (synonyms,
    question words), ``corrections`` what was typed and what was taken for it.
    """

    terms: dict[str, float]
    hints: dict[str, float] = field(default_factory=dict)
    corrections: dict[str, str] = field(default_factory=dict)


def read_query(
    text: str, glossary: Glossary, repair: Callable[[str], str] | None
) -> Reading:
    """Read a question; without ``repair`` every word is taken as it was typed."""
    terms = query_terms(text)
    is_log = text.count("\n") > FEW_LINES
    corrections: dict[str, str] = {}
    if repair and not is_log:
        found = {word: meant for word in terms if (meant := repair(word))}
        corrections = {w: meant for w, meant in found.items() if not glossary.knows(w)}
    for word, meant in corrections.items():
        weight = terms.pop(word)
        for part in meant.split():  # a glued word means several
            terms[part] = max(terms.get(part, 0.0), weight)
    said = strip_noise(text) if is_log else text
    hints = glossary.expand("\n".join([said, *corrections.values()]))
    if len(terms) <= FEW_TERMS and not is_log:
        for term in analyse(text):
            hints.setdefault(term, FILLER_WEIGHT)
    hints = {t: w for t, w in hints.items() if t not in terms and t not in corrections}
    return Reading(terms, hints, corrections)

"""Query parsing: the terms to look for: own words, corrected ones and hints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from answers.index.analysis import analyse, query_terms
from answers.index.glossary import Glossary
from answers.index.noise import FEW_LINES, strip_noise

# Of a question word: it breaks ties, and finds a title that was typed word by word.
FILLER_WEIGHT = 0.05
# Question words count where there are at most so many others: more leave no ties.
FEW_TERMS = 8


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A question as the index understands it.

    ``terms`` are its own words with weights, ``hints`` further ones (synonyms, question
    words), ``corrections`` the word that was taken for each mistyped one.
    """

    terms: dict[str, float]
    hints: dict[str, float] = field(default_factory=dict)
    corrections: dict[str, str] = field(default_factory=dict)


def parse_query(
    text: str, glossary: Glossary, repair: Callable[[str], str] | None
) -> ParsedQuery:
    """Parse a question; without ``repair`` every word is taken as it was typed.

    ``repair`` returns the word that a mistyped one means, or an empty string.
    """
    terms = query_terms(text)
    is_log = text.count("\n") > FEW_LINES
    corrections: dict[str, str] = {}
    if repair and not is_log:
        candidates = {word: meant for word in terms if (meant := repair(word))}
        corrections = {
            w: meant for w, meant in candidates.items() if not glossary.knows(w)
        }
    for word, meant in corrections.items():
        weight = terms.pop(word)
        for part in meant.split():  # a glued word means several
            terms[part] = max(terms.get(part, 0.0), weight)
    content = strip_noise(text) if is_log else text
    hints = glossary.expand("\n".join([content, *corrections.values()]))
    if len(terms) <= FEW_TERMS and not is_log:
        for term in analyse(text):
            hints.setdefault(term, FILLER_WEIGHT)
    hints = {t: w for t, w in hints.items() if t not in terms and t not in corrections}
    return ParsedQuery(terms, hints, corrections)

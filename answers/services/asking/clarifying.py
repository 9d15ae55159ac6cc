"""Clarifying: what to ask back where a question can be read in several ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

from django.utils.translation import gettext as _

from answers.lib.symptoms import recognise
from answers.lib.text import cut
from answers.models import Article, Symptom
from answers.search import Hit

CLOSE = 0.97  # of the best score: so near, two readings are equals
APART = 0.35  # of the question that each of two readings has alone
RIVAL = 0.75  # of the best score, from which on an article is another reading
FEW = 3  # terms of a question that may be a symptom and nothing else
MOST = 3  # things that are asked about

# What tells apart the causes of a symptom.
TELLING = (
    Symptom.Kind.MESSAGE,
    Symptom.Kind.EXCEPTION,
    Symptom.Kind.HTTP_STATUS,
    Symptom.Kind.ERROR_CODE,
)

TEXT = 200  # characters that a choice adds to a question

Row: TypeAlias = tuple[Hit, Article]


class Choice(NamedTuple):
    """What a question back may be answered with.

    ``text`` is to be added to the question, ``product`` to be asked about.
    """

    label: str
    text: str = ""
    product: str = ""


class Clarify(NamedTuple):
    """A question back, and what may be said to it."""

    text: str
    choices: tuple[Choice, ...]


class Shown(NamedTuple):
    """A symptom that an article is known by."""

    slug: str
    kind: str
    value: str


def ask_which(
    rows: Sequence[Row], weights: Mapping[str, float], product: str
) -> Clarify | None:
    """Return what to ask back where two different readings are close."""
    if len(rows) < 2:
        return None
    (first, one), (second, other) = rows[:2]
    if second.score < CLOSE * first.score:
        return None
    if one.product and other.product and one.product != other.product and not product:
        names = {"one": one.product.name, "other": other.product.name}
        products = (one.product, other.product)
        return Clarify(
            _("Is it about %(one)s or %(other)s?") % names,
            tuple(Choice(known.name, product=known.slug) for known in products),
        )
    whole = sum(weights.values()) or 1.0
    mine, theirs = set(first.matched), set(second.matched)
    alone = [
        sum(weights.get(term, 0.0) for term in some) / whole
        for some in (mine - theirs, theirs - mine)
    ]
    if min(alone) < APART:
        return None
    titles = {"one": cut(one.heading, 80), "other": cut(other.heading, 80)}
    return Clarify(
        _("Do you mean “%(one)s” or “%(other)s”?") % titles,
        tuple(Choice(title, title) for title in titles.values()),
    )


def ask_what_else(
    text: str,
    rows: Sequence[Row],
    weights: Mapping[str, float],
    shown: Mapping[int, Sequence[Shown]],
) -> Clarify | None:
    """Return what to ask back where nothing was said but one symptom of many causes.

    The articles that show it show other things besides: those tell them apart.
    """
    symptoms = [one for one in recognise(text) if one.kind in TELLING]
    if len(symptoms) != 1 or len(weights) > FEW:
        return None
    said = symptoms[0].slug
    besides: dict[str, None] = {}
    for hit, article in rows:
        known = [one for one in shown.get(article.pk, ()) if one.kind in TELLING]
        if hit.score < RIVAL * rows[0][0].score or said not in {o.slug for o in known}:
            continue
        others = [one.value for one in known if one.slug != said]
        besides |= dict.fromkeys(others[:1])
    if len(besides) < 2:
        return None
    choices = tuple(Choice(cut(v, 60), cut(v, TEXT)) for v in list(besides)[:MOST])
    listed = " / ".join(choice.label for choice in choices)
    asked = _("%(symptom)s has several causes. Which do you see as well: %(others)s?")
    said_back = asked % {"symptom": symptoms[0].value, "others": listed}
    return Clarify(said_back, choices)

"""The question to ask back where a question can be read in several ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from answers.models import Product, Symptom
from answers.services.search import Row
from answers.symptoms import Symptom as Found
from answers.symptoms import recognise
from answers.text.normalization import cut, fold

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

STATUS = Symptom.Kind.HTTP_STATUS
TEXT = 200  # characters that a choice adds to a question


class Choice(NamedTuple):
    """What a question back may be answered with.

    ``text`` is to be added to the question, ``product`` to be asked about.
    """

    label: str
    text: str = ""
    product: str = ""


class Clarify(NamedTuple):
    """A question back, and what may be said to it.

    ``lead`` is the same for where the choices are shown beside it.
    """

    text: str
    choices: tuple[Choice, ...]
    lead: str


class KnownSymptom(NamedTuple):
    """A symptom that an article is known by."""

    slug: str
    kind: str = ""
    value: str = ""


def clarify_readings(
    text: str, rows: Sequence[Row], weights: Mapping[str, float], product: str
) -> Clarify | None:
    """Return what to ask back where two different readings are close."""
    if len(rows) < 2:
        return None
    (first, one), (second, other) = rows[:2]
    if second.score < CLOSE * first.score:
        return None
    if one.product and other.product and one.product != other.product and not product:
        return _ask_product(text, (one.product, other.product))
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
        _("Which of these do you mean?"),
    )


def _ask_product(text: str, products: Sequence[Product]) -> Clarify | None:
    """Return the question which product it is about, unless one is named in it."""
    said = fold(text)
    named = [fold(one.name) in said or one.slug in said for one in products]
    if any(named) and not all(named):
        return None
    *others, last = (one.name for one in products)
    names = {"one": _(", ").join(others), "other": last}
    asked = _("Is it about %(one)s or %(other)s?") % names
    choices = tuple(Choice(known.name, product=known.slug) for known in products)
    return Clarify(asked, choices, asked)


def clarify_symptom(
    text: str,
    rows: Sequence[Row],
    weights: Mapping[str, float],
    shown: Mapping[int, Sequence[KnownSymptom]],
    product: str,
) -> Clarify | None:
    """Return what to ask back where nothing was said but one symptom of many causes.

    The articles that show it are of several products, or show other things besides:
    those tell them apart.
    """
    symptoms = [one for one in recognise(text) if one.kind in TELLING]
    if len(symptoms) != 1 or len(weights) > FEW:
        return None
    said = symptoms[0]
    rivals = [
        article
        for hit, article in rows
        if hit.score >= RIVAL * rows[0][0].score
        and said.slug in {one.slug for one in shown.get(article.pk, ())}
    ]
    products = dict.fromkeys(one.product for one in rivals if one.product)
    if len(products) > 1 and not product:
        return _ask_product(text, list(products)[:MOST])
    besides = list(_besides(said, [shown.get(one.pk, ()) for one in rivals]))[:MOST]
    if len(besides) < 2:
        return None
    choices = tuple(Choice(cut(v, 60), cut(v, TEXT)) for v in besides)
    listed = " / ".join(choice.label for choice in choices)
    names = {"symptom": said.value, "others": listed}
    return Clarify(
        _("%(symptom)s has several causes. Which do you see as well: %(others)s?")
        % names,
        choices,
        _("%(symptom)s has several causes. Which of these do you see as well?") % names,
    )


def _besides(said: Found, shown: Sequence[Sequence[KnownSymptom]]) -> Iterator[str]:
    """Yield of each article what it alone shows beside the symptom, the first one."""
    slugs = Counter(slug for some in shown for slug in {one.slug for one in some})
    for some in shown:
        for one in some:
            # Who sees one status sees no other one with it.
            status = one.kind == said.kind == STATUS
            if one.kind in TELLING and slugs[one.slug] == 1 and not status:
                yield one.value
                break

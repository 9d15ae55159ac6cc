"""The question to ask back where a question can be read in several ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from answers.models import Product, Symptom
from answers.services.search import Row
from answers.symptoms import RecognisedSymptom, recognise
from answers.text.normalization import cut, fold

CLOSE = 0.97  # of the best score: so near, two readings are equals
APART = 0.35  # of the question that each of two readings has alone
RIVAL = 0.75  # of the best score, from which on an article is another reading
MAX_TERMS = 3  # of a question that is a symptom and nothing else
MAX_CHOICES = 3

# Kinds of symptoms that tell causes apart.
DISTINCTIVE = (
    Symptom.Kind.MESSAGE,
    Symptom.Kind.EXCEPTION,
    Symptom.Kind.HTTP_STATUS,
    Symptom.Kind.ERROR_CODE,
)

STATUS = Symptom.Kind.HTTP_STATUS
TEXT_LENGTH = 200  # characters that a choice adds to a question


class Choice(NamedTuple):
    """One answer to a question back.

    The question is asked again with ``text`` added to it or limited to ``product``.
    """

    label: str
    text: str = ""
    product: str = ""


class Clarify(NamedTuple):
    """A question back and its possible answers.

    ``lead`` is ``text`` without the choices, for where they are shown beside it.
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
    """Return the question which product it is about; None where the text names one."""
    folded = fold(text)
    named = [fold(one.name) in folded or one.slug in folded for one in products]
    if any(named) and not all(named):
        return None
    *others, last = (one.name for one in products)
    names = {"one": _(", ").join(others), "other": last}
    back = _("Is it about %(one)s or %(other)s?") % names
    choices = tuple(Choice(known.name, product=known.slug) for known in products)
    return Clarify(back, choices, back)


def clarify_symptom(
    text: str,
    rows: Sequence[Row],
    weights: Mapping[str, float],
    known: Mapping[int, Sequence[KnownSymptom]],
    product: str,
) -> Clarify | None:
    """Return what to ask back where the question is one symptom of many causes.

    ``known`` are the symptoms of each article by its pk. The choices are the products
    of the articles with the symptom, or else other symptoms that each alone has.
    """
    symptoms = [one for one in recognise(text) if one.kind in DISTINCTIVE]
    if len(symptoms) != 1 or len(weights) > MAX_TERMS:
        return None
    symptom = symptoms[0]
    rivals = [
        article
        for hit, article in rows
        if hit.score >= RIVAL * rows[0][0].score
        and symptom.slug in {one.slug for one in known.get(article.pk, ())}
    ]
    products = dict.fromkeys(one.product for one in rivals if one.product)
    if len(products) > 1 and not product:
        return _ask_product(text, list(products)[:MAX_CHOICES])
    others = list(_distinctive(symptom, [known.get(one.pk, ()) for one in rivals]))
    if len(others) < 2:
        return None
    choices = tuple(
        Choice(cut(value, 60), cut(value, TEXT_LENGTH))
        for value in others[:MAX_CHOICES]
    )
    listed = " / ".join(choice.label for choice in choices)
    names = {"symptom": symptom.value, "others": listed}
    return Clarify(
        _("%(symptom)s has several causes. Which do you see as well: %(others)s?")
        % names,
        choices,
        _("%(symptom)s has several causes. Which of these do you see as well?") % names,
    )


def _distinctive(
    symptom: RecognisedSymptom, known: Sequence[Sequence[KnownSymptom]]
) -> Iterator[str]:
    """Yield the first symptom of each article that no other of them has."""
    slugs = Counter(slug for some in known for slug in {one.slug for one in some})
    for some in known:
        for one in some:
            # One response has one status: a second is no further symptom of it.
            status = one.kind == symptom.kind == STATUS
            if one.kind in DISTINCTIVE and slugs[one.slug] == 1 and not status:
                yield one.value
                break

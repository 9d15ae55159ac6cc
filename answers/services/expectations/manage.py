"""Adding and changing expectations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from answers.lib.errors import InvalidError
from answers.lib.fingerprints import fingerprint
from answers.models import Article, Expectation, Product
from answers.models.expectations import DEEPEST, WITHIN
from answers.text.normalization import clean, cut, fold, one_line
from answers.text.redaction import redact

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

QUESTION_LENGTH = 5_000


def expectation_add(
    *,
    question: str,
    article: Article | None = None,
    product: Product | None = None,
    within: int = WITHIN,
    origin: str = Expectation.Origin.STAFF,
    author: AbstractBaseUser | AnonymousUser | None = None,
) -> Expectation:
    """Expect ``question`` to find ``article``; without one, to find no answer.

    The same expectation again is the same row, enabled. Raises InvalidError where
    there is no question, or ``within`` is not a place that is looked at.
    """
    question = cut(redact(clean(question).strip()), QUESTION_LENGTH)
    if not question:
        raise InvalidError(_("Write the question that is asked."), field="question")
    if not 1 <= within <= DEEPEST:
        msg = _("The place is 1 to {most}.").format(most=DEEPEST)
        raise InvalidError(msg, field="within")
    row, _new = Expectation.objects.update_or_create(
        fingerprint=expectation_fingerprint(question, article, product),
        defaults={"enabled": True, "within": within},
        create_defaults={
            "question": question,
            "kind": Expectation.Kind.FIND if article else Expectation.Kind.NOTHING,
            "article": article,
            "product": product,
            "within": within,
            "origin": origin,
            "author_id": getattr(author, "pk", None),
        },
    )
    return row


def expectation_change(*, expectation: Expectation) -> None:
    """Save an expectation that staff wrote or edited.

    Raises InvalidError where an article is missing, or the expectation exists.
    """
    row = expectation
    row.question = cut(redact(clean(row.question).strip()), QUESTION_LENGTH)
    if row.kind == Expectation.Kind.NOTHING:
        row.article = None
    elif row.article is None:
        msg = _("Choose the article that must be found.")
        raise InvalidError(msg, field="article")
    row.fingerprint = expectation_fingerprint(row.question, row.article, row.product)
    twins = Expectation.objects.filter(fingerprint=row.fingerprint)
    if twins.exclude(pk=row.pk).exists():
        msg = _("This is expected already.")
        raise InvalidError(msg, field="question")
    row.holds = row.rank = row.checked_at = row.broken_since = None
    row.save()


def expectation_fingerprint(
    question: str, article: Article | None, product: Product | None
) -> str:
    """Return the same value for the same question, article and product."""
    return fingerprint(
        [
            fold(one_line(question)),
            article.pk if article else 0,
            product.pk if product else 0,
        ]
    )

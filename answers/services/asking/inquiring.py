"""Inquiring: keep a question that nothing answers, without its secrets, once."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from answers.lib.fingerprints import fingerprint
from answers.lib.redaction import redact
from answers.lib.text import clean, cut, fold, one_line
from answers.models import Inquiry, Product

QUESTION_LENGTH = 5_000  # characters that are kept


@transaction.atomic
def inquiry_leave(*, text: str, product: str, channel: str) -> Inquiry:
    """Return the inquiry of this question: a new one, or the known one counted up."""
    question = cut(redact(text), QUESTION_LENGTH)
    about = Product.objects.filter(slug=product).first() if product else None
    slug = about.slug if about else ""
    inquiry, is_new = Inquiry.objects.get_or_create(
        fingerprint=fingerprint([slug, fold(one_line(question))]),
        defaults={"question": question, "product": about, "channel": channel},
    )
    if not is_new:
        rows = Inquiry.objects.filter(pk=inquiry.pk)
        rows.update(count=F("count") + 1, updated_at=timezone.now())
        inquiry.refresh_from_db()
    return inquiry


def inquiry_get(*, token: str) -> Inquiry | None:
    """Return the inquiry of this token, None where there is none."""
    rows = Inquiry.objects.select_related("article", "product")
    return rows.filter(token=clean(token)[:32]).first()

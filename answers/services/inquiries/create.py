"""Leaving: keep a question that nothing answers, without its secrets, once."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from answers.lib.fingerprints import fingerprint
from answers.models import Article, Inquiry, Product
from answers.services.inquiries.duplicates import lead_of
from answers.text.normalization import clean, cut, fold, one_line
from answers.text.redaction import redact

QUESTION_LENGTH = 5_000  # characters that are kept
DETAIL_LENGTH = 5_000


@dataclass(frozen=True, slots=True)
class Asking:
    """One question as it came: ``product`` is a slug, ``detail`` what else was said."""

    text: str
    channel: str
    product: str = ""
    origin: str = Inquiry.Origin.UNKNOWN
    about: Article | None = None
    detail: str = ""


@transaction.atomic
def inquiry_leave(*, asking: Asking) -> Inquiry:
    """Return the inquiry of this question: a new one, or the known one counted up.

    A new one that says nearly the same as an open one joins its group.
    """
    question = cut(redact(asking.text), QUESTION_LENGTH)
    about = Product.objects.filter(slug=asking.product or "-").first()
    folded = fold(one_line(question))
    inquiry, is_new = Inquiry.objects.get_or_create(
        fingerprint=fingerprint([about.slug if about else "", folded]),
        defaults={  # type: ignore[misc]  # a lead is looked for where it is needed
            "question": question,
            "product": about,
            "channel": asking.channel,
            "origin": asking.origin,
            "about": asking.about,
            "lead": lambda: lead_of(question, about),
        },
    )
    now = timezone.now()
    rows = Inquiry.objects.filter(pk=inquiry.pk)
    if not is_new:
        rows.update(count=F("count") + 1, updated_at=now)
    if inquiry.lead_id or not is_new:
        head = Inquiry.objects.filter(pk=inquiry.lead_id or inquiry.pk)
        head.update(total=F("total") + 1, updated_at=now)
    _add_detail(inquiry, asking)
    inquiry.refresh_from_db()
    return inquiry


def inquiry_get(*, token: str) -> Inquiry | None:
    """Return the inquiry of this token, None where there is none."""
    rows = Inquiry.objects.select_related("article", "product", "lead__article")
    return rows.filter(token=clean(token)[:32]).first()


def _add_detail(inquiry: Inquiry, asking: Asking) -> None:
    """Keep what was said with the question, the newest first; a known word once."""
    said = redact(clean(asking.detail)).strip()
    if not said or said in inquiry.detail:
        return
    detail = cut(f"{said}\n\n{inquiry.detail}".strip(), DETAIL_LENGTH)
    about = asking.about or inquiry.about
    Inquiry.objects.filter(pk=inquiry.pk).update(detail=detail, about=about)

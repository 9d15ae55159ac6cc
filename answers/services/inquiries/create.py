"""Create: keep a question that nothing answers, without its secrets, once.

A question that says nearly the same as an open one joins its group.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from answers.lib.fingerprints import fingerprint
from answers.models import Article, Inquiry, Product
from answers.symptoms import recognise
from answers.text.normalization import clean, cut, fold, one_line
from answers.text.redaction import redact
from answers.text.similarity import similarity

QUESTION_LENGTH = 5_000  # characters that are kept
DETAIL_LENGTH = 5_000


@dataclass(frozen=True, slots=True)
class InquiryData:
    """A question to keep: ``product`` is a slug, ``detail`` any further text."""

    text: str
    channel: str
    product: str = ""
    origin: str = Inquiry.Origin.UNKNOWN
    about: Article | None = None
    detail: str = ""


@transaction.atomic
def inquiry_create(*, data: InquiryData) -> Inquiry:
    """Return the inquiry of this question: a new one, or the known one counted up.

    A new one that says nearly the same as an open one joins its group.
    """
    question = cut(redact(data.text), QUESTION_LENGTH)
    about = Product.objects.filter(slug=data.product or "-").first()
    folded = fold(one_line(question))
    inquiry, is_new = Inquiry.objects.get_or_create(
        fingerprint=fingerprint([about.slug if about else "", folded]),
        defaults={  # type: ignore[misc]  # called for a new row only
            "question": question,
            "product": about,
            "channel": data.channel,
            "origin": data.origin,
            "about": data.about,
            "lead": lambda: _find_lead(question, about),
        },
    )
    now = timezone.now()
    rows = Inquiry.objects.filter(pk=inquiry.pk)
    if not is_new:
        rows.update(count=F("count") + 1, updated_at=now)
    if inquiry.lead_id or not is_new:
        head = Inquiry.objects.filter(pk=inquiry.lead_id or inquiry.pk)
        head.update(total=F("total") + 1, updated_at=now)
    _add_detail(inquiry, data)
    inquiry.refresh_from_db()
    return inquiry


def inquiry_get(*, token: str) -> Inquiry | None:
    """Return the inquiry of this token, None where there is none."""
    rows = Inquiry.objects.select_related("article", "product", "lead__article")
    return rows.filter(token=clean(token)[:32]).first()


def _add_detail(inquiry: Inquiry, data: InquiryData) -> None:
    """Prepend the detail to the inquiry's, redacted, unless it is there already."""
    text = redact(clean(data.detail)).strip()
    if not text or text in inquiry.detail:
        return
    detail = cut(f"{text}\n\n{inquiry.detail}".strip(), DETAIL_LENGTH)
    about = data.about or inquiry.about
    Inquiry.objects.filter(pk=inquiry.pk).update(detail=detail, about=about)


MOST_CANDIDATES = (
    300  # newest open groups that are compared: bounds the time of a request
)
COMPARED_LENGTH = 160  # characters of a question that are compared
ALIKE = 0.6  # similarity (Jaccard over character pairs) from which two are the same
ALIKE_WITH_SYMPTOM = 0.35  # the same, where both name the same symptoms


def _find_lead(question: str, product: Product | None) -> Inquiry | None:
    """Return the open inquiry whose group this question belongs to, the nearest."""
    rows = Inquiry.objects.leads().open().filter(product=product)
    short = _short(question)
    best, most = None, 0.0
    for row in rows.order_by("-updated_at")[:MOST_CANDIDATES]:
        alike = similarity(short, _short(row.question))
        if alike > most and _is_duplicate(question, row.question, alike):
            best, most = row, alike
    return best


def _is_duplicate(some: str, other: str, alike: float) -> bool:
    """Tell whether two questions ask nearly the same."""
    if alike >= ALIKE:
        return True
    if alike < ALIKE_WITH_SYMPTOM:
        return False
    symptoms = _symptoms(some)
    return bool(symptoms) and symptoms == _symptoms(other)


def _short(question: str) -> str:
    return cut(one_line(question), COMPARED_LENGTH)


def _symptoms(question: str) -> frozenset[str]:
    return frozenset(symptom.slug for symptom in recognise(question))

"""Structured data: an article as schema.org's QAPage, for search engines."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from answers.models import Article, Revision
from answers.text.normalization import cut, one_line

QUESTION_LENGTH = 2_000
ANSWER_LENGTH = 5_000


def qa_page(article: Article, revision: Revision) -> dict[str, Any] | None:
    """Return the page of a question with its answer; None where nothing answers.

    ``upvoteCount`` is one number for both kinds of votes, as Google asks for.
    """
    text = revision.text.strip()
    if not text or article.internal:
        return None
    address = settings.KB_BASE_URL + article.get_absolute_url()
    expert = {"@type": "Organization", "name": _("Dayi experts"), "url": _home()}
    day = article.date or article.created_at.date()
    question = one_line(revision.question) or article.heading
    return {
        "@context": "https://schema.org",
        "@type": "QAPage",
        "mainEntity": {
            "@type": "Question",
            "name": article.heading,
            "text": cut(question, QUESTION_LENGTH),
            "answerCount": 1,
            "datePublished": day.isoformat(),
            "author": {"@type": "Organization", "name": _("Dayi readers")},
            "acceptedAnswer": {
                "@type": "Answer",
                "text": cut(text, ANSWER_LENGTH),
                "url": f"{address}#answer",
                "upvoteCount": article.up_count - article.down_count,
                "datePublished": day.isoformat(),
                "dateModified": article.updated_at.isoformat(),
                "author": expert,
            },
        },
    }


def as_script(data: dict[str, Any]) -> SafeString:
    """Return JSON that no text in it can end the script element with."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return mark_safe(text)  # noqa: S308  nothing in it can be markup


def _home() -> str:
    return f"{settings.KB_BASE_URL}/"

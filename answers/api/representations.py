"""Shapes: our values as the API shows them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from rest_framework.request import Request

from answers.index import mark
from answers.models import Article, Cause, Reference
from answers.services.search import ArticleMatch, ResultPage
from answers.symptoms import Symptom


def search_shape(request: Request, answer: ResultPage) -> dict[str, Any]:
    """Return a page of results."""
    return {
        "query": answer.query,
        "total": answer.total,
        "took_ms": answer.took_ms,
        "recognised": [recognised_shape(symptom) for symptom in answer.recognised],
        "suggestion": answer.corrected,
        "facets": {
            name: [asdict(value) for value in values]
            for name, values in answer.facets.items()
        },
        "decisive": [asdict(line) for line in answer.decisive],
        "event": answer.event or None,
        "results": [_result(request, found) for found in answer.results],
    }


def recognised_shape(symptom: Symptom) -> dict[str, str]:
    """Return a symptom that was recognised in a text."""
    return {"kind": symptom.kind, "value": symptom.value, "slug": symptom.slug}


def _result(request: Request, found: ArticleMatch) -> dict[str, Any]:
    article = found.article
    url = request.build_absolute_uri(article.get_absolute_url())
    section = found.section
    return {
        "id": article.key,
        "title": article.heading,
        "url": url,
        "score": round(found.score, 4),
        "snippet": found.snippet.text,
        "snippet_html": mark(found.snippet.text, found.snippet.spans),
        "section": section
        and {"title": section["title"], "url": f"{url}#{quote(section['anchor'])}"},
        "tags": tag_names(article),
        "product": article.product.slug if article.product else None,
        "date": article.date,
        "matched": list(found.matched),
        "pinned": found.pinned,
        "verified": verified_shape(article),
    }


def verified_shape(article: Article) -> dict[str, Any] | None:
    """Return on what an answer was checked and what it missed; by whom stays inside."""
    notice = article.verified_notice
    if not notice:
        return None
    return {
        "version": article.verified_version or None,
        "date": article.verified_at and article.verified_at.date(),
        "by": "staff" if article.verified_version else None,
        "releases_missed": article.releases_missed,
        "notice": notice,
    }


def brief_shape(request: Request, article: Article) -> dict[str, Any]:
    """Return an article as lists show it."""
    return {
        "id": article.key,
        "title": article.heading,
        "url": request.build_absolute_uri(article.get_absolute_url()),
        "product": article.product.slug if article.product else None,
        "category": article.category,
        "tags": tag_names(article),
        "date": article.date,
        "revision": article.current.number if article.current else 0,
        "updated_at": article.updated_at,
    }


def article_shape(request: Request, article: Article) -> dict[str, Any]:
    """Return one article in full."""
    revision = article.current
    feedback = reverse("answers:feedback", args=[article.key])
    if revision is None:  # visible_to never lets one through
        msg = f"{article.key} has no revision"
        raise ValueError(msg)
    return brief_shape(request, article) | {
        "question": revision.question,
        "markdown": revision.answer,
        "html": revision.answer_html,
        "text": revision.text,
        "outline": [
            {name: entry[name] for name in ("level", "title", "anchor")}
            for entry in revision.outline
        ],
        "references": [_reference(request, r) for r in article.references.all()],
        "causes": [
            {
                "title": cause.title,
                "explanation": cause.explanation,
                "remedy": cause.remedy,
                "anchor": cause.anchor,
            }
            for cause in Cause.objects.filter(article=article)
        ],
        "votes": votes_shape(article),
        "verified": verified_shape(article),
        "feedback_url": request.build_absolute_uri(feedback),
    }


def votes_shape(article: Article) -> dict[str, int]:
    """Return how many found the article good or bad."""
    return {"up": article.up_count, "down": article.down_count}


def tag_names(article: Article) -> list[str]:
    """Return the names of the tags that readers may see."""
    return [tag.name for tag in article.tags.all() if not tag.hidden]


def _reference(request: Request, reference: Reference) -> dict[str, Any]:
    href = reference.href
    return {
        "text": reference.text,
        "url": request.build_absolute_uri(href) if href else None,
        "id": reference.target.key if reference.target else None,
    }

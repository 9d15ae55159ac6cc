"""Helping: each refusal leads to the article that answers it."""

from __future__ import annotations

from django.urls import reverse
from rest_framework.request import Request

from answers.services.articles import article_is_public

# Symptoms that other software shows alike have their article already.
SHARED = {
    "invalid": "open-api-400-required-parameter",
    "not_found": "open-api-404-config-data-not-exist",
    "method_not_allowed": "open-api-405-method-not-allowed",
    "precondition_failed": "dayi-api-conflict",
    "precondition_required": "dayi-api-conflict",
}


def help_key(code: str) -> str:
    """Return the key of the article on a refusal."""
    return SHARED.get(code, f"dayi-api-{code.replace('_', '-')}")


def help_url(request: Request, status: int, code: str) -> str:
    """Return the article's page, or the API's own where this site has no such article.

    Where something is broken here, nothing is looked up.
    """
    key = help_key(code)
    if status < 500 and article_is_public(key=key):
        return request.build_absolute_uri(reverse("answers:article", args=[key]))
    return request.build_absolute_uri(reverse("answers:docs"))

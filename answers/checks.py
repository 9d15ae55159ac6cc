"""System checks: settings that contradict one another, found before they fail."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from answers.index.backends import ENGINES
from answers.ratelimit import ATOMIC


@register
def search_url(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """E001: the search engine must be one we know."""
    scheme = urlsplit(settings.KB_SEARCH_URL).scheme
    if scheme in ENGINES:
        return []
    known = ", ".join(f"{name}://" for name in sorted(ENGINES))
    return [
        Error(
            f"KB_SEARCH_URL starts with {scheme}://, which no engine answers to.",
            hint=f"Use one of {known}",
            id="answers.E001",
        )
    ]


@register
def shared_cache(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """W001: limits are counted in the cache, so all workers must share it."""
    if "LocMem" not in settings.CACHES["default"]["BACKEND"]:
        return []
    return [
        Warning(
            "The cache is kept by each worker for itself, so limits count too little.",
            hint="Use CACHE_URL=redis://… or leave it empty.",
            id="answers.W001",
        )
    ]


@register
def limits_of_one_machine(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """W003: with a database for many machines, limits must be counted for all."""
    one_machine = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    backend = settings.CACHES["default"]["BACKEND"]
    if one_machine or any(name in backend for name in ATOMIC):
        return []
    return [
        Warning(
            "Each machine counts its own limits.",
            hint="If there are several, use CACHE_URL=redis://…",
            id="answers.W003",
        )
    ]


@register
def block_list_of_tokens(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """E002: without its app, simplejwt's block list blocks nothing, silently."""
    enabled = any(
        settings.SIMPLE_JWT.get(name)
        for name in ("ROTATE_REFRESH_TOKENS", "BLACKLIST_AFTER_ROTATION")
    )
    if (
        not enabled
        or "rest_framework_simplejwt.token_blacklist" in settings.INSTALLED_APPS
    ):
        return []
    return [
        Error(
            "SIMPLE_JWT asks for a block list, but its app is not installed: tokens "
            "that were swapped or logged out would go on to count.",
            hint="Leave both settings out: the login's row says which token counts.",
            id="answers.E002",
        )
    ]


@register
def base_url_is_served(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """W002: the address in links must be one we answer to."""
    host = urlsplit(settings.KB_BASE_URL).hostname or ""
    hosts = settings.ALLOWED_HOSTS
    if "*" in hosts or any(host == h or host.endswith(h) for h in hosts if h):
        return []
    return [
        Warning(
            f"KB_BASE_URL names {host}, which KB_ALLOWED_HOSTS does not allow.",
            hint=f"Add {host} to KB_ALLOWED_HOSTS.",
            id="answers.W002",
        )
    ]


@register
def language_model(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """E003: a language model needs an address and a name."""
    url, model = settings.KB_LLM_URL, settings.KB_LLM_MODEL
    if not url or (model and url.startswith(("http://", "https://"))):
        return []
    return [
        Error(
            "KB_LLM_URL is set, but no language model can be asked with it.",
            hint="Write https://host/v1, and the model's name into KB_LLM_MODEL.",
            id="answers.E003",
        )
    ]

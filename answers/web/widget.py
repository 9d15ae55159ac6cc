"""Widget: the scripts that put a question box on other sites' pages."""

from __future__ import annotations

import hashlib
import json
import re
from functools import lru_cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

LANGUAGES = {"zh": "zh-hans", "en": "en"}
ONE_HOUR, ONE_YEAR = 3600, 365 * 24 * 3600


@require_safe
def loader_script(request: HttpRequest) -> HttpResponse:
    """Send the button."""
    return _script(loader(), f"public, max-age={ONE_HOUR}")


@require_safe
def panel_script(request: HttpRequest, language: str) -> HttpResponse:
    """Send the panel; its address changes with its content."""
    if language not in LANGUAGES:
        raise Http404
    return _script(panel(language), f"public, max-age={ONE_YEAR}, immutable")


def _script(text: str, cache: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = cache
    # A script for everybody that knows nothing of anybody: any page may load it.
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@lru_cache(maxsize=1)
def loader() -> str:
    """Return the button's script, which knows the panels' addresses."""
    texts, panels = {}, {}
    for short, code in LANGUAGES.items():
        with translation.override(code):
            failed = _("Cannot be loaded: click to try again")
            texts[short] = {"open": _("Expert answers"), "failed": failed}
        address = reverse("answers:widget_panel", args=[short]).lstrip("/")
        panels[short] = f"{address}?v={_digest(panel(short))}"
    style = f"{_tokens()}\n{_read('widget/loader.css')}"
    return _fill("loader", style=_pixels(style), texts=texts, panels=panels)


@lru_cache(maxsize=2)
def panel(language: str) -> str:
    """Return the panel's script in a language."""
    with translation.override(LANGUAGES[language]):
        texts = {
            "title": _("Expert answers"),
            "page": _("Own page"),
            "close": _("Close"),
            "turns": _("Questions and answers"),
            "lead": _(
                "Describe what went wrong or paste the log. The answer comes from what "
                "experts wrote, with its source and how sure it is."
            ),
            "question": _("Question or log"),
            "example": _("For example: 403 token invalid"),
            "secrets": _("Passwords, tokens and keys are taken out before it is kept."),
            "ask": _("Ask"),
            "wait": _("Looking for an answer …"),
            "again": _("Start over"),
            "offline": _(
                "No connection: check the network and send again. Nothing was lost."
            ),
            "origin": _(
                "This site ({origin}) is not listed for these answers. Whoever runs it "
                "can ask the support staff to add it."
            ),
            "policy": _(
                "This site's content security policy blocks the answers: it needs "
                "connect-src {origin}."
            ),
        }
    style = _read("widget/panel.css", "ask.css")
    conversation = _read("ask.js").replace('"use strict";\n', "")
    return conversation + _fill("panel", style=_pixels(style), texts=texts)


def _read(*names: str) -> str:
    folder = settings.BASE_DIR / "static"
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)


def _fill(name: str, **parts: object) -> str:
    text = _read(f"widget/{name}.js")
    for key, value in parts.items():
        said = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        text = text.replace(f"__{key.upper()}__", said)
    return text


def _tokens() -> str:
    """Return the colours and fonts of our pages, for a shadow root.

    Important, so that a page that sets them for every element changes nothing.
    """
    rule = re.search(r"^:root {\n(.*?)^}", _read("dayi.css"), re.DOTALL | re.MULTILINE)
    found = re.findall(r"(--[\w-]+:[^;]*);", rule[1] if rule else "")
    return f":host{{{''.join(f'{one}!important;' for one in found)}}}"


def _pixels(style: str) -> str:
    """Return a style without comments that no page's font size stretches."""
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    style = re.sub(r"\s+", " ", style)
    return re.sub(r"([\d.]+)rem\b", lambda m: f"{16 * float(m[1]):g}px", style)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]

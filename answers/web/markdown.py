"""Markdown: articles as Markdown for programs and the clipboard; ``llms.txt``."""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from answers.models import Article
from answers.services.articles import article_list, product_list
from answers.services.symptoms import symptom_list
from answers.text.normalization import one_line
from answers.web.articles import get_article
from answers.web.redirects import redirect_retired

MARKDOWN = "text/markdown; charset=utf-8"
SYMPTOMS = 40
RECENT = 50


@require_safe
@redirect_retired("answers:markdown")
def article(request: HttpRequest, key: str) -> HttpResponse:
    """Return one article as Markdown."""
    found = get_article(request, key)
    response = HttpResponse("\n".join(_article(found)), content_type=MARKDOWN)
    response.headers["Link"] = f'<{_there(found.get_absolute_url())}>; rel="canonical"'
    return response


def _article(article: Article) -> Iterator[str]:
    revision = article.current
    meta = {
        "id": article.key,
        "title": article.heading,
        "url": _there(article.get_absolute_url()),
        "product": article.product.slug if article.product else None,
        "date": article.date.isoformat() if article.date else None,
        "updated": article.updated_at.date().isoformat(),
        "tags": [tag.name for tag in article.tags.all() if not tag.hidden],
    }
    given = {name: value for name, value in meta.items() if value}
    yield "---"
    yield yaml.safe_dump(given, allow_unicode=True, sort_keys=False).rstrip()
    yield "---"
    yield f"\n# {one_line(article.heading)}"
    if revision is None:
        return
    if revision.question.strip():
        yield f"\n## {_('Question')}\n\n{revision.question.strip()}"
    yield f"\n## {_('Expert answer')}\n\n{revision.answer.strip()}"
    references = [r for r in article.references.all() if r.href]
    if references:
        yield f"\n## {_('References')}\n"
        for reference in references:
            there = reference.href
            there = _there(there) if there.startswith("/") else there
            yield f"- [{one_line(reference.text)}]({there})"
    yield ""


@require_safe
def llms(request: HttpRequest) -> StreamingHttpResponse:
    """Tell language models what there is, and where it stands as Markdown."""
    del request
    lines = (f"{line}\n".encode() for line in _llms())
    return StreamingHttpResponse(lines, content_type="text/plain; charset=utf-8")


def _llms() -> Iterator[str]:
    api = _there("/api/v1/")
    yield "# 答疑 Dayi"
    yield ""
    yield (
        "> 专家解答的知识库：搜报错、状态码或整段日志，读专家的解答。"
        "Expert answers to what went wrong: search a symptom, read the answer."
    )
    yield ""
    yield f"- Search: `GET {api}search?q=403`. Ask: `POST {api}ask`."
    yield f"- OpenAPI: {api}schema"
    yield "- Every article is also Markdown: append `.md` to `/articles/<id>`."
    yield ""
    yield "## 产品 Products"
    yield ""
    for product in product_list():
        there = _there(reverse("answers:product_feed", args=[product.slug]))
        yield f"- [{product.name}]({there}): {product.articles_count}"
    yield ""
    yield "## 症状 Symptoms"
    yield ""
    for symptom in symptom_list(viewer=AnonymousUser())[:SYMPTOMS]:
        there = _there(symptom.get_absolute_url())
        yield f"- [{one_line(symptom.value)}]({there}): {symptom.articles_count}"
    yield ""
    yield "## 最新解答 Newest answers"
    yield ""
    rows = article_list(viewer=AnonymousUser()).prefetch_related(None)
    for found in rows[:RECENT]:
        there = _there(reverse("answers:markdown", args=[found.key]))
        yield f"- [{one_line(found.heading)}]({there})"
    yield ""
    yield "## Optional"
    yield ""
    yield f"- [sitemap]({_there(reverse('answers:sitemap'))})"
    yield f"- [feed]({_there(reverse('answers:feed'))})"


def _there(path: str) -> str:
    return settings.KB_BASE_URL + path

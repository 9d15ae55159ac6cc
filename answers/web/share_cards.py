"""Share cards: the picture shown where a link to an article is shared."""

from __future__ import annotations

import io
import logging
from functools import lru_cache
from pathlib import Path

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from PIL import Image, ImageDraw, ImageFont

from answers.lib.errors import NotFoundError
from answers.lib.fingerprints import fingerprint
from answers.models import Article
from answers.services.articles import article_get
from answers.text.normalization import cut, one_line

logger = logging.getLogger(__name__)

GENERATION = 1  # bump on any change that alters the picture of the same title
SIZE = WIDTH, HEIGHT = 1200, 630
EDGE = 88
COLOURS = 32  # enough for flat colours with smooth letters; a tenth of the bytes
LINES, TITLE_SIZE, LINE_HEIGHT = 4, 62, 88
TITLE_LENGTH = 200
KEPT_SECONDS = 30 * 24 * 3600
PAPER, INK, QUIET, RED, GRID = "#fafaf8", "#1b2126", "#56616b", "#b3331d", "#f3e6e2"
FONTS = tuple(
    Path("/usr/share/fonts", folder, "NotoSansCJK-Bold.ttc")
    for folder in ("opentype/noto", "noto-cjk", "google-noto-cjk", "truetype/noto")
)
SIMPLIFIED = 2  # its place among the faces of the collection


@require_safe
@cache_control(public=True, max_age=24 * 3600)
def picture(request: HttpRequest, key: str) -> HttpResponse:
    """Return the picture of an article that everybody may read."""
    del request
    try:
        article = article_get(key=key, viewer=AnonymousUser())
    except NotFoundError as error:
        raise Http404(error.message) from error
    if not font_path():
        raise Http404
    product = article.product.name if article.product else ""
    drawn = cache.get_or_set(
        f"card-{_fingerprint(article)}",
        lambda: draw(article.heading, product),
        KEPT_SECONDS,
    )
    return HttpResponse(drawn, content_type="image/png")


def card_url(article: Article) -> str:
    """Return the address of an article's picture; empty where none can be drawn."""
    if article.internal or not font_path():
        return ""
    there = reverse("answers:card", args=[article.key])
    return f"{there}?{_fingerprint(article)}"


@lru_cache(maxsize=1)
def font_path() -> str:
    """Return the font with Chinese, empty where there is none."""
    found = next((str(path) for path in FONTS if path.exists()), "")
    if not found:
        logger.warning(
            "No font with Chinese: shared links show no picture. "
            "Install fonts-noto-cjk (Debian) and start again."
        )
    return found


def draw(title: str, product: str) -> bytes:
    """Return a PNG: the title on manuscript paper, under the seal."""
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    for at in range(0, WIDTH, 42):
        pen.line([(at, 0), (at, HEIGHT)], fill=GRID)
        pen.line([(0, at), (WIDTH, at)], fill=GRID)
    pen.rounded_rectangle([EDGE, 72, EDGE + 76, 148], 12, fill=RED)
    pen.text((EDGE + 38, 110), "答", fill="white", font=_font(52), anchor="mm")
    pen.text((EDGE + 100, 110), "答疑 Dayi", fill=INK, font=_font(36), anchor="lm")
    for place, line in enumerate(_wrap(title)):
        top = 200 + place * LINE_HEIGHT
        pen.text((EDGE, top), line, fill=INK, font=_font(TITLE_SIZE))
    foot = HEIGHT - 56
    pen.text((EDGE, foot), cut(product, 40), fill=RED, font=_font(30), anchor="ls")
    end = (WIDTH - EDGE, foot)
    pen.text(end, "专家解答", fill=QUIET, font=_font(30), anchor="rs")
    data = io.BytesIO()
    image.quantize(COLOURS).save(data, "PNG", optimize=True)
    return data.getvalue()


def _wrap(title: str) -> list[str]:
    """Return the title in lines that fit; a word is broken only where it must be."""
    font, most = _font(TITLE_SIZE), WIDTH - 2 * EDGE
    lines: list[str] = []
    rest = cut(one_line(title), TITLE_LENGTH)
    while rest:
        end = _fitting(rest, font, most)
        if len(lines) == LINES - 1 and end < len(rest):
            return [*lines, rest[: max(end - 1, 1)].rstrip() + "…"]
        space = rest.rfind(" ", 1, end)
        if end < len(rest) and rest[end - 1 : end + 1].isascii() and space > end // 2:
            end = space
        lines.append(rest[:end].strip())
        rest = rest[end:].strip()
    return lines


def _fitting(text: str, font: ImageFont.FreeTypeFont, most: int) -> int:
    """Return how many characters of a text fit, at least one."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if font.getlength(text[:middle]) <= most:
            low = middle
        else:
            high = middle - 1
    return low


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(font_path(), size, index=SIMPLIFIED)


def _fingerprint(article: Article) -> str:
    product = article.product.name if article.product else ""
    return fingerprint(GENERATION, article.heading, product)

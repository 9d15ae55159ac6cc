"""Tags that look wrong, and the tags that they may have meant.

The limits were tuned on a collection of 883 pages with 1,503 tags, most of them made
by a machine.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from django.db.models import Count, QuerySet

from answers.models import Article, Tag
from answers.text.normalization import fold

Reason: TypeAlias = Literal[
    "unused", "near", "glued", "number", "everywhere", "long", "single"
]
REASONS: tuple[Reason, ...] = (
    "near", "glued", "number", "long", "everywhere", "unused", "single",
)  # fmt: skip

EVERYWHERE = 0.4  # share of all articles above which a tag is no filter
ENOUGH = 20  # least articles of a collection for that rule
KNOWN = 3  # least articles of a tag that others may be glued together from
SHORTEST = 5  # least letters of a word that is compared with one letter changed
LONGEST = 24  # characters of a tag; more is a sentence or a name without its dots

_NUMBER = re.compile(r"[vx]?\d[\d.x_-]*", re.ASCII)
_BETWEEN = re.compile(r"[^\w+#]+|_+")  # ``c#`` is not ``c``
_LATIN = re.compile(r"[a-z]+", re.ASCII)
_MIXED = re.compile(r"[a-z]+|\d[\d.x]*|[^a-z\d]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Suspicion:
    """One tag that looks wrong; ``instead`` are the tags that it may have meant."""

    slug: str
    reason: Reason
    count: int
    instead: tuple[str, ...] = ()


def tag_report() -> list[Suspicion]:
    """Return the visible tags that look wrong, each with one reason."""
    visible = dict(Tag.objects.visible().order_by().values_list("pk", "slug"))
    carried: QuerySet[Any] = Article.tags.through._default_manager.order_by()
    counted = carried.values_list("tag").annotate(n=Count("pk"))
    counts = dict.fromkeys(visible.values(), 0)
    counts |= {visible[tag]: n for tag, n in counted if tag in visible}
    return suspect(counts, Article.objects.published().count())


def suspect(counts: Mapping[str, int], total: int) -> list[Suspicion]:
    """Return at most one suspicion a tag, in the order of REASONS, then by count.

    ``counts`` says how many articles carry each slug, ``total`` how many there are.
    """
    near = _near(counts)
    found = [_one(slug, counts, near, total) for slug in counts]
    return sorted(
        (one for one in found if one),
        key=lambda one: (REASONS.index(one.reason), -one.count, one.slug),
    )


def _one(
    slug: str, counts: Mapping[str, int], near: Mapping[str, str], total: int
) -> Suspicion | None:
    count = counts[slug]
    parts = _parts(slug, counts)
    rules: list[tuple[Reason, bool, tuple[str, ...]]] = [
        ("near", slug in near, (near.get(slug, ""),)),
        ("number", bool(_NUMBER.fullmatch(slug)), ()),
        ("glued", bool(parts), tuple(part for part in parts if part in counts)),
        ("unused", count == 0, ()),
        ("long", len(slug) > LONGEST, ()),
        ("everywhere", total >= ENOUGH and count > EVERYWHERE * total, ()),
        ("single", count == 1, ()),
    ]
    for reason, holds, instead in rules:
        if holds:
            return Suspicion(slug, reason, count, instead)
    return None


# ------------------------------------------------------------- nearly the same
def _near(counts: Mapping[str, int]) -> dict[str, str]:
    """Return, for the rarer of two that are nearly the same, the more frequent."""
    groups: dict[str, list[str]] = defaultdict(list)
    for slug in counts:
        for key in _keys(slug):
            groups[key].append(slug)
    near: dict[str, str] = {}
    for slugs in groups.values():
        best = max(slugs, key=lambda slug: (counts[slug], -len(slug), slug))
        for slug in slugs:
            known = near.get(slug)
            if slug != best and (known is None or counts[best] > counts[known]):
                near[slug] = best
    return {slug: _last(slug, near) for slug in near}


def _last(slug: str, near: Mapping[str, str]) -> str:
    seen = {slug}
    while slug in near and near[slug] not in seen:
        slug = near[slug]
        seen.add(slug)
    return slug


def _keys(slug: str) -> Iterator[str]:
    """Yield what a tag shares with those that are nearly the same.

    Letters and digits alone; and, for plain words, the word with one letter less, which
    two words share when one has a letter more, less or other than the other.
    """
    bare = _BETWEEN.sub("", fold(slug))
    if bare:
        yield f"={bare}"
    if len(bare) >= SHORTEST and _LATIN.fullmatch(bare):
        yield f"~{bare}"
        # A plural, a dropped letter; one letter for another joins too many words.
        if bare.endswith("s"):
            yield f"~{bare[:-1]}"
        if len(bare) > SHORTEST + 2:
            for at in range(1, len(bare)):
                yield f"~{at}:{bare[:at]}{bare[at + 1 :]}"


# ------------------------------------------------------------- glued together
def _parts(slug: str, counts: Mapping[str, int]) -> tuple[str, ...]:
    """Return the known tags that this one was glued of; none for a word of its own.

    Where scripts meet (``nacos客户端``, ``nacos232``) or known Latin words do
    (``nacosserver``). Compounds of Chinese words are words.
    """
    pieces = _MIXED.findall(slug)
    if "-" not in slug and len(pieces) == 2 and not _tiny(pieces):
        known = sum(counts.get(piece, 0) > counts[slug] for piece in pieces)
        numbered = any(piece[0].isdecimal() and len(piece) > 1 for piece in pieces)
        if known == 2 or (known and numbered):
            return tuple(pieces)
    if _LATIN.fullmatch(slug) and counts[slug] < KNOWN:
        return _words(slug, counts)
    return ()


def _tiny(pieces: list[str]) -> bool:
    """Tell whether a piece is so short that both belong together, as in ``k8s``."""
    return any(len(piece) < 2 and piece.isascii() for piece in pieces)


def _words(slug: str, counts: Mapping[str, int]) -> tuple[str, ...]:
    for at in range(3, len(slug) - 2):
        parts = (slug[:at], slug[at:])
        if all(counts.get(part, 0) >= KNOWN for part in parts):
            return parts
    return ()

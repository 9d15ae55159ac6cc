"""Fabricating: rows that nobody wrote, in any number, to see how much this bears.

Everything is made of a few words by a fixed chance; nothing of it is knowledge. The
index is not told: 50,000 articles would take minutes, and lists do not ask it.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Model, Q
from django.db.models.functions import Mod
from django.utils import timezone

from answers.lib.errors import InvalidError
from answers.lib.progress import Track, silent
from answers.management.demo_data import rows
from answers.models import Article, Product, Release, Revision, Tag, Vote

SEED = 20
BATCH = 2_000
PRODUCTS = 5
RELEASES = 40
TAGS = 1_500
TAGS_EACH = 5


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much is made."""

    articles: int
    votes: int
    searches: int


def fabricate(
    *, amounts: Amounts, force: bool = False, track: Track[Any] = silent
) -> dict[str, int]:
    """Make it all; return how many of what. Raises InvalidError where articles are."""
    if min(amounts.articles, amounts.votes, amounts.searches) < 0:
        msg = "An amount cannot be less than nothing."
        raise InvalidError(msg, field="articles")
    if Article.objects.exists() and not force:
        msg = (
            "There are articles here already: made-up ones would stand among them. "
            "Use an empty database, or --force."
        )
        raise InvalidError(msg, field="force")
    chance = random.Random(SEED)  # noqa: S311  the same rows at every run
    tags, products = _labels(chance)
    first = Article.objects.filter(key__startswith=rows.KEY).count()
    batches = list(_batches(amounts.articles))
    for batch in track(batches, len(batches), "articles"):
        _make_articles(chance, [first + number for number in batch], tags, products)
    made = Article.objects.filter(key__startswith=rows.KEY).order_by("pk")
    pairs = list(made.values_list("pk", "current_id"))
    votes = rows.votes(chance, pairs, amounts.votes if pairs else 0)
    searches = rows.searches(chance, pairs, amounts.searches)
    others = [*searches, *rows.views(chance, pairs), *rows.inquiries(chance)]
    _insert([*votes, *others], track)
    _count_votes()
    return {
        "articles": amounts.articles,
        "votes": len(votes),
        "searches": len(searches),
    }


def _batches(count: int) -> Iterator[range]:
    for start in range(0, count, BATCH):
        yield range(start, min(start + BATCH, count))


def _labels(chance: random.Random) -> tuple[list[int], list[int]]:
    Tag.objects.bulk_create(
        [
            Tag(slug=f"{rows.KEY}{n}", name=f"{rows.say(chance, 1)} {n}")
            for n in range(TAGS)
        ],
        ignore_conflicts=True,
    )
    products = []
    for number in range(PRODUCTS):
        product, _ = Product.objects.get_or_create(
            slug=f"{rows.KEY}{number}", defaults={"name": f"Made up {number}"}
        )
        products.append(product.pk)
        if not Release.objects.filter(product=product).exists():
            for minor in range(RELEASES):
                Release(
                    product=product,
                    version=f"1.{minor}.0",
                    date=dt.date(2021, 1, 1) + dt.timedelta(days=40 * minor),
                ).save()
    made = Tag.objects.filter(slug__startswith=rows.KEY).order_by("pk")
    return list(made.values_list("pk", flat=True)), products


@transaction.atomic
def _make_articles(
    chance: random.Random, numbers: list[int], tags: list[int], products: list[int]
) -> None:
    now = timezone.now()
    articles = Article.objects.bulk_create(
        [
            Article(
                key=f"{rows.KEY}{number}",
                title=f"{rows.say(chance, 5)} {number}",
                product_id=chance.choice(products),
                category="made-up",
                date=dt.date(2021, 1, 1) + dt.timedelta(days=chance.randrange(1800)),
                status="retired" if chance.random() < 0.02 else "published",
                updated_at=now - dt.timedelta(minutes=chance.randrange(500_000)),
            )
            for number in numbers
        ]
    )
    Revision.objects.bulk_create(
        [rows.revision_of(chance, article) for article in articles]
    )
    current = Revision.objects.filter(article__in=articles)
    by_article = {revision.article_id: revision for revision in current.only("article")}
    for article in articles:
        article.current = by_article[article.pk]
    Article.objects.bulk_update(articles, ["current"], batch_size=500)
    through = Article.tags.through
    through._default_manager.bulk_create(
        [
            through(article_id=article.pk, tag_id=tag)
            for article in articles
            for tag in {chance.choice(tags) for _ in range(TAGS_EACH)}
        ]
    )


def _insert(made: Sequence[Model], track: Track[Any]) -> None:
    by_model: dict[type[Model], list[Model]] = {}
    for row in made:
        by_model.setdefault(type(row), []).append(row)
    for model, own in by_model.items():
        batches = list(_batches(len(own)))
        for batch in track(batches, len(batches), model._meta.model_name or ""):
            # Made twice, a question of the same words is there already.
            model._default_manager.bulk_create(
                own[batch.start : batch.stop], ignore_conflicts=True
            )


def _count_votes() -> None:
    """Spread the votes over the last days and bring the counters up to date."""
    now = timezone.now()
    made = Vote.objects.filter(visitor__startswith=rows.KEY)
    for day in range(rows.DAYS):
        when = now - dt.timedelta(days=day)
        some = made.annotate(rest=Mod(F("pk"), rows.DAYS)).filter(rest=day)
        some.update(created_at=when, updated_at=when)
    articles = Article.objects.filter(key__startswith=rows.KEY)
    tallies = articles.annotate(
        up=Count("votes", filter=Q(votes__value=1)),
        down=Count("votes", filter=Q(votes__value=-1)),
    ).exclude(up=0, down=0)
    voted = list(tallies.only("pk"))
    for row in voted:
        row.up_count, row.down_count = row.up, row.down  # type: ignore[attr-defined]
    Article.objects.bulk_update(voted, ["up_count", "down_count"], batch_size=500)

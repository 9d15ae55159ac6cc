"""Demo data: made-up rows in any number, for load tests.

They are made of a few words with a fixed seed, the same ones at every run. The index is
not updated: 50,000 articles would take minutes, and the lists of the admin do not use
it.
"""

from __future__ import annotations

import datetime as dt
import random
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Model, Q
from django.db.models.functions import Mod
from django.utils import timezone

from answers.lib.errors import InvalidError
from answers.lib.fingerprints import fingerprint
from answers.lib.progress import Track, silent
from answers.models import (
    Article,
    ArticleView,
    Inquiry,
    Product,
    Release,
    Revision,
    SearchEvent,
    Tag,
    Vote,
)

SEED = 20
BATCH = 2_000
PRODUCTS = 5
RELEASES = 40
TAGS = 1_500
TAGS_EACH = 5
KEY = "made-up-"  # prefix of keys, slugs and visitors
DAYS = 90
INQUIRIES = 2_000
VIEWED = 0.2  # share of the articles that have views
WORDS = (
    "鉴权 配置 注册 集群 登录 权限 连接 超时 升级 启动 失败 报错 客户端 服务端 数据库 "
    "token 403 401 timeout invalid refused cluster docker grpc config login mysql"
).split()

Pairs = Sequence[tuple[int, int | None]]


@dataclass(frozen=True, slots=True)
class Amounts:
    """How many rows to make."""

    articles: int
    votes: int
    searches: int


def fabricate(
    *, amounts: Amounts, force: bool = False, track: Track[Any] = silent
) -> dict[str, int]:
    """Insert all rows; return how many by name.

    Raises InvalidError for negative amounts, and where there are articles already,
    unless ``force``.
    """
    if min(amounts.articles, amounts.votes, amounts.searches) < 0:
        msg = "An amount cannot be less than nothing."
        raise InvalidError(msg, field="articles")
    if Article.objects.exists() and not force:
        msg = (
            "There are articles here already: made-up ones would stand among them. "
            "Use an empty database, or --force."
        )
        raise InvalidError(msg, field="force")
    rng = random.Random(SEED)  # noqa: S311  the same rows at every run
    tags, products = _labels(rng)
    first = Article.objects.filter(key__startswith=KEY).count()
    batches = list(_batches(amounts.articles))
    for batch in track(batches, len(batches), "articles"):
        _make_articles(rng, [first + number for number in batch], tags, products)
    made = Article.objects.filter(key__startswith=KEY).order_by("pk")
    pairs = list(made.values_list("pk", "current_id"))
    votes = _votes(rng, pairs, amounts.votes if pairs else 0)
    searches = _searches(rng, pairs, amounts.searches)
    others = [*searches, *_views(rng, pairs), *_inquiries(rng)]
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


def _labels(rng: random.Random) -> tuple[list[int], list[int]]:
    Tag.objects.bulk_create(
        [Tag(slug=f"{KEY}{n}", name=f"{_words(rng, 1)} {n}") for n in range(TAGS)],
        ignore_conflicts=True,
    )
    products = []
    for number in range(PRODUCTS):
        product, _ = Product.objects.get_or_create(
            slug=f"{KEY}{number}", defaults={"name": f"Made up {number}"}
        )
        products.append(product.pk)
        if not Release.objects.filter(product=product).exists():
            for minor in range(RELEASES):
                Release(
                    product=product,
                    version=f"1.{minor}.0",
                    date=dt.date(2021, 1, 1) + dt.timedelta(days=40 * minor),
                ).save()
    made = Tag.objects.filter(slug__startswith=KEY).order_by("pk")
    return list(made.values_list("pk", flat=True)), products


def _make_articles(
    rng: random.Random, numbers: list[int], tags: list[int], products: list[int]
) -> None:
    now = timezone.now()
    articles = Article.objects.bulk_create(
        [
            Article(
                key=f"{KEY}{number}",
                title=f"{_words(rng, 5)} {number}",
                product_id=rng.choice(products),
                category="made-up",
                date=dt.date(2021, 1, 1) + dt.timedelta(days=rng.randrange(1800)),
                status="retired" if rng.random() < 0.02 else "published",
                updated_at=now - dt.timedelta(minutes=rng.randrange(500_000)),
            )
            for number in numbers
        ]
    )
    Revision.objects.bulk_create([_revision_of(rng, article) for article in articles])
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
            for tag in {rng.choice(tags) for _ in range(TAGS_EACH)}
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
    made = Vote.objects.filter(visitor__startswith=KEY)
    for day in range(DAYS):
        when = now - dt.timedelta(days=day)
        some = made.annotate(rest=Mod(F("pk"), DAYS)).filter(rest=day)
        some.update(created_at=when, updated_at=when)
    articles = Article.objects.filter(key__startswith=KEY)
    tallies = articles.annotate(
        up=Count("votes", filter=Q(votes__value=1)),
        down=Count("votes", filter=Q(votes__value=-1)),
    ).exclude(up=0, down=0)
    voted = list(tallies.only("pk"))
    for row in voted:
        row.up_count, row.down_count = row.up, row.down  # type: ignore[attr-defined]
    Article.objects.bulk_update(voted, ["up_count", "down_count"], batch_size=500)


def _words(rng: random.Random, count: int) -> str:
    """Return ``count`` words, in any order."""
    return " ".join(rng.choices(WORDS, k=count))


def _revision_of(rng: random.Random, article: Article) -> Revision:
    """Return the unsaved revision of an article."""
    text = _words(rng, 120)
    return Revision(
        article=article,
        number=1,
        status=Revision.Status.PUBLISHED,
        origin=Revision.Origin.INGEST,
        title=article.title,
        question=article.title,
        answer=text,
        text=text,
        answer_html=f"<p>{text}</p>",
        content_fingerprint=fingerprint([article.key]),
    )


def _votes(rng: random.Random, pairs: Pairs, count: int) -> list[Vote]:
    """Return unsaved votes, most of them on few articles."""
    reasons = [*Vote.Reason.values, ""]
    found = []
    for number in range(count):
        article, revision = pairs[int(len(pairs) * rng.random() ** 3)]
        value = rng.choice((Vote.Value.UP, Vote.Value.UP, Vote.Value.DOWN))
        down = value == Vote.Value.DOWN
        found.append(
            Vote(
                article_id=article,
                revision_id=revision or 0,
                visitor=f"{KEY}{number}-{rng.getrandbits(40):x}",
                value=value,
                reason=rng.choice(reasons) if down else "",
                comment=_words(rng, 6) if down and rng.random() < 0.3 else "",
                query=_words(rng, 3),
                channel=Vote.Channel.WEB,
            )
        )
    return found


def _searches(rng: random.Random, pairs: Pairs, count: int) -> list[SearchEvent]:
    """Return searches and questions of the last days; a few find nothing."""
    now = timezone.now()
    found = []
    for _ in range(count):
        asked = rng.random() < 0.2
        total = 0 if rng.random() < 0.1 else rng.randrange(1, 400)
        near = [pair[0] for pair in rng.choices(pairs, k=3)] if pairs else []
        found.append(
            SearchEvent(
                token=secrets.token_urlsafe(16),
                at=now - dt.timedelta(seconds=rng.randrange(DAYS * 86_400)),
                kind=SearchEvent.Kind.ASK if asked else SearchEvent.Kind.SEARCH,
                channel=rng.choice(("web", "api")),
                text=_words(rng, rng.choice((1, 1, 2, 3))),
                total=total,
                status=rng.choice(("answered", "unknown")) if asked else "",
                confidence=rng.random() if asked else None,
                proposed=near if total else [],
                opened_id=rng.choice(near) if total and near else None,
            )
        )
    return found


def _views(rng: random.Random, pairs: Pairs) -> list[ArticleView]:
    """Return views by day; few articles are read often."""
    today = timezone.localdate()
    return [
        ArticleView(
            article_id=pk,
            day=today - dt.timedelta(days=day),
            count=1 + int(200 * rng.random() ** 12),
        )
        for pk, _ in rng.sample(pairs, int(len(pairs) * VIEWED))
        for day in {rng.randrange(DAYS) for _ in range(3)}
    ]


def _inquiries(rng: random.Random) -> list[Inquiry]:
    """Return questions that nobody answered."""
    return [
        Inquiry(
            fingerprint=f"{KEY}{number}",
            question=f"{_words(rng, 6)} {number}?",
            channel="api",
            count=rng.randrange(1, 30),
        )
        for number in range(INQUIRIES)
    ]

"""Made-up rows: what ``fabricate`` inserts, unsaved."""

from __future__ import annotations

import datetime as dt
import random
import secrets
from collections.abc import Sequence

from django.utils import timezone

from answers.lib.fingerprints import fingerprint
from answers.models import Article, ArticleView, Inquiry, Revision, SearchEvent, Vote

KEY = "made-up-"  # how the key of each made-up article begins
DAYS = 90
INQUIRIES = 2_000
VIEWED = 0.2  # of the articles that somebody reads on a day
WORDS = (
    "鉴权 配置 注册 集群 登录 权限 连接 超时 升级 启动 失败 报错 客户端 服务端 数据库 "
    "token 403 401 timeout invalid refused cluster docker grpc config login mysql"
).split()

Pairs = Sequence[tuple[int, int | None]]


def say(chance: random.Random, count: int) -> str:
    """Return words that say nothing together."""
    return " ".join(chance.choices(WORDS, k=count))


def revision_of(chance: random.Random, article: Article) -> Revision:
    """Return a text for an article."""
    text = say(chance, 120)
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


def votes(chance: random.Random, pairs: Pairs, count: int) -> list[Vote]:
    """Return votes, most of them on few articles."""
    reasons = [*Vote.Reason.values, ""]
    found = []
    for number in range(count):
        article, revision = pairs[int(len(pairs) * chance.random() ** 3)]
        value = chance.choice((Vote.Value.UP, Vote.Value.UP, Vote.Value.DOWN))
        down = value == Vote.Value.DOWN
        found.append(
            Vote(
                article_id=article,
                revision_id=revision or 0,
                visitor=f"{KEY}{number}-{chance.getrandbits(40):x}",
                value=value,
                reason=chance.choice(reasons) if down else "",
                comment=say(chance, 6) if down and chance.random() < 0.3 else "",
                query=say(chance, 3),
                channel=Vote.Channel.WEB,
            )
        )
    return found


def searches(chance: random.Random, pairs: Pairs, count: int) -> list[SearchEvent]:
    """Return searches and questions of the last days; a few find nothing."""
    now = timezone.now()
    found = []
    for _ in range(count):
        asked = chance.random() < 0.2
        total = 0 if chance.random() < 0.1 else chance.randrange(1, 400)
        near = [pair[0] for pair in chance.choices(pairs, k=3)] if pairs else []
        found.append(
            SearchEvent(
                token=secrets.token_urlsafe(16),
                at=now - dt.timedelta(seconds=chance.randrange(DAYS * 86_400)),
                kind=SearchEvent.Kind.ASK if asked else SearchEvent.Kind.SEARCH,
                channel=chance.choice(("web", "api")),
                text=say(chance, chance.choice((1, 1, 2, 3))),
                total=total,
                status=chance.choice(("answered", "unknown")) if asked else "",
                confidence=chance.random() if asked else None,
                proposed=near if total else [],
                opened_id=chance.choice(near) if total and near else None,
            )
        )
    return found


def views(chance: random.Random, pairs: Pairs) -> list[ArticleView]:
    """Return views by day; few articles are read often."""
    today = timezone.localdate()
    return [
        ArticleView(
            article_id=pk,
            day=today - dt.timedelta(days=day),
            count=1 + int(200 * chance.random() ** 12),
        )
        for pk, _ in chance.sample(pairs, int(len(pairs) * VIEWED))
        for day in {chance.randrange(DAYS) for _ in range(3)}
    ]


def inquiries(chance: random.Random) -> list[Inquiry]:
    """Return questions that nobody answered."""
    return [
        Inquiry(
            fingerprint=f"{KEY}{number}",
            question=f"{say(chance, 6)} {number}?",
            channel="api",
            count=chance.randrange(1, 30),
        )
        for number in range(INQUIRIES)
    ]

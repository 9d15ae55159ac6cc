"""Retire, republish and hide whole articles; the replacement of a retired one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from answers.lib.errors import InvalidError
from answers.models import Article
from answers.services.articles.selectors import article_find
from answers.services.audit import audit_record
from answers.services.expectations import (
    Change,
    Override,
    expectations_gate,
    publicity_change,
)
from answers.services.indexing import index_queue
from answers.services.publication import resolve_references
from answers.text.normalization import clean, cut

if TYPE_CHECKING:
    from django.contrib.auth.models import User  # noqa: TID251  for types alone

FIELD = "replaced_by"  # the field of forms that a wrong replacement is shown at


def article_set_status(
    *,
    articles: Iterable[Article],
    status: str,
    actor: User | None = None,
    replaced_by: str | None = None,
    override: str = "",
) -> int:
    """Retire or republish articles; return how many changed.

    ``replaced_by`` is the key or address of the article that readers of a retired one
    are sent to, "" for none; None leaves it as it is. Articles that were never public
    are left out: only a review publishes them. ``override`` is the reason to go on
    although an expectation breaks. Raises ExpectationBrokenError, and InvalidError
    where the replacement is not possible or the actor may not override.
    """
    known = [article for article in articles if article.current_id is not None]
    moving = [article for article in known if article.status != status]
    retires = status == Article.Status.RETIRED
    if replaced_by and not retires:
        msg = _("Only what is retired is replaced: set the status to “retired”, too.")
        raise InvalidError(msg, field=FIELD)
    replacement = replacement_find(text=replaced_by or "", articles=known)
    pks = {article.pk for article in moving if not article.internal}
    expectations_gate(
        change=Change(gone=frozenset(pks))
        if retires
        else lambda: publicity_change(pks),
        subject=", ".join(article.key for article in moving),
        override=Override(actor, override),
    )
    with transaction.atomic():
        rows = Article.objects.filter(pk__in=[article.pk for article in moving])
        rows.update(status=status, updated_at=timezone.now())
        index_queue(rows)
        if not retires:
            resolve_references([article.pk for article in moving])
        led = known if replaced_by is not None or not retires else []
        led = _set_replacement(led, replacement)
        touched = {article.pk: article for article in (*moving, *led)}
        if actor:
            verb = "retire" if retires else "restore"
            note = f"replaced by {replacement.key}" if replacement else ""
            for article in touched.values():
                audit_record(actor=actor, verb=verb, subject=article, note=note)
    return len(touched)


def article_show_to(
    *,
    articles: Iterable[Article],
    internal: bool,
    actor: User | None = None,
    override: str = "",
) -> int:
    """Show articles to staff only, or to everybody; return how many changed.

    ``override`` and errors as in ``article_set_status``.
    """
    chosen = Article.objects.filter(pk__in=[article.pk for article in articles])
    moving = list(chosen.exclude(internal=internal))
    pks = {article.pk for article in moving if article.is_indexable}
    expectations_gate(
        change=Change(gone=frozenset(pks))
        if internal
        else lambda: publicity_change(pks),
        subject=", ".join(article.key for article in moving),
        override=Override(actor, override),
    )
    with transaction.atomic():
        rows = Article.objects.filter(pk__in=[article.pk for article in moving])
        rows.update(internal=internal, updated_at=timezone.now())
        index_queue(moving)
        if actor:
            note = "internal" if internal else "public"
            for article in moving:
                audit_record(actor=actor, verb="internal", subject=article, note=note)
    return len(moving)


def replacement_find(*, text: str, articles: Sequence[Article]) -> Article | None:
    """Return the article of a key or an address, None for an empty text.

    Raises InvalidError where there is none, where it was never public, or where
    readers of one of ``articles`` would be led back to it.
    """
    if not clean(text).strip():
        return None
    found = article_find(text=text)
    if found is None or found.current_id is None:
        msg = _("No article has the key “{key}”: copy it from its address.")
        raise InvalidError(msg.format(key=cut(clean(text).strip(), 80)), field=FIELD)
    chain = {found.pk, *(article.pk for article in found.successors())}
    for article in articles:
        if article.pk in chain:
            msg = _("“{key}” would lead its readers in a circle: name another article.")
            raise InvalidError(msg.format(key=article.key), field=FIELD)
    return found


def _set_replacement(
    articles: Sequence[Article], replacement: Article | None
) -> list[Article]:
    """Set or clear the replacement of articles; return those that changed."""
    wanted = replacement.pk if replacement else None
    moving = [article for article in articles if article.replaced_by_id != wanted]
    rows = Article.objects.filter(pk__in=[article.pk for article in moving])
    rows.update(replaced_by=replacement)
    return moving

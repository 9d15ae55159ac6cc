"""The gate: a change that breaks an expectation is refused or overridden."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from answers.lib.errors import (
    ExpectationBrokenError,
    IndexUnavailableError,
    InvalidError,
)
from answers.models import ExpectationOverride
from answers.services.audit import audit_record
from answers.services.expectations.changes import Change
from answers.services.expectations.checks import expectations_check
from answers.text.normalization import cut, one_line

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

PERMISSION = "answers.publish_revision"


@dataclass(frozen=True, slots=True)
class Override:
    """Who makes the change although expectations break, and why."""

    author: AbstractBaseUser | AnonymousUser | None = None
    reason: str = ""


def expectations_gate(
    *,
    change: Change | Callable[[], Change],
    subject: str,
    override: Override | None = None,
) -> None:
    """Return where the change breaks no expectation, or a reviewer overrides them.

    Call it before the transaction that makes the change: it may take a second.
    ``change`` may be a function, for one that takes the index to compute. ``subject``
    names the change in the record of the override; an override without a reason is
    none. Raises ExpectationBrokenError, with the sentences in ``extra['broken']``;
    InvalidError where the author may not override.
    """
    try:
        known = change if isinstance(change, Change) else change()
        sentences = [broken.sentence for broken in expectations_check(change=known)]
    except IndexUnavailableError as error:
        sentences = [
            _("The search index cannot be asked now: {reason}").format(
                reason=error.message
            )
        ]
    if not sentences:
        return
    reason = cut(one_line(override.reason), 500) if override else ""
    if override is None or not reason:
        raise ExpectationBrokenError(_refusal(sentences), broken=sentences)
    if not may_override(override.author):
        msg = _("Only a reviewer may go on although an expectation breaks.")
        raise InvalidError(msg, field="override", broken=sentences)
    row = ExpectationOverride.objects.create(
        subject=cut(one_line(subject), 300),
        reason=reason,
        broken=sentences,
        author_id=getattr(override.author, "pk", None),
    )
    audit_record(
        actor=override.author,  # type: ignore[arg-type]  # may_override: a user
        verb="overrule",
        subject=row,
        note=reason,
    )


def may_override(user: AbstractBaseUser | AnonymousUser | None) -> bool:
    """Tell whether this user may override broken expectations."""
    return bool(user is not None and user.has_perm(PERMISSION))  # type: ignore[union-attr]


def _refusal(sentences: list[str]) -> str:
    text = ngettext(
        "Stopped: %(count)d expectation would break. Nothing was changed.",
        "Stopped: %(count)d expectations would break. Nothing was changed.",
        len(sentences),
    )
    return text % {"count": len(sentences)}

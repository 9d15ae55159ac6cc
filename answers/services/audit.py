"""The audit log: who did what to which row, in Django's ``LogEntry``.

Every service that acts for a member of staff calls ``audit_record`` in its
transaction. ``VERBS`` maps the verbs of the code to what the admin shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _

from answers.text.normalization import cut, one_line

if TYPE_CHECKING:
    from django.contrib.auth.models import User  # noqa: TID251  for types alone
    from django.db.models import Model

VERBS = {
    "draft": _("wrote a draft"),
    "request": _("asked for review"),
    "publish": _("published"),
    "override": _("published in spite of a warning"),
    "overrule": _("went on although an expectation breaks"),
    "reject": _("rejected"),
    "withdraw": _("took back"),
    "revert": _("went back to an older revision"),
    "retire": _("retired"),
    "restore": _("brought back"),
    "internal": _("changed who may read it"),
    "verify": _("verified on a version"),
    "unverify": _("took a verification back"),
    "settle": _("settled a conflict"),
    "import": _("imported a file"),
    "merge": _("merged a tag"),
    "rename": _("renamed a tag"),
    "hide": _("hid a tag"),
    "show": _("showed a tag again"),
    "unalias": _("made an alias a tag again"),
    "switch_on": _("switched on"),
    "switch_off": _("switched off"),
    "expect": _("expected it with a click"),
    "inquire": _("made an inquiry of a search"),
    "take": _("gave an inquiry an owner or a day"),
    "link": _("linked an article that answers"),
    "dismiss": _("dismissed an inquiry"),
    "separate": _("took a question out of its group"),
    "reopen": _("opened an inquiry again"),
    "handle": _("handled 差评"),
    "key_make": _("made a key"),
    "key_rotate": _("replaced a key"),
    "key_revoke": _("revoked a key"),
    "secret_rotate": _("gave a new secret"),
    "secret_settle": _("let the old secret sign no more"),
    "send_test": _("sent a test message"),
    "resend": _("sent again"),
}
_FLAGS = {"draft": ADDITION, "expect": ADDITION, "inquire": ADDITION}
_REPR = 200


def audit_record(
    *, actor: User, verb: str, subject: Model | str, note: str = ""
) -> None:
    """Write one line of the log; ``note`` names the revision and the reason.

    ``subject`` is a row, or the name of something else, such as a file.
    """
    LogEntry.objects.create(
        user_id=actor.pk,
        content_type=None if isinstance(subject, str) else _type_of(subject),
        object_id=None if isinstance(subject, str) else str(subject.pk),
        object_repr=cut(one_line(str(subject)), _REPR),
        action_flag=_FLAGS.get(verb, CHANGE),
        change_message=f"{verb}: {one_line(note)}",
    )


def _type_of(subject: Model) -> ContentType:
    """Return the content type; for a proxy model its own, which has its own pages."""
    types = ContentType.objects
    return types.get_for_model(type(subject), for_concrete_model=False)

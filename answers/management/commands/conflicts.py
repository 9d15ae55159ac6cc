"""``conflicts``: incoming texts that collide with what staff wrote, from a shell."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from answers.content import Choice, Collision
from answers.lib.errors import AnswersError, ExpectationBrokenError
from answers.models import Revision
from answers.services.revisions import (
    conflict_list,
    conflict_merge,
    conflict_of,
    conflict_settle,
    review_request,
    revision_submit,
)


class Command(BaseCommand):
    """List, show and settle conflicts."""

    help = "List, show and settle incoming texts that collide with staff's edits."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("list", help="one line a conflict")
        show = verbs.add_parser("show", help="what collides, and what was merged")
        show.add_argument("key", help="the article's key")
        settle = verbs.add_parser("settle", help="choose, and publish")
        settle.add_argument("keys", nargs="*", metavar="KEY")
        settle.add_argument("--all", action="store_true", help="every conflict")
        settle.add_argument(
            "--take",
            required=True,
            choices=["ours", "theirs", "both"],
            help="the side to take where both changed the same",
        )
        settle.add_argument(
            "--user", required=True, help="in whose name; who may publish"
        )
        settle.add_argument(
            "--override",
            default="",
            metavar="REASON",
            help="publish although an expectation breaks, because …",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, options["verb"])(options)
        except AnswersError as error:
            raise CommandError(error.message) from error

    def list(self, options: dict[str, Any]) -> None:
        """Print one line a conflict: key, how many places collide, from where."""
        rows = list(conflict_list())
        for revision in rows:
            count = len(conflict_merge(revision=revision).collisions)
            self.stdout.write(f"{revision.article.key}\t{count}\t{revision.note}")
        self.stdout.write(f"{len(rows)} waiting")

    def show(self, options: dict[str, Any]) -> None:
        """Print what collides in one article."""
        revision = conflict_of(key=options["key"])
        self.stdout.write(f"{revision.article.key}: r{revision.number} {revision.note}")
        collisions = conflict_merge(revision=revision).collisions
        for collision in collisions:
            self.stdout.write(_text(collision))
        if not collisions:
            self.stdout.write("nothing collides: settle it with either side")

    def settle(self, options: dict[str, Any]) -> None:
        """Settle the conflicts named, all with the same side."""
        if bool(options["keys"]) == options["all"]:
            msg = "name the articles, or say --all"
            raise CommandError(msg)
        users = get_user_model().objects.filter(is_active=True)
        user = users.filter(username=options["user"]).first()
        if user is None:
            msg = f"there is no user {options['user']}"
            raise CommandError(msg)
        if options["all"]:
            waiting = list(conflict_list())
        else:
            waiting = [conflict_of(key=key) for key in options["keys"]]
        for revision in waiting:
            done = self._settle(revision, options, user)
            self.stdout.write(f"{done}\t{revision.article.key}")

    def _settle(self, revision: Revision, options: dict[str, Any], user: Any) -> str:
        current = revision.article.current
        settled = conflict_settle(
            revision=revision,
            choices=Choice(options["take"]),
            author=user,
            base=current.number if current else 0,
        )
        if not settled.is_open:
            return "kept"
        try:
            done = revision_submit(
                revision=settled, author=user, override=options["override"]
            )
        except ExpectationBrokenError as error:
            for sentence in error.extra["broken"]:
                self.stderr.write(f"stopped: {sentence}")
            review_request(revision=settled, author=user)
            return "waits for review"
        return "published" if done.published else "waits for review"


def _text(collision: Collision) -> str:
    hunk = collision.hunk
    sides = [("<<<<<<< ours", hunk.ours), ("||||||| before", hunk.base)]
    sides.append(("======= theirs", hunk.theirs))
    lines = [f"\n{collision.name}"]
    for mark, side in sides:
        lines += [mark, *collision.words(side)]
    return "\n".join([*lines, ">>>>>>>"])

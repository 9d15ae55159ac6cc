"""``fabricate``: made-up articles, votes and searches for load tests."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from answers.lib.errors import AnswersError
from answers.management.console import tracker
from answers.management.demo_data import Amounts, fabricate


class Command(BaseCommand):
    """Fill an empty database with made-up rows."""

    help = (
        "Fill the database with made-up data for load tests: articles, tags, votes, "
        "searches, views and releases, the same ones at every run. Refuses where there "
        "are articles already, unless --force. Never run it where people read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--articles", type=int, default=50_000)
        parser.add_argument("--votes", type=int, default=200_000)
        parser.add_argument("--searches", type=int, default=100_000)
        parser.add_argument("--force", action="store_true", help="add to what is there")

    def handle(self, *args: Any, **options: Any) -> None:
        amounts = Amounts(options["articles"], options["votes"], options["searches"])
        try:
            made = fabricate(
                amounts=amounts, force=options["force"], track=tracker(self.stderr)
            )
        except AnswersError as error:
            raise CommandError(error.message) from error
        text = ", ".join(f"{count} {name}" for name, count in made.items())
        self.stdout.write(f"made up: {text}")

"""``expect``: check every expectation; the exit code is 1 where one is broken."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from answers.lib.errors import AnswersError
from answers.management.console import print_broken, tracker
from answers.models import Expectation
from answers.services.expectations import expectations_run


class Command(BaseCommand):
    """Nothing is repaired: staff decide whether article or expectation is wrong."""

    help = "Run every expectation; exit code 1 where one is broken."

    def handle(self, *args: Any, **options: Any) -> str:
        try:
            broken = expectations_run(track=tracker(self.stderr))
        except AnswersError as error:
            raise CommandError(error.message) from error
        total = Expectation.objects.filter(enabled=True).count()
        print_broken(self.stdout, broken)
        if broken:
            msg = f"{len(broken)} of {total} expectations are broken"
            raise CommandError(msg)
        return f"{total} expectations hold"

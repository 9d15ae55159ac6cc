"""``deliver``: send the deliveries that are due, once or until it is stopped."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from answers.services.outbox import EVERY, send_due


class Command(BaseCommand):
    """For deployments without ``serve``, which does the same."""

    help = "Send what is due; what fails is tried again later."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--watch", action="store_true", help="go on until it is stopped"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        while True:
            sent = send_due()
            if any((sent.done, sent.retried, sent.failed)) or not options["watch"]:
                self.stdout.write(
                    f"{sent.done} sent, {sent.retried} to be tried again, "
                    f"{sent.failed} given up"
                )
            if not options["watch"]:
                return
            time.sleep(EVERY)

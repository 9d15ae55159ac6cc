"""The app's configuration."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnswersConfig(AppConfig):
    """Expert questions and answers: the one app of the project."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "answers"
    verbose_name = _("Knowledge base")

    def ready(self) -> None:
        """Register the system checks, and who answers in chats."""
        import_module("answers.checks")
        import_module("answers.bots.channels.replies")

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
        """Register the system checks, the chat services and the carriers."""
        # Models may be imported from now on.
        from answers.bots.channels import dingtalk, feishu, registry, slack, wecom
        from answers.bots.channels.replies import reply_carrier
        from answers.models import Channel
        from answers.services import channels, inquiries, outbox, webhooks

        import_module("answers.checks")
        registry.register(Channel.Kind.SLACK, slack)
        registry.register(Channel.Kind.FEISHU, feishu)
        registry.register(Channel.Kind.WECOM, wecom)
        registry.register(Channel.Kind.DINGTALK, dingtalk)
        outbox.register(inquiries.MAIL_KIND, inquiries.asker_mail)
        outbox.register(webhooks.KIND, webhooks.webhook_carrier)
        outbox.register(channels.KIND, reply_carrier)

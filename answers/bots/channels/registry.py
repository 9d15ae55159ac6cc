"""Registry: the module that speaks with each chat service."""

from __future__ import annotations

from answers.bots.channels.types import ChatService
from answers.models import Channel

SERVICES: dict[str, ChatService] = {}  # by kind; filled by ``AnswersConfig.ready``


def register(kind: Channel.Kind, service: ChatService) -> None:
    """Speak with channels of this kind by this module."""
    SERVICES[kind] = service


def service_of(channel: Channel) -> ChatService:
    """Return the module that speaks with a channel's service."""
    return SERVICES[channel.kind]

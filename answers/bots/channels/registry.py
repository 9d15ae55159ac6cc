"""Rooms: which module speaks with which service."""

from __future__ import annotations

from typing import cast

from answers.bots.channels import dingtalk, feishu, slack, wecom
from answers.bots.channels.types import Room
from answers.models import Channel

ROOMS = {
    Channel.Kind.SLACK: slack,
    Channel.Kind.FEISHU: feishu,
    Channel.Kind.WECOM: wecom,
    Channel.Kind.DINGTALK: dingtalk,
}


def room_of(channel: Channel) -> Room:
    """Return the module that speaks with a channel's service."""
    return cast("Room", ROOMS[Channel.Kind(channel.kind)])

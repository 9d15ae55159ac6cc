"""Chat channels: one room a service, one door for all.

A message is verified, kept and acknowledged at once; the worker answers it.
docs/channels.md says how to set one up.
"""

from answers.bots.channels.registry import ROOMS
from answers.bots.channels.view import ChannelView

__all__ = ["ROOMS", "ChannelView"]

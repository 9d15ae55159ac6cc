"""Chat channels: one module a service, one view for all.

A message is verified, queued and acknowledged at once; the worker answers it.
docs/channels.md says how to set one up.
"""

from answers.bots.channels.view import ChannelView

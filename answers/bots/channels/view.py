"""The view at ``/bots/<slug>/``: verify, queue, acknowledge; the answer comes later."""

from __future__ import annotations

import time
from dataclasses import replace

from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from answers.api.base import View
from answers.bots.channels.registry import service_of
from answers.bots.channels.types import LONGEST_QUESTION, Ack, Call
from answers.lib.errors import NotFoundError
from answers.models import Channel
from answers.services.channels import message_accept
from answers.text.normalization import clean, cut


class ChannelView(View):
    """Called by a chat service, which is known by its signature."""

    schema = None  # not in the description: each service has its own format
    needs = None
    authentication_classes = ()
    throttle_classes = ()  # counted by sender and channel, which only the message names
    http_method_names = ["get", "post"]

    def post(self, request: Request, slug: str) -> HttpResponse:
        """Accept one message, or answer the challenge that verifies this address."""
        rows = Channel.objects.filter(slug=slug, enabled=True)
        channel = rows.select_related("product").first()
        if channel is None:
            msg = _("No chat channel has this address, or it is switched off.")
            raise NotFoundError(msg)
        found = service_of(channel).read(channel, _call(request))
        if isinstance(found, Ack):
            return HttpResponse(found.body, content_type=found.kind)
        text = cut(clean(found.text), LONGEST_QUESTION).strip()
        if text:
            message = replace(found, text=text)
            receipt = message_accept(channel=channel, message=message)
            if receipt.allowance is not None:
                request._request.allowance = receipt.allowance  # type: ignore[attr-defined]
        return HttpResponse(found.ack.body, content_type=found.ack.kind)

    get = post  # WeCom verifies an address by GET


def _call(request: Request) -> Call:
    return Call(
        method=request.method or "GET",
        headers={name.lower(): value for name, value in request.headers.items()},
        query={name: request.query_params[name] for name in request.query_params},
        body=request._request.body,
        now=time.time(),
    )

"""The registries are filled when the app is ready: nothing is queued for nobody."""

import pytest

from answers.bots.channels.registry import service_of
from answers.models import Channel
from answers.services import channels, inquiries, outbox, webhooks


@pytest.mark.parametrize("kind", Channel.Kind.values)
def test_every_kind_of_channel_has_a_module(kind):
    service = service_of(Channel(kind=kind))
    assert callable(service.read)
    assert callable(service.send)


def test_every_kind_of_delivery_has_a_carrier():
    kinds = {channels.KIND, inquiries.MAIL_KIND, webhooks.KIND}
    assert set(outbox.CARRIERS) == kinds

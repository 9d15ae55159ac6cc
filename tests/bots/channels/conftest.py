"""A channel of each kind, and a server that stands for the service."""

import pytest

from answers.models import Channel
from tests.bots.channels.vendors import SECRETS, VENDORS, Server


@pytest.fixture
def server(settings):
    settings.KB_WEBHOOK_PRIVATE = True
    running = Server()
    yield running
    running.close()


@pytest.fixture(params=VENDORS)
def kind(request):
    return request.param


@pytest.fixture
def vendor(kind):
    return VENDORS[kind]


@pytest.fixture
def channel(kind, server, index, make_article):
    make_article("token-invalid", product="nacos")
    return Channel.objects.create(
        slug="room",
        kind=kind,
        name="Room",
        secrets=SECRETS[kind],
        api_base=server.url,
    )


@pytest.fixture
def send(client, channel):
    """Return a function that calls us as the service does."""

    def call(parts, method="post"):
        body, headers, content_type, query = parts
        return client.generic(
            method.upper(), f"/bots/room/{query}", body, content_type, headers=headers
        )

    return call

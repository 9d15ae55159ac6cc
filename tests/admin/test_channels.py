"""Chat channels at the desk: secrets are written, never shown, replaced with care."""

import pytest
from django.urls import reverse

from answers.models import Channel

pytestmark = pytest.mark.django_db
FORM = {"name": "Ops", "slug": "ops", "kind": "slack", "enabled": "on", "api_base": ""}


@pytest.fixture
def channel():
    return Channel.objects.create(
        slug="ops", kind="slack", name="Ops", secrets={"signing_secret": "s-before"}
    )


def save(admin_client, channel, **more):
    url = reverse("admin:answers_channel_change", args=[channel.pk])
    page = admin_client.post(url, FORM | more)
    channel.refresh_from_db()
    return page


def test_one_is_made_with_its_secrets(admin_client):
    url = reverse("admin:answers_channel_add")
    assert "/bots/" in admin_client.get(url).content.decode()
    sent = FORM | {"secret_signing_secret": "s-1", "secret_bot_token": " xoxb-1 "}
    assert admin_client.post(url, sent).status_code == 302
    made = Channel.objects.get()
    assert made.secrets == {"signing_secret": "s-1", "bot_token": "xoxb-1"}


def test_secrets_are_never_shown_and_an_empty_field_keeps_them(admin_client, channel):
    url = reverse("admin:answers_channel_change", args=[channel.pk])
    page = admin_client.get(url).content.decode()
    assert "s-before" not in page
    assert "secret_signing_secret" in page
    assert save(admin_client, channel).status_code == 302
    assert channel.secrets == {"signing_secret": "s-before"}
    assert channel.old_secrets == {}


def test_a_new_secret_counts_beside_the_one_before_until_that_is_forgotten(
    admin_client, channel
):
    save(admin_client, channel, secret_signing_secret="s-after")
    assert channel.each_secret("signing_secret") == ["s-after", "s-before"]
    save(admin_client, channel, settle="on")
    assert channel.each_secret("signing_secret") == ["s-after"]


def test_an_address_that_cannot_be_called_is_explained(admin_client, channel):
    page = save(admin_client, channel, api_base="ftp://x.example.org")
    assert page.status_code == 200
    assert page.context["adminform"].form.errors["api_base"]

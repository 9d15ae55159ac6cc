"""Webhooks at the desk: made, tried, given new secrets; the log sends again."""

import pytest
from django.urls import reverse

from answers.models import Delivery, Event, Webhook
from answers.services.delivery.queue import delivery_queue

pytestmark = pytest.mark.django_db
URL = "https://hooks.example.org/dayi"


@pytest.fixture
def hook():
    return Webhook.objects.create(name="desk", url=URL, events=[Event.INQUIRY_ANSWERED])


def act(admin_client, name, model, *rows):
    url = reverse(f"admin:answers_{model}_changelist")
    chosen = [row.pk for row in rows]
    return admin_client.post(url, {"action": name, "_selected_action": chosen})


def test_one_is_made_and_shows_its_secret(admin_client):
    url = reverse("admin:answers_webhook_add")
    events = [Event.ARTICLE_PUBLISHED, Event.FEEDBACK_RECEIVED]
    sent = {"name": "ops", "url": URL, "events": events, "enabled": "on"}
    assert admin_client.post(url, sent).status_code == 302
    made = Webhook.objects.get()
    assert made.events == events
    page = admin_client.get(reverse("admin:answers_webhook_change", args=[made.pk]))
    assert made.secret in page.content.decode()


@pytest.mark.parametrize("url", ["ftp://x.example.org", "https://u:p@x.example.org/"])
def test_an_address_that_cannot_be_posted_to_is_explained(admin_client, url):
    sent = {"name": "ops", "url": url, "events": [Event.ARTICLE_PUBLISHED]}
    page = admin_client.post(reverse("admin:answers_webhook_add"), sent)
    assert page.status_code == 200
    assert page.context["adminform"].form.errors["url"]
    assert not Webhook.objects.exists()


def test_a_test_message_is_queued(admin_client, hook):
    act(admin_client, "send_test", "webhook", hook)
    assert Delivery.objects.get().label == "test → desk"


def test_secrets_are_replaced_with_an_overlap(admin_client, hook):
    first = hook.secret
    act(admin_client, "rotate", "webhook", hook)
    hook.refresh_from_db()
    assert hook.old_secret == first != hook.secret
    act(admin_client, "settle", "webhook", hook)
    hook.refresh_from_db()
    assert hook.old_secret == ""


def test_what_was_given_up_is_sent_again(admin_client):
    lost = delivery_queue(kind="webhook", payload={"id": "1"}, label="lost")
    Delivery.objects.update(state=Delivery.State.FAILED, attempts=7)
    page = admin_client.get(reverse("admin:answers_delivery_changelist"))
    assert "lost" in page.content.decode()
    act(admin_client, "again", "delivery", lost)
    lost.refresh_from_db()
    assert (lost.state, lost.attempts) == (Delivery.State.WAITING, 0)

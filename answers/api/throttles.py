"""Throttles: how often one caller may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from answers.feedback import address_identity, caller_address, seconds_to_wait

if TYPE_CHECKING:
    from rest_framework.views import APIView


class _RateThrottle(BaseThrottle):
    """Counts calls of one address in the cache that all workers share."""

    scope = ""
    setting = ""
    factor = 1  # how many calls count as one

    def __init__(self) -> None:
        self._wait = 0

    def allow_request(self, request: Request, view: APIView) -> bool:
        self._wait = seconds_to_wait(
            self.scope,
            address_identity(address_of(request)),
            getattr(settings, self.setting),
            factor=self.factor,
        )
        return self._wait == 0

    def wait(self) -> float | None:
        return float(self._wait)


class AnonThrottle(_RateThrottle):
    """Reading without a key: KB_THROTTLE_ANON."""

    scope = "anon"
    setting = "KB_THROTTLE_ANON"


class SuggestThrottle(AnonThrottle):
    """Typing: ten suggestions count as one search."""

    scope = "suggest"
    factor = 10


class FeedbackThrottle(_RateThrottle):
    """Voting: KB_THROTTLE_FEEDBACK."""

    scope = "feedback"
    setting = "KB_THROTTLE_FEEDBACK"


def address_of(request: Request) -> str:
    """Return the caller's address, as the trusted proxies report it."""
    return caller_address(request.META, proxies=settings.KB_PROXIES)

"""Fixtures of the pages' tests."""

import pytest

from answers.services.indexing import healer


@pytest.fixture(autouse=True)
def _no_healer(monkeypatch):
    """Mending is another room's promise, and its thread outlives a test."""
    monkeypatch.setattr(healer, "start", lambda: None)
    monkeypatch.setattr(healer, "look", lambda: None)

"""Fixtures of the pages' tests."""

import os

import pytest

from answers.services.indexing import healer
from answers.services.llm import errors
from tests.llm_server import language_model
from tests.needs import CHROMIUM, needs_chromium
from tests.web.browser import FLAGS


@pytest.fixture(autouse=True)
def _no_healer(monkeypatch):
    """Mending is another room's promise, and its thread outlives a test."""
    monkeypatch.setattr(healer, "start", lambda: None)
    monkeypatch.setattr(healer, "check", lambda: None)


@pytest.fixture(scope="module")
def chromium():
    """Return a browser that a module's tests share."""
    needs_chromium()
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, which Django takes for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def model(settings, monkeypatch):
    """Return a language model that is set up, and says what a test has it say."""
    with language_model() as server:
        settings.KB_LLM_URL = f"http://127.0.0.1:{server.server_port}/v1"
        settings.KB_LLM_MODEL, settings.KB_LLM_KEY = "small", ""
        settings.KB_LLM_SECONDS, settings.KB_LLM_TOKENS = 10, 200
        monkeypatch.setattr(errors, "_failed", {"at": float("-inf")})
        yield server

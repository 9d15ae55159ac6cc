"""The project's settings, with an empty view to measure against."""

from kb.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"

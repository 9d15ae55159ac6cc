"""The project's settings, with what tests must not share or wait for."""

import os
import tempfile

os.environ.setdefault("KB_DATA_DIR", tempfile.mkdtemp(prefix="dayi-tests-"))
os.environ.setdefault("KB_SECRET_KEY", "only-for-tests-" + "x" * 50)

from kb.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
KB_ANALYTICS_DAYS = None  # what records asks for the fixture ``recording``
KB_THROTTLE_ANON = KB_THROTTLE_BOT = None
KB_THROTTLE_FEEDBACK = KB_THROTTLE_LOGIN = None
KB_THROTTLE_CHANNEL = KB_THROTTLE_SENDER = None
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A real file: an in-memory database locks in other ways than the one we ship.
    DATABASES["default"]["TEST"] = {"NAME": str(KB_DATA_DIR / "tests.sqlite3")}
